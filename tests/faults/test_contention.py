"""Many workers at one PostgreSQL: no message is taken or kept twice; without the locks they would be."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import inspect, select, text

from anchor.database import Database
from anchor.errors import DatabaseError
from fhir_bridge.records import SITE, Format
from fhir_bridge.store import inbox as inbox_module
from fhir_bridge.store.faults import LaneLost
from fhir_bridge.store.finishing import Finished
from fhir_bridge.store.format import open_journal
from fhir_bridge.store.inbox import Arrival, Inbox
from fhir_bridge.store.journal import Journal
from fhir_bridge.store.lanes import Claim, Lanes
from fhir_bridge.store.models import LANE, MESSAGE
from fhir_bridge.store.patients import Patients

WORKERS, SENDERS, EACH = 4, 12, 6
Claiming = Callable[[Lanes], Claim | None]


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    opened = open_journal(postgres_url)
    Patients(opened).enrol(SITE, b"key")
    yield opened
    opened.close()


def arrival(sender: int, number: int) -> Arrival:
    tag = b"%d.%d" % (sender, number)
    return Arrival(tag, Format.HL7V2, b"sealed", b"key", b"%d" % sender, tag, timedelta(days=1))


def taken(database: Database, claiming: Claiming) -> list[int]:
    """The messages that the workers were given, each as often as it was."""
    Inbox(database).keep([arrival(sender, n) for n in range(EACH) for sender in range(SENDERS)])
    journal, ready = Journal(database), threading.Barrier(WORKERS)

    def work(_: int) -> list[int]:
        lanes, mine = Lanes(database), []
        lanes.begin(alone=False)
        ready.wait()
        while claim := claiming(lanes):
            mine += claim.messages
            try:
                journal.finish(
                    [Finished(id_, SITE, b"k") for id_ in claim.messages], lane=(claim.sender, lanes.name)
                )
            except (LaneLost, DatabaseError):
                return mine
            lanes.release(claim)
        return mine

    with ThreadPoolExecutor(WORKERS) as threads:
        return [id_ for mine in threads.map(work, range(WORKERS)) for id_ in mine]


def test_t094_no_message_is_given_to_two_workers(database: Database) -> None:
    ids = taken(database, Lanes.claim)
    assert len(ids) == len(set(ids)) == SENDERS * EACH
    assert Journal(database).pending() == []


def test_the_control_that_claims_without_a_lock_is_caught(database: Database) -> None:
    """It looks which lane is free, and takes it in a second transaction, as others do meanwhile."""
    looked = threading.Barrier(WORKERS)

    def careless(lanes: Lanes) -> Claim | None:
        with database.reading() as connection:
            sender = connection.scalar(select(LANE.c.sender).where(LANE.c.sender != b"").limit(1))
        looked.wait(30)
        with database.sharing() as connection:
            connection.execute(LANE.update().where(LANE.c.sender == sender).values(worker=lanes.name))
            waiting = select(MESSAGE.c.id).where(MESSAGE.c.sender == sender)
            return Claim(sender or b"", connection.scalars(waiting).all(), 1)

    ids = taken_once(database, careless)
    assert len(ids) > len(set(ids))


def taken_once(database: Database, claiming: Claiming) -> list[int]:
    """As `taken`, for one claim of each worker."""
    Inbox(database).keep([arrival(sender, 0) for sender in range(SENDERS)])
    with ThreadPoolExecutor(WORKERS) as threads:
        claims = threads.map(claiming, [Lanes(database) for _ in range(WORKERS)])
        return [id_ for claim in claims if claim for id_ in claim.messages]


def kept_at_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many rows one message has after two inboxes judged it at the same moment, each without its turn."""
    judged = threading.Barrier(2)
    real = inbox_module._Judge.judge

    def slow(judge: inbox_module._Judge, given: Arrival) -> inbox_module.Verdict:
        verdict = real(judge, given)
        judged.wait(30)
        return verdict

    def keep(_: int) -> None:
        try:
            Inbox(database).keep([arrival(1, 1)])
        except DatabaseError:
            return

    Inbox(database).keep([arrival(1, 0)])
    with monkeypatch.context() as patch, ThreadPoolExecutor(2) as threads:
        patch.setattr(inbox_module._Judge, "judge", slow)
        patch.setattr(database, "writing", database.sharing)
        list(threads.map(keep, range(2)))
    with database.reading() as connection:
        tags = connection.scalars(select(MESSAGE.c.tag).where(MESSAGE.c.tag == b"1.1")).all()
    return len(tags)


def test_t019_two_at_once_are_kept_once_though_nobody_waits_for_their_turn(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kept_at_once(database, monkeypatch) == 1


def test_the_control_without_a_unique_tag_is_caught(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing() as connection:
        for one in inspect(connection).get_unique_constraints("message", schema="journal"):
            connection.execute(text(f"ALTER TABLE message DROP CONSTRAINT {one['name']}"))
        for index in inspect(connection).get_indexes("message", schema="journal"):
            if index["unique"] and not index.get("duplicates_constraint"):
                connection.execute(text(f"DROP INDEX {index['name']}"))
    assert kept_at_once(database, monkeypatch) == 2
