"""What the documents say of formats and fields is what the code does."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from pathlib import Path

import pytest

from anchor.entry import act_commitment, act_entry
from fhir_bridge.erasure.tombstones import Tombstone
from fhir_bridge.erasure.warrant import Ordered, statement
from fhir_bridge.store.erasures import Erased
from fhir_bridge.store.models import Table

DOCS = Path(__file__).parent.parent.parent / "docs"
PATIENT = "a0b4f387e8679569fbb47122fd89e5b8"


def example(name: str) -> str:
    found = re.search(
        rf"<!-- example: {name} -->\n```text\n(.*?)```", (DOCS / "formats.md").read_text(), re.DOTALL
    )
    assert found, name
    return found[1]


def test_an_acts_entry() -> None:
    digest = hashlib.sha256(b'{"resourceType":"AuditEvent"}').digest()
    assert act_entry(act_commitment(digest, bytes(range(32)))).hex() == example("act").strip()


def test_a_warrant() -> None:
    assert statement("clinic.example/log", Ordered.ERASE, PATIENT, round_=0) == example("warrant")


def test_a_tombstone_reads_and_writes_back() -> None:
    at = datetime.fromisoformat("2026-11-21T10:57:03+00:00")
    erased = Erased(PATIENT, 1, at, ("anna", "boris"), ("51ef1a0f9c8c9bfb",))
    stone = Tombstone("clinic.example/log", hashlib.sha256().digest(), erased)
    assert str(stone) == example("tombstone")
    assert Tombstone.parse(example("tombstone")) == stone


@pytest.mark.parametrize("change", ["", "number 01", "number 1 ", "erased 2026-11-21"])
def test_a_tombstone_has_one_spelling(change: str) -> None:
    word = change.split(" ", maxsplit=1)[0]
    text = re.sub(rf"^{word} .*$", change, example("tombstone"), flags=re.MULTILINE) if change else "x\n"
    with pytest.raises(ValueError, match=r".+"):
        Tombstone.parse(text)


@pytest.mark.parametrize("table", sorted(Table.metadata.tables))
def test_every_field_is_in_the_impact_assessment(table: str) -> None:
    lines = (DOCS / "dpia.md").read_text().splitlines()
    named = [line.split("|")[1] for line in lines if line.startswith("| ")]
    said = " ".join(first for first in named if f" {table}." in first)
    assert said, f"docs/dpia.md says nothing of {table}"
    missing = [
        column.name
        for column in Table.metadata.tables[table].columns
        if f"{table}.*" not in said and not re.search(rf"\b{column.name}\b", said)
    ]
    assert not missing, f"docs/dpia.md says nothing of {table}: {missing}"
