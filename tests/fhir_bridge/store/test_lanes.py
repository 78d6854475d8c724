"""Who works on what: one worker a lane, in order, and nothing is held by the dead."""

from __future__ import annotations

import pytest

from anchor.database import Database
from fhir_bridge.errors import FolderFault
from fhir_bridge.records import SITE, Format
from fhir_bridge.store.faults import LaneLost
from fhir_bridge.store.finishing import Finished
from fhir_bridge.store.inbox import Arrival, Inbox
from fhir_bridge.store.journal import Journal
from fhir_bridge.store.lanes import PATIENCE, Lanes


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def worker(database: Database, clock: Clock, *, alone: bool = False) -> Lanes:
    lanes = Lanes(database, clock)
    lanes.begin(alone=alone)
    return lanes


def arrive(database: Database, *senders: bytes) -> None:
    waiting = len(Journal(database).pending())
    arrivals = [
        Arrival(b"%s %d" % (sender, waiting + n), Format.HL7V2, b"sealed", b"key", sender)
        for n, sender in enumerate(senders)
    ]
    Inbox(database).keep(arrivals)


def test_t094_two_workers_never_hold_one_lane(database: Database, clock: Clock) -> None:
    one, two = worker(database, clock), worker(database, clock)
    arrive(database, b"a", b"a", b"b")
    first, second = one.claim(), two.claim()
    assert first
    assert second
    assert (first.sender, first.messages) == (b"a", [1, 2])
    assert (second.sender, second.messages) == (b"b", [3])
    assert one.claim() is None
    arrive(database, b"a")
    assert two.claim() is None


def test_a_lane_is_taken_up_again_where_it_was_left(database: Database, clock: Clock) -> None:
    one = worker(database, clock)
    arrive(database, b"a", b"a", b"a")
    claim = one.claim()
    assert claim
    Journal(database).finish([Finished(1, SITE, b"k")], lane=(b"a", one.name))
    one.release(claim, untried=claim.messages[1:])
    again = one.claim()
    assert again
    assert (again.messages, again.attempts) == ([2, 3], 1)


def test_t095_what_was_tried_before_is_tried_alone(database: Database, clock: Clock) -> None:
    arrive(database, b"a", b"a")
    for attempt in (1, 2, 3):
        dead = worker(database, clock, alone=True)
        claim = dead.claim()
        assert claim
        assert claim.attempts == attempt
        assert claim.messages == ([1, 2] if attempt == 1 else [1])


def test_t096_a_worker_is_dead_when_its_count_stands_still(database: Database, clock: Clock) -> None:
    dead, living = worker(database, clock), worker(database, clock)
    arrive(database, b"a")
    assert dead.claim()
    living.beat()
    clock.now += PATIENCE
    dead.beat()
    assert (living.beat(), living.claim()) == (0, None)
    clock.now += PATIENCE + 1
    assert living.beat() == 1
    claim = living.claim()
    assert claim
    with pytest.raises(LaneLost):
        Journal(database).finish([Finished(1, SITE, b"k")], lane=(b"a", dead.name))
    Journal(database).finish([Finished(1, SITE, b"k")], lane=(b"a", living.name))
    with pytest.raises(FolderFault, match="another process"):
        Journal(database).finish([Finished(1, SITE, b"k")])


def taken_for_dead(database: Database, clock: Clock) -> tuple[Lanes, Lanes]:
    """Who stood still and goes on, and who has seen it stand still."""
    still, living = worker(database, clock), worker(database, clock)
    living.beat()
    clock.now += PATIENCE + 1
    assert living.beat() == 1
    arrive(database, b"a")
    assert still.claim()
    return still, living


def test_who_was_taken_for_dead_and_goes_on_is_known_again(database: Database, clock: Clock) -> None:
    still, living = taken_for_dead(database, clock)
    still.beat()
    assert (living.beat(), living.claim()) == (0, None)
    clock.now += PATIENCE + 1
    assert living.beat() == 1
    assert living.claim()


def test_what_is_held_by_nobody_that_is_known_is_free(database: Database, clock: Clock) -> None:
    _, living = taken_for_dead(database, clock)
    assert living.claim() is None
    living.beat()
    assert living.claim()


def test_who_ends_holds_nothing(database: Database, clock: Clock) -> None:
    one, two = worker(database, clock), worker(database, clock)
    arrive(database, b"a")
    assert one.claim()
    one.end()
    assert two.claim()


def test_messages_without_a_lane_get_one(database: Database, clock: Clock) -> None:
    Journal(database).accept(b"t", Format.FHIR, sealed=b"s", wrapped_key=b"k", pseudonym=SITE)
    lanes = worker(database, clock, alone=True)
    assert lanes.claim() is None
    lanes.adopt()
    claim = lanes.claim()
    assert claim
    assert claim.messages == [1]


def test_what_the_house_says_later_has_a_lane_from_the_start(database: Database, clock: Clock) -> None:
    lanes = worker(database, clock, alone=True)
    lanes.adopt()
    Journal(database).accept(b"t", Format.FHIR, sealed=b"s", wrapped_key=b"k", pseudonym=SITE)
    claim = lanes.claim()
    assert claim
    assert claim.messages == [1]
