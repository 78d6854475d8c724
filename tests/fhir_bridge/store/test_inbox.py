"""What becomes of a message that arrives: kept once, answered the same for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from anchor.database import Database
from fhir_bridge.records import Format
from fhir_bridge.store import inbox as inbox_module
from fhir_bridge.store.inbox import Arrival, Fate, Inbox
from fhir_bridge.store.journal import Journal
from fhir_bridge.store.models import now

DAY = timedelta(days=1)


@pytest.fixture
def inbox(database: Database) -> Inbox:
    return Inbox(database)


def arrival(tag: bytes = b"t1", identity: bytes = b"i1", sender: bytes = b"s1", **more: object) -> Arrival:
    base = Arrival(tag, Format.HL7V2, b"sealed", b"wrapped", sender, identity, DAY, ack=b"ack of " + tag)
    return replace(base, **more)  # type: ignore[arg-type]  # a test names what differs


def fates(inbox: Inbox, *arrivals: Arrival) -> list[Fate]:
    return [verdict.fate for verdict in inbox.keep(arrivals)]


def test_t019_the_same_bytes_again_get_the_ack_that_was_kept(inbox: Inbox, database: Database) -> None:
    assert fates(inbox, arrival()) == [Fate.KEPT]
    (again,) = inbox.keep([arrival(ack=b"another ack", sealed=b"sealed anew")])
    assert (again.fate, again.ack) == (Fate.AGAIN, b"ack of t1")
    assert Journal(database).pending() == [1]


def test_t019_twice_in_one_group_is_kept_once(inbox: Inbox, database: Database) -> None:
    assert fates(inbox, arrival(), arrival(ack=b"other")) == [Fate.KEPT, Fate.AGAIN]
    assert Journal(database).pending() == [1]


def test_t020_the_same_identity_with_other_bytes_is_a_conflict(inbox: Inbox, database: Database) -> None:
    assert fates(inbox, arrival(), arrival(b"t2")) == [Fate.KEPT, Fate.CONFLICT]
    assert fates(inbox, arrival(b"t3"), arrival(b"t1")) == [Fate.CONFLICT, Fate.AGAIN]
    assert Journal(database).pending() == [1]


def test_t020_an_identity_is_free_again_after_its_window(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fates(inbox, arrival()) == [Fate.KEPT]
    later = now() + DAY + timedelta(seconds=1)
    monkeypatch.setattr(inbox_module, "now", lambda: later)
    assert fates(inbox, arrival(b"t2"), arrival(b"t3")) == [Fate.KEPT, Fate.CONFLICT]


@pytest.mark.parametrize("days", [-1, 1])
def test_t096_a_clock_that_jumps_a_day_lets_no_conflict_pass(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    week = {"window": timedelta(days=7)}
    assert fates(inbox, arrival(**week)) == [Fate.KEPT]
    jumped = now() + timedelta(days=days)
    monkeypatch.setattr(inbox_module, "now", lambda: jumped)
    assert fates(inbox, arrival(b"t2", **week)) == [Fate.CONFLICT]


def test_messages_without_an_identity_are_told_apart_by_their_bytes(inbox: Inbox) -> None:
    assert fates(inbox, arrival(b"t1", b""), arrival(b"t2", b"")) == [Fate.KEPT, Fate.KEPT]


def test_a_sequence_number_leads_to_the_next(inbox: Inbox) -> None:
    first, second, fourth = (arrival(b"t%d" % n, b"i%d" % n, sequence=n) for n in (7, 8, 10))
    (kept,) = inbox.keep([first])
    assert (kept.fate, kept.expected, inbox.expected(b"s1")) == (Fate.KEPT, 8, 8)
    verdicts = inbox.keep([fourth, first, second])
    assert [v.fate for v in verdicts] == [Fate.GAP, Fate.AGAIN, Fate.KEPT]
    assert (verdicts[0].expected, inbox.expected(b"s1"), inbox.expected(b"s2")) == (8, 9, 0)


def test_a_thousand_arrivals_in_one_group(inbox: Inbox, database: Database) -> None:
    many = [arrival(b"t%d" % n, b"i%d" % n, sender=b"s%d" % (n % 7)) for n in range(1000)]
    assert set(fates(inbox, *many)) == {Fate.KEPT}
    assert len(Journal(database).pending()) == 1000
