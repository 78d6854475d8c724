"""Group commit: one thread writes what arrives, as much as came meanwhile in one transaction.

A commit waits for company no longer than `PATIENCE` seconds and for no more than `MOST` messages. When a commit fails
nobody knows what is on the disk: nothing is answered any more, and whoever runs this must end and start anew.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue

from anchor.errors import DatabaseError
from fhir_bridge.store.inbox import Arrival, Inbox, Verdict

MOST = 50
PATIENCE = 0.005
"""Seconds from the first message of a group to its commit, at most."""
LULL = 0.0005
"""Seconds without another message after which a group is committed as it is."""

_Waiting = tuple[Arrival, "Future[Verdict]"]


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

    def submit(self, arrival: Arrival) -> Future[Verdict]:
        """What will be known once it is durable; a DatabaseError when that could not be done."""
        future: Future[Verdict] = Future()
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
            for _, future in group:
                future.set_exception(error)
            self._broken(error)
            return
        for (_, future), verdict in zip(group, verdicts, strict=True):
            future.set_result(verdict)
