"""The journal's stages."""

from __future__ import annotations

from pathlib import Path

import pytest

from anchor.database import Database
from anchor.errors import DatabaseError
from fhir_bridge.errors import FolderFault, Refused
from fhir_bridge.records import SITE, Format, Record, Sealed
from fhir_bridge.store.journal import Journal
from fhir_bridge.store.models import MessageState


@pytest.fixture
def journal(database: Database) -> Journal:
    return Journal(database)


def accept(journal: Journal, tag: bytes = b"t") -> int:
    return journal.accept(tag, Format.HL7V2, sealed=b"sealed", wrapped_key=b"w", pseudonym=SITE)


def sealed(name: str = "r1", part: int = 0) -> Sealed:
    record = Record(name, part, SITE, 1, "cid", b"commitment", b"key", b"seed", b"facts")
    return Sealed(record, envelope=name.encode())


def test_a_message_comes_back_as_it_was_accepted(journal: Journal) -> None:
    row = journal.message(accept(journal))
    assert (row.format, row.sealed, row.state, row.pseudonym) == (
        Format.HL7V2,
        b"sealed",
        MessageState.ACCEPTED,
        SITE,
    )
    assert journal.find(b"t") == row.id
    assert journal.pending() == [row.id]


def test_one_tag_is_accepted_once(journal: Journal) -> None:
    accept(journal)
    with pytest.raises(DatabaseError, match=r"(?i)unique"):
        accept(journal)


def test_a_record_goes_stage_by_stage(journal: Journal) -> None:
    message = accept(journal)
    journal.seal(message, [sealed("r1"), sealed("r2", 1)], pseudonym=SITE, wrapped_key=b"w2")
    assert (journal.pending(), journal.records_of(message)) == ([], ["r1", "r2"])
    assert journal.unlogged(10) == []
    assert journal.spooled(100) == {"r1": b"r1", "r2": b"r2"}
    assert (journal.spooled(1), journal.envelope("r2")) == ({"r1": b"r1"}, b"r2")
    journal.stored(["r1", "r2"])
    assert journal.spooled(100) == {}
    assert journal.unlogged(1) == [("r1", b"commitment")]
    journal.logged([("r1", 0), ("r2", 1)])
    assert [stored.log_index for stored in journal.records()] == [0, 1]
    assert journal.counts() == {
        "messages sealed": 1,
        "records": 2,
        "records to store": 0,
        "records to log": 0,
    }


def test_no_message_is_sealed_twice(journal: Journal) -> None:
    message = accept(journal)
    journal.seal(message, [sealed("r1")], pseudonym=SITE, wrapped_key=b"w")
    with pytest.raises(FolderFault, match="another process"):
        journal.seal(message, [sealed("r2")], pseudonym=SITE, wrapped_key=b"w")
    assert journal.records_of(message) == ["r1"]


def test_a_refused_message_keeps_its_bytes_and_its_reason(journal: Journal) -> None:
    message = accept(journal)
    journal.refuse(message, "no-patient", b"w2")
    row = journal.message(message)
    assert (row.state, row.reason, row.sealed) == (MessageState.REFUSED, "no-patient", b"sealed")


def test_records_or_none_of_them(journal: Journal) -> None:
    message = accept(journal)
    with pytest.raises(DatabaseError):
        journal.seal(message, [sealed("r1"), sealed("r1", 1)], pseudonym=SITE, wrapped_key=b"w")
    assert (journal.pending(), journal.records(), journal.spooled(1)) == ([message], [], {})


def test_an_unknown_record_is_refused(journal: Journal) -> None:
    with pytest.raises(Refused, match="unknown-record"):
        journal.record("r9")


def test_what_prints_shows_no_secret(journal: Journal) -> None:
    shown = repr(journal.message(accept(journal))) + repr(sealed())
    assert "sealed=" not in shown
    assert "wrapped" not in shown


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_t093_a_page_that_rotted_is_found(journal: Journal, tmp_path: Path) -> None:
    assert journal.fault() is None
    for number in range(200):
        accept(journal, number.to_bytes(4, "big") * 50)
    with journal._database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO setting VALUES ('big', zeroblob(100000))")
    journal._database.close()
    path = tmp_path / "journal.db"
    rotten = bytearray(path.read_bytes())
    rotten[3 * 4096 : 3 * 4096 + 400] = bytes(400)
    path.write_bytes(rotten)
    assert _said(journal) != "sound"


def _said(journal: Journal) -> str:
    try:
        return journal.fault() or "sound"
    except DatabaseError as error:
        return str(error)
