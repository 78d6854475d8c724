"""Nothing is given without a trace of it, and the trace can neither be changed nor shortened unseen."""

from __future__ import annotations

import json
import multiprocessing
import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from anchor.entry import act_entry
from fhir_bridge.acts import Act, Actor, Deed, Outcome, event_of, read_event
from fhir_bridge.doctor import examine
from fhir_bridge.errors import Refused, Tampered
from fhir_bridge.settings import Settings
from tests.fhir_bridge.house import ALICE, CANARY, House, admission
from tests.kiosk.waiting import until


@pytest.fixture
def record(house: House) -> str:
    return house.take(admission(1))[0]


def test_an_opening_is_in_the_log_before_it_is_given(house: House, record: str) -> None:
    with house.looking() as service:
        before = service.anchor.status().size
        service.disclosure.open(record, by=ALICE)
        (kept,), (traced,) = service.trace.trail.acts(), service.trace.acts()
        assert list(service.anchor.entries())[before:] == [act_entry(kept.commitment)]
        assert (traced.act.deed, traced.act.by, traced.act.records) == (Deed.OPEN, ALICE, (record,))
        assert service.trace.check() == 1


def test_an_act_learns_its_place_in_the_log_with_the_next_one_or_when_it_is_opened_anew(
    house: House, record: str
) -> None:
    with house.looking() as service:
        before = service.anchor.status().size
        for _ in range(3):
            service.disclosure.open(record, by=ALICE)
        assert [one.log_index for one in service.trace.acts()] == [before, before + 1, None]
        assert service.trace.check() == 3
    with house.writing() as service:
        assert [one.log_index for one in service.trace.acts()] == [before, before + 1, before + 2]


def test_acts_of_many_threads_share_commits_and_all_are_in_the_log(
    house: House, record: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.looking() as service, ThreadPoolExecutor(8) as threads:
        appended: list[int] = []
        append, first = service.anchor.append, Event()

        def slow(_self: object, entries: Sequence[bytes]) -> list[int]:
            appended.append(len(entries))
            first.wait(30 if len(appended) == 1 else 0)
            return append(entries)

        monkeypatch.setattr(type(service.anchor), "append", slow)
        opened = [threads.submit(service.disclosure.open, record, by=ALICE) for _ in range(8)]
        waiting = service.trace._together._waiting
        until(lambda: len(waiting) == 7)
        assert not any(one.done() for one in opened)
        first.set()
        assert all(one.result() for one in opened)
        assert appended == [1, 7]
        assert service.trace.check() == 8


def test_no_log_entry_no_release(house: House, record: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(OSError): ...

    def refuse(*_: object) -> None:
        raise Full

    with house.looking() as service:
        monkeypatch.setattr(type(service.anchor), "append", refuse)
        with pytest.raises(Full):
            service.disclosure.open(record, by=ALICE)


def test_a_refusal_is_traced_as_one(house: House, record: str) -> None:
    with house.looking() as service:
        with pytest.raises(Refused):
            service.disclosure.open(record, 999, by=ALICE)
        assert [traced.act.outcome for traced in service.trace.acts()] == [Outcome.REFUSED]


def test_t070_a_crash_between_row_and_log_is_made_good(house: House, record: str) -> None:
    house.tear(lambda service: service.disclosure.open(record, by=ALICE))
    with house.looking() as service, pytest.raises(Tampered):
        service.trace.check()
    with house.writing() as service:
        assert service.trace.check() == 1
        service.trace.settle()
        assert service.trace.check() == 1


def _open_many(settings: Settings, record: str) -> None:
    with House(settings).looking() as service:
        for _ in range(10):
            service.disclosure.open(record, by=ALICE)


def test_several_readers_trace_at_once(house: House, record: str) -> None:
    context = multiprocessing.get_context("spawn")
    readers = [context.Process(target=_open_many, args=(house.settings, record)) for _ in range(2)]
    for reader in readers:
        reader.start()
    with house.writing() as service:
        service.recover()
    for reader in readers:
        reader.join()
    assert [reader.exitcode for reader in readers] == [0, 0]
    with house.looking() as service:
        assert service.trace.check() == 20


def test_a_row_that_is_gone_is_found_by_the_log(house: House, record: str) -> None:
    with house.looking() as service:
        for _ in range(3):
            service.disclosure.open(record, by=ALICE)
    with sqlite3.connect(house.path / "journal.db") as rows:
        rows.execute("DELETE FROM audit WHERE number = 2")
    with house.looking() as service:
        finding = next(found for found in examine(service) if found.check == "trace")
        assert not finding.sound


def test_a_changed_row_is_refused(house: House, record: str) -> None:
    with house.looking() as service:
        service.disclosure.open(record, by=ALICE)
    with sqlite3.connect(house.path / "journal.db") as rows:
        (sealed,) = rows.execute("SELECT sealed FROM audit").fetchone()
        flipped = sealed[:-1] + bytes([sealed[-1] ^ 1])
        rows.execute("UPDATE audit SET sealed = ?", (flipped,))
    with house.looking() as service, pytest.raises(Tampered):
        list(service.trace.acts())


def test_it_can_be_asked_for_one_patient(house: House) -> None:
    one, two = house.take(admission(1), admission(2))
    with house.looking() as service:
        service.disclosure.open(one, by=ALICE)
        service.disclosure.open(two, by=ALICE)
        found = [traced.act.records for traced in service.trace.acts(house.patient(two))]
    assert found == [(two,)]


def test_t071_it_holds_no_content(house: House, record: str) -> None:
    with house.looking() as service:
        service.disclosure.open(record, by=ALICE)
        (traced,) = service.trace.acts()
    assert CANARY not in traced.event.decode()
    assert house.patient(record).encode() in traced.event
    assert b"AuditEvent" not in (house.path / "journal.db").read_bytes()


@pytest.mark.parametrize("deed", Deed)
def test_every_deed_reads_back(deed: Deed) -> None:
    act = Act(deed, Actor("bob", "www"), "p", ("r1", "r2"), recipient="hospital.example/log")
    read = read_event(event_of(act, "0" * 32, "clinic.example/log"))
    assert (read.deed, read.by, read.pseudonym, read.records, read.recipient) == (
        act.deed, act.by, act.pseudonym, act.records, act.recipient
    )  # fmt: skip


def test_the_event_is_valid_fhir(house: House, record: str) -> None:
    from fhir.resources.R4B.auditevent import AuditEvent  # noqa: PLC0415 -- slow to import, this test alone

    with house.looking() as service:
        service.disclosure.open(record, by=ALICE)
        (traced,) = service.trace.acts()
    AuditEvent.model_validate(json.loads(traced.event))
