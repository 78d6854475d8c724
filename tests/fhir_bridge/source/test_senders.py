"""What a file says of senders, and what it does to their messages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fhir_bridge.errors import BadMap
from fhir_bridge.source.hl7v2 import Sender, parse
from fhir_bridge.source.senders import UNKNOWN, Senders, sender_of
from fhir_bridge.translate.engine import Translator

FILE = """
[[sender]]
application = "LABCORE"
facility = "NORTHGATE"
zone = "Europe/Rome"
charset = "8859/1"
types = ["MR"]
authorities = { NORTHGATE = "urn:oid:1.2.3" }

[[sender]]
facility = "NORTHGATE"
zone = "+0100"
"""
MESSAGE = (
    "MSH|^~\\&|LABCORE^1.2^ISO|NORTHGATE|||20260701||ADT^A01|1|P|2.5\rPID|1||7^^^NORTHGATE^MR||Zoë\rPV1|1|I"
    + "|" * 42
    + "{}\r"
)


def senders(tmp_path: Path, text: str = FILE) -> Senders:
    path = tmp_path / "senders.toml"
    path.write_text(text)
    return Senders.load(path)


def test_the_first_entry_that_fits_holds(tmp_path: Path) -> None:
    found = senders(tmp_path)
    assert found.of(Sender("LABCORE^1.2^ISO", "NORTHGATE")).zone == "Europe/Rome"
    assert found.of(Sender("OTHER", "NORTHGATE")).zone == "+0100"
    assert found.of(Sender("LABCORE", "SOUTH")) is UNKNOWN


@pytest.mark.parametrize(
    ("sent", "start"),
    [("202601020800", "2026-01-02T08:00:00+01:00"), ("202607020800", "2026-07-02T08:00:00+02:00")],
)
def test_a_sender_reads_its_own_set_in_its_own_zone(tmp_path: Path, sent: str, start: str) -> None:
    data = MESSAGE.format(sent).encode("latin-1")
    profile = senders(tmp_path).of(sender_of(data))
    message = parse(data, charset=profile.charset)
    bundle: Any = (
        Translator.load().translate(message, zone=profile.zone, authorities=profile.authorities).bundle
    )
    found = {entry["resource"]["resourceType"]: entry["resource"] for entry in bundle["entry"]}
    assert found["Patient"]["name"] == [{"family": "Zoë"}]
    assert found["Patient"]["identifier"][0]["system"] == "urn:oid:1.2.3"
    assert found["Encounter"]["period"]["start"] == start
    assert Translator.load().back(bundle) == message


@pytest.mark.parametrize("data", [b"", b"MSH", b"MSH|^~", b"\xff\xfe", b"MSH|^~\\&"])
def test_a_header_that_cannot_be_read_names_nobody(data: bytes) -> None:
    assert sender_of(data) == Sender("", "")


@pytest.mark.parametrize(
    "text",
    [
        "sender = 1 2",
        "[[sender]]\nzon = 1",
        '[[sender]]\nzone = "Mars/North"',
        '[[sender]]\ncharset = "runes"',
    ],
)
def test_an_entry_that_cannot_be_used_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadMap, match=r"senders\.toml"):
        senders(tmp_path, text)
