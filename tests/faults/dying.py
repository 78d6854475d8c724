"""`fhir-bridge serve` that dies, or lies, at a place: python -m tests.faults.dying PLACE WHEN NTH DATA.

WHEN is `before`, `after`, or `control` for a service with a fault that the harness must find.
"""

from __future__ import annotations

import asyncio
import functools
import itertools
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any, Self

from sqlalchemy import bindparam, select

from anchor.site import Anchor
from fhir_bridge.cli.app import app
from fhir_bridge.custody import Custody
from fhir_bridge.pipeline import Pipeline
from fhir_bridge.serve import running  # all of the service is there before anything befalls it
from fhir_bridge.store import finishing, journal, lanes
from fhir_bridge.store.blobs import BlobStore
from fhir_bridge.store.group import GroupCommit
from fhir_bridge.store.inbox import Arrival, Fate, Inbox, Verdict
from fhir_bridge.store.journal import Journal
from fhir_bridge.store.lanes import Claim, Lanes
from fhir_bridge.store.models import MESSAGE, MessageState

PLACES: dict[str, tuple[type, str]] = {
    "keep": (Inbox, "keep"),
    "claim": (Lanes, "claim"),
    "made": (Pipeline, "made_of"),
    "enrol": (Custody, "enrol"),
    "finish": (Journal, "finish"),
    "spooled": (Journal, "spooled"),
    "put": (BlobStore, "put_many"),
    "stored": (Journal, "stored"),
    "append": (Anchor, "append"),
    "logged": (Journal, "logged"),
    "publish": (Anchor, "publish"),
}

JUMPS = (0, 3600, -3600, 86_400, -86_400, -30 * 86_400)
"""Seconds: what a clock may be off, from one reading to the next."""


def die_at(place: str, when: str, nth: int) -> None:
    """From now on the nth call of this place is the last thing that happens before, or after it."""
    owner, name = PLACES[place]
    real: Callable[..., Any] = getattr(owner, name)
    calls = itertools.count(1)

    @functools.wraps(real)
    def deadly(*arguments: Any, **named: Any) -> Any:
        last = next(calls) == nth
        if last and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*arguments, **named)
        if last:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, deadly)


def answer_before_the_commit() -> None:
    """The fault that every acknowledgement's promise is about."""
    real = GroupCommit.submit

    def submit(group: GroupCommit, arrival: Arrival) -> asyncio.Future[Verdict]:
        real(group, arrival)
        early: asyncio.Future[Verdict] = asyncio.get_running_loop().create_future()
        early.set_result(Verdict(Fate.KEPT, arrival.ack))
        return early

    GroupCommit.submit = submit  # type: ignore[method-assign]  # the fault


def keep_only_the_first() -> None:
    """From the second group on nothing is committed any more: what waits for it waits until the process dies."""
    real, calls = Inbox.keep, itertools.count(1)

    def keep(inbox: Inbox, arrivals: Sequence[Arrival]) -> list[Verdict]:
        if next(calls) > 1:
            threading.Event().wait()
        return real(inbox, arrivals)

    Inbox.keep = keep  # type: ignore[method-assign]  # so that what is answered meanwhile is not kept


def forget_what_was_kept() -> None:
    """As if no identity were unique: every message is new."""
    real = Inbox.keep

    def keep(inbox: Inbox, arrivals: Sequence[Arrival]) -> list[Verdict]:
        salted = [_renamed(arrival) for arrival in arrivals]
        return real(inbox, salted)

    Inbox.keep = keep  # type: ignore[method-assign]  # the fault


def let_the_clock_jump() -> None:
    """From now on each reading of the wall clock is off by hours, days or a month, forth or back."""
    chance, real = random.Random(96), time.time

    class Jumping(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return super().now(tz) + timedelta(seconds=chance.choice(JUMPS))

    for name, module in list(sys.modules.items()):
        if name.startswith(("fhir_bridge", "anchor")) and getattr(module, "datetime", None) is datetime:
            vars(module)["datetime"] = Jumping
    time.time = lambda: real() + chance.choice(JUMPS)


def be_impatient() -> None:
    """From now on it takes a second, not half a minute, until a worker that says nothing is taken for dead."""
    lanes.PATIENCE, running.BEAT_SECONDS, running.IDLE_SECONDS = 1.0, 0.1, 0.1


def claim_what_others_hold() -> None:
    """As if nothing were compared before it is set: who holds a lane, and what has become of its messages."""
    real = Lanes.claim

    def claim(mine: Lanes) -> Claim | None:
        found = real(mine)
        time.sleep(0.2)  # long enough for the other one to claim the same
        return found

    first = select(MESSAGE.c.sender).where(MESSAGE.c.state == MessageState.ACCEPTED)
    lanes._FIRST = first.order_by(MESSAGE.c.id).limit(1)  # type: ignore[assignment]  # the fault: asked without a lock
    finishing._FATE = (
        MESSAGE.update()
        .where(MESSAGE.c.id == bindparam("sought"))
        .values({name: bindparam(name) for name in ("state", "pseudonym", "reason", "wrapped_key")})
    )
    journal.check_lane = lambda *_: None
    Lanes.claim = claim  # type: ignore[method-assign]  # the fault


def _renamed(arrival: Arrival) -> Arrival:
    from dataclasses import replace  # noqa: PLC0415 -- this fault alone

    return replace(arrival, identity=os.urandom(32), tag=os.urandom(32))


def befall(place: str, when: str, nth: int) -> None:
    """From now on this process has that fault; none where no place is named."""
    if when == "control":
        faults = {"early": answer_before_the_commit, "forgetful": forget_what_was_kept}
        faults |= {"careless": claim_what_others_hold}
        faults[place]()
    if place == "clock":
        let_the_clock_jump()
    if place in {"impatient", "careless"}:
        be_impatient()
    if place in PLACES:
        die_at(place, when, nth)
    elif place == "early" and nth:
        keep_only_the_first()


def main(place: str, when: str, nth: int, data: str) -> None:
    """Serve, and die."""
    befall(place, when, nth)
    app(["serve", "--data", data])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
