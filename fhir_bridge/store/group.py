"""Group commit: one thread writes what arrives, as much as came meanwhile in one transaction.

A commit waits for company no longer than `PATIENCE` seconds and for no more than `MOST` messages. When a commit fails
nobody knows what is on the disk: nothing is answered any more, and whoever runs this must end and start anew.

Whoever waits does so in one event loop, which is told of a whole group at once: to wake it for each message takes
longer than to write it, and the thread would give up the interpreter's lock each time.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue

from anchor.errors import DatabaseError
from fhir_bridge.store.inbox import Arrival, Inbox, Verdict

MOST = 50
PATIENCE = 0.005
"""Seconds from the first message of a group to its commit, at most."""
LULL = 0.0005
"""Seconds without another message after which a group is committed as it is."""

_Waiting = tuple[Arrival, "asyncio.Future[Verdict]"]


class GroupCommit:
    """The one thread that puts arrivals into the journal."""

    def __init__(self, inbox: Inbox, *, broken: Callable[[DatabaseError], None]) -> None:
        self._inbox = inbox
        self._broken = broken
        self._fault: DatabaseError | None = None
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="group-commit")

    def begin(self) -> None:
        """Start the thread."""
        self._thread.start()

    def end(self) -> None:
        """Commit what was submitted, then stop the thread."""
        self._queue.put(None)
        self._thread.join()

    def submit(self, arrival: Arrival) -> asyncio.Future[Verdict]:
        """What will be known once it is durable; a DatabaseError when that could not be done."""
        future: asyncio.Future[Verdict] = asyncio.get_running_loop().create_future()
        self._queue.put((arrival, future))
        return future

    def _run(self) -> None:
        while first := self._queue.get():
            group, last = self._gathered(first)
            self._commit(group)
            if last:
                return

    def _gathered(self, first: _Waiting) -> tuple[list[_Waiting], bool]:
        """A group, and whether it is the last one."""
        group, until = [first], time.monotonic() + PATIENCE
        while len(group) < MOST and time.monotonic() < until:
            try:
                waiting = self._queue.get(timeout=LULL)
            except Empty:
                break
            if waiting is None:
                return group, True
            group.append(waiting)
        return group, False

    def _commit(self, group: Sequence[_Waiting]) -> None:
        try:
            if self._fault:
                raise self._fault
            verdicts = self._inbox.keep([arrival for arrival, _ in group])
        except DatabaseError as error:
            self._fault = error
            _tell(group, [error] * len(group))
            self._broken(error)
        else:
            _tell(group, verdicts)


def _tell(group: Sequence[_Waiting], answers: Sequence[Verdict | DatabaseError]) -> None:
    with suppress(RuntimeError):  # the loop has ended, and nobody waits
        group[0][1].get_loop().call_soon_threadsafe(_answer, group, answers)


def _answer(group: Sequence[_Waiting], answers: Sequence[Verdict | DatabaseError]) -> None:
    for (_, future), answer in zip(group, answers, strict=True):
        if future.done():  # whoever waited has gone
            continue
        if isinstance(answer, DatabaseError):
            future.set_exception(answer)
        else:
            future.set_result(answer)
