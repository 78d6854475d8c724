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
from itertools import accumulate, takewhile

from sqlalchemy import BindParameter, Connection, bindparam, func, select

from anchor.database import Database
from fhir_bridge.store.models import LANE, MESSAGE, WORKER, MessageState

PATIENCE = 30.0
"""Seconds that a worker's count may stand still."""
BATCH = 16
"""Messages of one claim: what is written together keeps acknowledgements waiting."""
ROOM = 8 << 20
"""Bytes of them beyond which no further one is claimed: they are in memory together."""

OWN = b""
"""The sender of what the house itself says: arrivals, consents."""


# asked for every claim: built once
_LANE = LANE.c.sender == bindparam("lane")
_HOLDER: BindParameter[str] = bindparam("holder")
_ACCEPTED = MESSAGE.c.state == MessageState.ACCEPTED
_NEXT = select(func.min(MESSAGE.c.id)).where(MESSAGE.c.sender == LANE.c.sender, _ACCEPTED).correlate(LANE)
_FIRST = (
    select(LANE.c.sender)
    .where(LANE.c.worker == "", _NEXT.scalar_subquery().is_not(None))
    .order_by(_NEXT.scalar_subquery())
    .limit(1)
    .with_for_update(skip_locked=True)
)
_HELD = LANE.update().where(_LANE).values(worker=_HOLDER)
_FREED = LANE.update().where(_LANE, LANE.c.worker == _HOLDER).values(worker="")
_WAITING = (
    select(MESSAGE.c.id, MESSAGE.c.attempts, func.length(MESSAGE.c.sealed).label("size"))
    .where(MESSAGE.c.sender == bindparam("lane"), _ACCEPTED)
    .order_by(MESSAGE.c.id)
    .limit(BATCH)
)
_UNKNOWN = LANE.c.worker.not_in(select(WORKER.c.name))
_ORPHANED = LANE.update().where(LANE.c.worker != "", _UNKNOWN).values(worker="")
_BEATEN = WORKER.update().where(WORKER.c.name == bindparam("own")).values(beats=WORKER.c.beats + 1)
_SOUGHT = MESSAGE.c.id == bindparam("sought")
_TRIED = MESSAGE.update().where(_SOUGHT).values(attempts=MESSAGE.c.attempts + 1)
_UNTRIED = MESSAGE.update().where(_SOUGHT).values(attempts=MESSAGE.c.attempts - 1)


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
        """Move the count, and free the lanes of those whose count stood still for too long; how many did.

        Whoever was taken for dead, for it had stood still, is known again; so nobody's lanes are held for ever.
        """
        now = self._clock()
        with self._database.writing() as connection:
            if not connection.execute(_BEATEN, {"own": self._name}).rowcount:
                connection.execute(WORKER.insert().values(name=self._name, beats=0))
            connection.execute(_ORPHANED)
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
            sender = connection.scalar(_FIRST)
            if sender is None:
                return None
            connection.execute(_HELD, {"lane": sender, "holder": self._name})
            return _claimed(connection, sender)

    def release(self, claim: Claim, *, untried: Sequence[int] = ()) -> None:
        """Give a lane back; the attempt at messages that were not tried is not counted."""
        with self._database.writing() as connection:
            connection.execute(_FREED, {"lane": claim.sender, "holder": self._name})
            if untried:
                connection.execute(_UNTRIED, [{"sought": id_} for id_ in untried])

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


def _claimed(connection: Connection, sender: bytes) -> Claim:
    rows = connection.execute(_WAITING, {"lane": sender}).all()
    before = accumulate((row.size for row in rows), initial=0)
    fresh = takewhile(lambda one: not one[0].attempts and one[1] < ROOM, zip(rows, before, strict=False))
    ids = [row.id for row, _ in fresh] or [row.id for row in rows[:1]]
    connection.execute(_TRIED, [{"sought": id_} for id_ in ids])
    return Claim(sender, ids, max((row.attempts for row in rows[:1]), default=0) + 1)


def _bury(connection: Connection, names: Sequence[str]) -> None:
    connection.execute(LANE.update().where(LANE.c.worker.in_(names)).values(worker=""))
    connection.execute(WORKER.delete().where(WORKER.c.name.in_(names)))
