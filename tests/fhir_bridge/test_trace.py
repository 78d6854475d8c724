"""Nothing is given without a trace of it, and the trace can neither be changed nor shortened unseen."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from threading import Event

import pytest
from sqlalchemy import select

from anchor.entry import act_entry
from fhir_bridge import trace
from fhir_bridge.acts import Act, Actor, Deed, Outcome, event_of, read_event
from fhir_bridge.doctor import examine
from fhir_bridge.errors import Refused, Tampered
from fhir_bridge.seal.secret import Secret
from fhir_bridge.settings import Settings
from fhir_bridge.store.audit import KeptAct
from fhir_bridge.store.models import AUDIT
from fhir_bridge.trace import Traced
from tests.databases import kept
from tests.fhir_bridge.house import ALICE, CANARY, House, admission
from tests.kiosk.waiting import until


@pytest.fixture
def record(house: House) -> str:
    return house.take(admission(1))[0]


def test_an_opening_is_in_the_log_before_it_is_given(house: House, record: str) -> None:
    with house.looking() as service:
        before = service.anchor.status().size
        service.disclosure.open(record, by=ALICE)
        logged = list(service.anchor.entries())[before:]
        (traced,), (kept,) = service.trace.acts(), service.trace.trail.acts()
        assert logged == list(service.anchor.entries())[before:] == [act_entry(kept.commitment)]
        assert (traced.act.deed, traced.act.by, traced.act.records) == (Deed.OPEN, ALICE, (record,))
        assert service.trace.check() == 1


def test_acts_stay_with_the_log_until_somebody_looks_and_have_their_places_then(
    house: House, record: str
) -> None:
    with house.looking() as service:
        before = service.anchor.status().size
        for _ in range(3):
            service.disclosure.open(record, by=ALICE)
        assert not list(service.trace.trail.acts())
        assert service.anchor.status().size == before + 3
        assert [one.log_index for one in service.trace.acts()] == [before, before + 1, before + 2]
        assert service.trace.check() == 3


def test_so_many_are_taken_in_at_once(house: House, record: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace, "BATCH", 3)
    with house.looking() as service:
        kept = []
        for _ in range(7):
            service.disclosure.open(record, by=ALICE)
            kept.append(len(list(service.trace.trail.acts())))
        assert kept == [0, 0, 3, 3, 3, 6, 6]
        assert service.trace.check() == 7


@pytest.mark.parametrize("moment", ["add", "let_go"])
def test_a_crash_while_acts_are_taken_in_loses_and_doubles_none(
    house: House, record: str, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException): ...

    def kill(*_: object) -> None:
        raise Killed

    with house.looking() as service:
        for _ in range(2):
            service.disclosure.open(record, by=ALICE)
        owner = service.trace.trail if moment == "add" else service.anchor
        with monkeypatch.context() as patch:
            patch.setattr(type(owner), moment, kill)
            with pytest.raises(Killed):
                service.trace.settle()
    with house.looking() as service:
        service.disclosure.open(record, by=ALICE)
        assert service.trace.check() == 3
        assert not service.anchor.riders()


def test_acts_of_many_threads_share_commits_and_all_are_in_the_log(
    house: House, record: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.looking() as service, ThreadPoolExecutor(8) as threads:
        entered: list[int] = []
        enter, first = service.anchor.enter, Event()

        def slow(_self: object, entries: Sequence[tuple[bytes, bytes]]) -> None:
            entered.append(len(entries))
            first.wait(30 if len(entered) == 1 else 0)
            enter(entries)

        monkeypatch.setattr(type(service.anchor), "enter", slow)
        opened = [threads.submit(service.disclosure.open, record, by=ALICE) for _ in range(8)]
        waiting = service.trace._together._waiting
        until(lambda: len(waiting) == 7)
        assert not any(one.done() for one in opened)
        first.set()
        assert all(one.result() for one in opened)
        assert entered == [1, 7]
        assert service.trace.check() == 8


def test_no_log_entry_no_release(house: House, record: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(OSError): ...

    def refuse(*_: object) -> None:
        raise Full

    with house.looking() as service:
        monkeypatch.setattr(type(service.anchor), "enter", refuse)
        with pytest.raises(Full):
            service.disclosure.open(record, by=ALICE)


def test_a_refusal_is_traced_as_one(house: House, record: str) -> None:
    with house.looking() as service:
        with pytest.raises(Refused):
            service.disclosure.open(record, 999, by=ALICE)
        assert [traced.act.outcome for traced in service.trace.acts()] == [Outcome.REFUSED]


@pytest.mark.usefixtures("record")
def test_t070_a_crash_between_row_and_log_is_made_good(house: House) -> None:
    house.tear()
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
        service.trace.settle()
    with house.rows() as rows:
        rows.execute(AUDIT.delete().where(AUDIT.c.number == 2))
    with house.looking() as service:
        finding = next(found for found in examine(service) if found.check == "trace")
        assert not finding.sound


def test_a_changed_row_is_refused(house: House, record: str) -> None:
    with house.looking() as service:
        service.disclosure.open(record, by=ALICE)
        service.trace.settle()
    with house.rows() as rows:
        sealed = bytes(rows.execute(select(AUDIT.c.sealed)).scalar_one())
        rows.execute(AUDIT.update().values(sealed=sealed[:-1] + bytes([sealed[-1] ^ 1])))
    with house.looking() as service, pytest.raises(Tampered):
        list(service.trace.acts())


def test_it_can_be_asked_for_one_patient(house: House) -> None:
    one, two = house.take(admission(1), admission(2))
    with house.looking() as service:
        service.disclosure.open(one, by=ALICE)
        service.disclosure.open(two, by=ALICE)
        found = [traced.act.records for traced in service.trace.acts([house.patient(two)])]
    assert found == [(two,)]


def test_the_newest_of_some_are_read_and_opened_alone(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    records = house.take(*(admission(number) for number in range(3)))
    people = [house.patient(record) for record in records]
    opened: list[str] = []
    traced = trace._traced

    def counted(kept: KeptAct, key: Secret) -> Traced:
        opened.append(kept.id)
        return traced(kept, key)

    with house.looking() as service:
        for _ in range(4):
            for record in records:
                service.disclosure.open(record, by=ALICE)
        monkeypatch.setattr(trace, "_traced", counted)
        found = list(islice(service.trace.newest(people[:2]), 3))
        assert [one.act.records[0] for one in found] == [records[1], records[0], records[1]]
        assert opened == [one.id for one in found]
        (after,) = islice(service.trace.newest(people[:2], before=found[-1].id), 1)
        assert after.act.records[0] == records[0]
        assert service.trace.touches(people[:1], after.id)
        assert not service.trace.touches(people[2:], after.id)
        assert len(list(service.trace.newest(people[:2]))) == 8
        assert not list(service.trace.newest([]))
        assert not list(service.trace.newest(people, before="0" * 32))


def test_t071_it_holds_no_content(house: House, record: str) -> None:
    with house.looking() as service:
        service.disclosure.open(record, by=ALICE)
        (traced,) = service.trace.acts()
        service.disclosure.open(record, by=ALICE)
    assert CANARY not in traced.event.decode()
    assert house.patient(record).encode() in traced.event
    assert b"AuditEvent" not in kept(house.path)


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
