"""Inputs from files and folders."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.records import Format
from fhir_bridge.source import files as source
from fhir_bridge.source.recognise import recognise


def reasons(path: Path) -> list[Reason | None]:
    return [given.fault.reason if given.fault else None for given in source.inputs(path)]


def test_a_folder_gives_its_files_by_name(tmp_path: Path) -> None:
    for name in ("b.json", "a.hl7", "c.txt", "sub/d.ndjson.gz"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [path.name for path in source.files([tmp_path])] == ["a.hl7", "b.json", "d.ndjson.gz"]


def test_a_named_file_is_taken_whatever_its_name(tmp_path: Path) -> None:
    assert source.files([tmp_path / "x.txt"]) == [tmp_path / "x.txt"]


def test_lines_of_ndjson_are_an_input_together(tmp_path: Path) -> None:
    path = tmp_path / "x.ndjson.gz"
    path.write_bytes(gzip.compress(b'{"a":1}\r\n\n{"b":2}'))
    found = [(given.name.rpartition("/")[2], given.data) for given in source.inputs(path)]
    assert found == [("x.ndjson.gz:1-3", b'{"a":1}\r\n\n{"b":2}')]


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert reasons(tmp_path / "none.hl7") == [Reason.UNREADABLE]


def test_a_folder_in_place_of_a_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        source.one(tmp_path)


@pytest.mark.parametrize("cut", [5, 15, -3])
def test_a_gzip_file_that_is_not_whole_is_said(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "x.json.gz"
    path.write_bytes(gzip.compress(b'{"a":1}')[:cut])
    assert reasons(path) == [Reason.UNREADABLE]


def test_t037_a_gzip_bomb_stops_at_the_cap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "LARGEST", 1000)
    path = tmp_path / "x.json.gz"
    path.write_bytes(gzip.compress(bytes(1001)))
    assert reasons(path) == [Reason.TOO_LARGE]


@pytest.mark.parametrize(
    ("data", "format_"),
    [
        (b"MSH|^~\\&|", Format.HL7V2),
        (b"\x0bMSH|", Format.HL7V2),
        (b"\xef\xbb\xbfMSH|", Format.HL7V2),
        ("\ufeffMSH|".encode("utf-16-le"), Format.HL7V2),
        (b"FHS|", Format.HL7V2),
        (b' \r\n{"a":1}', Format.FHIR),
        (b"\xef\xbb\xbf{}", Format.FHIR),
    ],
)
def test_the_first_bytes_tell_the_format(data: bytes, format_: Format) -> None:
    assert recognise(data).format is format_


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY),
        (b" \n ", Reason.EMPTY),
        (b"PID|1", Reason.NOT_A_MESSAGE),
        (b"\x89PNG", Reason.NOT_A_MESSAGE),
    ],
)
def test_t047_what_is_neither_is_refused(data: bytes, reason: Reason) -> None:
    with pytest.raises(Refused) as refusal:
        recognise(data)
    assert refusal.value.reason is reason


def test_t047_xml_is_refused() -> None:
    with pytest.raises(Refused):
        recognise(b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>")


ONE = b"MSH|^~\\&|L|N|||1||ADT^A01|1|P|2.5\rPID|1||7\r"
BATCH = b"FHS|^~\\&|L\rBHS|^~\\&|L\r" + ONE + ONE + b"BTS|%d\rFTS|1\r"


def test_each_message_of_a_batch_is_an_input(tmp_path: Path) -> None:
    (tmp_path / "night.hl7").write_bytes(BATCH % 2)
    found = list(source.inputs(tmp_path / "night.hl7"))
    assert [given.name.rpartition(":")[2] for given in found] == ["1", "2"]
    assert [given.data[:4] for given in found] == [b"MSH|"] * 2


def test_t030_a_batch_that_counts_wrong_is_refused_whole(tmp_path: Path) -> None:
    (tmp_path / "night.hl7").write_bytes(BATCH % 3)
    assert reasons(tmp_path / "night.hl7") == [Reason.BAD_STRUCTURE]
