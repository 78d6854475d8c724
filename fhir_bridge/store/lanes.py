"""Who works on what: a lane is a sender's messages in their order, and one worker at a time holds it.

    free --claim--> held by a worker --release--> free        a worker whose count stands still holds nothing

A worker moves its count; whoever sees it stand still for `PATIENCE` seconds of their own monotonic clock frees its
lanes. So a clock that jumps frees nothing, and no two machines' clocks are compared.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from sqlalchemy import Connection, ScalarSelect, func, select

from anchor.database import Database
from fhir_bridge.store.models import LANE, MESSAGE, WORKER, MessageState

PATIENCE = 30.0
"""Seconds that a worker's count may stand still."""
BATCH = 16
"""Messages of one claim: what is written together keeps acknowledgements waiting."""

OWN = b""
"""The sender of what the house itself says: arrivals, consents."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A lane and its next messages, oldest first; `attempts` counts this one."""

    sender: bytes
    messages: Sequence[int]
    attempts: int


class Lanes:
    """The tables `lane` and `worker`, as one worker sees them."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._name = secrets.token_hex(8)
        self._seen: dict[str, tuple[int, float]] = {}

    @property
    def name(self) -> str:
        """What this worker is called: random, new with every process."""
        return self._name

    def begin(self, *, alone: bool) -> None:
        """Be known; `alone` says that no other worker can live, so that whatever others held is free at once."""
        with self._database.writing() as connection:
            if alone:
                connection.execute(LANE.update().where(LANE.c.worker != "").values(worker=""))
                connection.execute(WORKER.delete())
            connection.execute(WORKER.insert().values(name=self._name, beats=0))

    def adopt(self) -> None:
        """Give a lane to the house's own messages, and to those that one command took alone and a crash left.

        Only the folder's writer may.
        """
        with self._database.writing() as connection:
            waiting = select(MESSAGE.c.sender).where(MESSAGE.c.state == MessageState.ACCEPTED).distinct()
            known = set(connection.scalars(select(LANE.c.sender)))
            for sender in {OWN, *connection.scalars(waiting)} - known:
                connection.execute(LANE.insert().values(sender=sender, worker="", expected=0))

    def beat(self) -> int:
        """Move the count, and free the lanes of those whose count stood still for too long; how many did."""
        now = self._clock()
        with self._database.writing() as connection:
            mine = WORKER.c.name == self._name
            connection.execute(WORKER.update().where(mine).values(beats=WORKER.c.beats + 1))
            beats = {row.name: row.beats for row in connection.execute(select(WORKER))}
            dead = [name for name, count in beats.items() if self._still(name, count, now)]
            _bury(connection, dead)
        self._seen = {name: seen for name, seen in self._seen.items() if name in beats and name not in dead}
        return len(dead)

    def claim(self) -> Claim | None:
        """Take the lane whose next message is oldest, and that message's attempt is counted; None where none waits.

        What was tried before comes alone, so that a message that ends its worker is the only one that counts for it.
        """
        with self._database.writing() as connection:
            free = select(LANE.c.sender).where(LANE.c.worker == "", _next_of(LANE.c.sender).is_not(None))
            first = free.order_by(_next_of(LANE.c.sender)).limit(1).with_for_update(skip_locked=True)
            sender = connection.scalar(first)
            if sender is None:
                return None
            connection.execute(LANE.update().where(LANE.c.sender == sender).values(worker=self._name))
            return _claimed(connection, sender)

    def release(self, claim: Claim, *, untried: Sequence[int] = ()) -> None:
        """Give a lane back; the attempt at messages that were not tried is not counted."""
        with self._database.writing() as connection:
            held = LANE.c.sender == claim.sender, LANE.c.worker == self._name
            connection.execute(LANE.update().where(*held).values(worker=""))
            fewer = MESSAGE.update().where(MESSAGE.c.id.in_(untried))
            connection.execute(fewer.values(attempts=MESSAGE.c.attempts - 1))

    def end(self) -> None:
        """Be known no longer; what this worker held is free."""
        with self._database.writing() as connection:
            _bury(connection, [self._name])

    def _still(self, name: str, beats: int, now: float) -> bool:
        seen, since = self._seen.get(name, (-1, now))
        if seen != beats:
            self._seen[name] = (beats, now)
            return False
        return name != self._name and now - since > PATIENCE


def _next_of(sender: object) -> ScalarSelect[int]:
    waiting = MESSAGE.c.sender == sender, MESSAGE.c.state == MessageState.ACCEPTED
    return select(func.min(MESSAGE.c.id)).where(*waiting).correlate(LANE).scalar_subquery()


def _claimed(connection: Connection, sender: bytes) -> Claim:
    waiting = MESSAGE.c.sender == sender, MESSAGE.c.state == MessageState.ACCEPTED
    query = select(MESSAGE.c.id, MESSAGE.c.attempts).where(*waiting).order_by(MESSAGE.c.id).limit(BATCH)
    rows = connection.execute(query).all()
    fresh = [row.id for row in takewhile(lambda row: not row.attempts, rows)]
    ids = fresh or [row.id for row in rows[:1]]
    counted = MESSAGE.update().where(MESSAGE.c.id.in_(ids))
    connection.execute(counted.values(attempts=MESSAGE.c.attempts + 1))
    return Claim(sender, ids, max((row.attempts for row in rows[:1]), default=0) + 1)


def _bury(connection: Connection, names: Sequence[str]) -> None:
    connection.execute(LANE.update().where(LANE.c.worker.in_(names)).values(worker=""))
    connection.execute(WORKER.delete().where(WORKER.c.name.in_(names)))
