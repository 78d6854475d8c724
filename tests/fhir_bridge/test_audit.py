"""The trace as a whole: what was signed yesterday can neither go nor change, whoever holds the folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anchor.checkpoint import TreeHead
from anchor.errors import FormatError
from anchor.logkey import LogKey
from anchor.note import sign
from fhir_bridge.audit import AuditCheckpoint
from fhir_bridge.errors import Tampered
from fhir_bridge.store.audit import AuditTrail
from fhir_bridge.store.models import SETTING
from tests.databases import copied
from tests.fhir_bridge.house import ALICE, House, admission

TODAY = datetime(2026, 11, 21, 0, 0, 7, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def record(house: House) -> str:
    return house.take(admission(1))[0]


def open_(house: House, record: str, times: int, *days: datetime) -> list[str]:
    """So many openings, and the checkpoints of these days."""
    with house.looking() as service:
        for _ in range(times):
            service.disclosure.open(record, by=ALICE)
        return [note for day in days if (note := service.audit.sign_daily(day))]


def test_one_is_signed_a_day_and_each_continues_the_last(house: House, record: str) -> None:
    signed = open_(house, record, 3, TODAY, TODAY + timedelta(hours=23))
    signed += open_(house, record, 2, TODAY + DAY)
    with house.looking() as service:
        assert list(service.audit.checkpoints()) == signed
        keys = service.anchor.signer.verifier
        found = [AuditCheckpoint.opened(note, keys) for note in signed]
        assert [(one.head.size, one.day.day) for one in found] == [(3, 21), (5, 22)]
        assert service.audit.verify(signed) == (5, 2)


def test_what_was_signed_before_is_not_read_again(
    house: House, record: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_(house, record, 5, TODAY)
    read: list[int] = []
    commitments = AuditTrail.commitments

    def counted(trail: AuditTrail, after: int) -> Iterator[tuple[int, bytes]]:
        for one in commitments(trail, after):
            read.append(one[0])
            yield one

    with monkeypatch.context() as patch:
        patch.setattr(AuditTrail, "commitments", counted)
        signed = open_(house, record, 2, TODAY + DAY)
        signed += open_(house, record, 0, TODAY + 2 * DAY)
    assert read == [6, 7]
    with house.looking() as service:
        keys = service.anchor.signer.verifier
        assert [AuditCheckpoint.opened(note, keys).head.size for note in signed] == [7, 7]
        assert service.audit.verify(signed) == (7, 3)


def test_a_site_that_signed_before_peaks_were_kept_reads_all_once(house: House, record: str) -> None:
    open_(house, record, 3, TODAY)
    with house.rows() as rows:
        assert rows.execute(SETTING.delete().where(SETTING.c.name == "audit-peaks")).rowcount == 1
    open_(house, record, 1, TODAY + DAY)
    with house.looking() as service:
        assert service.audit.verify() == (4, 2)


def test_a_site_without_acts_signs_that_there_are_none(house: House, record: str) -> None:
    assert record
    open_(house, record, 0, TODAY)
    open_(house, record, 1)
    with house.looking() as service:
        assert service.audit.verify() == (1, 1)


def test_what_a_crash_kept_out_of_the_log_is_put_there_before_it_is_signed(house: House, record: str) -> None:
    assert record
    house.tear()
    open_(house, record, 2, TODAY)
    with house.looking() as service:
        assert service.audit.verify() == (3, 1)


def test_acts_that_went_with_their_log_are_missed_by_a_checkpoint_kept_elsewhere(
    house: House, record: str, tmp_path: Path
) -> None:
    open_(house, record, 2)
    copied(house.path, tmp_path / "before")
    (note,) = open_(house, record, 3, TODAY)
    shutil.rmtree(house.path)
    copied(tmp_path / "before", house.path)
    with house.looking() as service:
        assert service.audit.verify() == (2, 0)
        with pytest.raises(Tampered, match="5 acts were signed"):
            service.audit.verify([note])


def test_acts_in_another_order_are_not_those_that_were_signed(house: House, record: str) -> None:
    open_(house, record, 3, TODAY)
    with house.rows() as rows:
        rows.exec_driver_sql("UPDATE audit SET number = -number WHERE number < 3")
        rows.exec_driver_sql("UPDATE audit SET number = 3 + number WHERE number < 0")
    with house.looking() as service, pytest.raises(Tampered, match="not those that were signed"):
        service.audit.verify()


def test_a_checkpoint_of_another_site_or_another_text_is_none(house: House, record: str) -> None:
    (note,) = open_(house, record, 1, TODAY)
    stranger = LogKey.make("clinic.example/log")
    with house.looking() as service:
        text = service.anchor.signer.verifier.open(note)
        renamed = sign(text.replace("clinic.example/log", "other.example/log"), service.anchor.signer)
        for wrong in (sign(text, stranger), renamed, note.replace("acts 1", "acts 2"), text, ""):
            with pytest.raises(Tampered, match="not one that this site signed"):
                service.audit.verify([wrong])


@given(st.dates(), st.integers(0, 2**40), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_has_one_spelling(day: date, size: int, root: bytes) -> None:
    text = AuditCheckpoint("a/log", day, TreeHead(size, root)).text()
    assert AuditCheckpoint.parse(text).text() == text
    for wrong in (text[:-1], text + "x\n", text.replace("acts ", "acts 0"), text.replace("day ", "day  ")):
        with pytest.raises(FormatError):
            AuditCheckpoint.parse(wrong)
