"""Records are made in a process of its own: who acknowledges shares neither interpreter nor lock with who makes them.

    to a hand      WORK when something was taken, the first time to begin; END to end in order
    from a hand    MADE when it made records; IDLE when it found nothing to do

A hand is a copy of the service's process, made before anything is open. It has the maps, compiled once for both, and
the lock of the folder's writer, so that whoever opens the folder next waits for its end. Neither outlives the other: a
hand whose service is gone dies at once, and a service whose hand is gone ends for its supervisor to start both anew.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Final

from anchor.errors import AnchorError
from fhir_bridge.errors import BridgeError
from fhir_bridge.opening import looking, working
from fhir_bridge.reading import Reader
from fhir_bridge.serve.logs import open_log
from fhir_bridge.serve.running import Running
from fhir_bridge.settings import Settings

WORK: Final = b"work"
END: Final = b"end"
MADE: Final = b"made"
IDLE: Final = b"idle"


class HandGone(BridgeError):
    """A process that made records ended by itself."""


class Hand(threading.Thread):
    """One such process as its service sees it, and the thread that hears it; a stage as `worker.Worker` is one."""

    def __init__(self, settings: Settings, reader: Reader) -> None:
        super().__init__(name="seal")
        self._settings, self._reader = settings, reader
        self._telling = threading.Lock()
        self._idle = self._pending = self._ending = False
        self._made: Callable[[], None] = lambda: None
        self._failed: Callable[[Exception], None] = lambda _: None

    def oversee(self, *, made: Callable[[], None], failed: Callable[[Exception], None]) -> None:
        """Whom to tell of what it does."""
        self._made, self._failed = made, failed

    def begin(self) -> None:
        """Make the process; it waits for the first word.

        Its line is made now, for those made before it must not hold the service's end: they would keep it alive.
        """
        self._ours, theirs = multiprocessing.Pipe()
        copy = multiprocessing.get_context("fork")
        self._process = copy.Process(
            target=_be_a_hand, args=(self._settings, self._reader, self._ours, theirs)
        )
        self._process.start()
        theirs.close()

    def close(self) -> None:
        """See to it that the process is no more."""
        self._process.kill()
        self._process.join()
        self._ours.close()

    def wake(self) -> None:
        """There may be work: said at once where the hand is idle, and else when it will be."""
        with self._telling:
            self._pending = True
            self._tell_if_idle()

    def finish(self) -> None:
        """End once there is no more work."""
        self._ending = True
        with self._telling:
            self._tell(END)

    def drop(self) -> None:
        """End now: what is half done is done again at the next start."""
        self._ending = True
        self._process.kill()

    def run(self) -> None:
        """Let it begin, and hear it until it ends."""
        with self._telling:
            self._tell(WORK)
        with suppress(EOFError, OSError):
            while True:
                self._hear(self._ours.recv_bytes())
        if not self._ending:
            self._failed(HandGone("the process that makes records ended"))

    def _hear(self, said: bytes) -> None:
        if said == MADE:
            self._made()
            return
        with self._telling:
            self._idle = True
            self._tell_if_idle()

    def _tell_if_idle(self) -> None:
        if self._idle and self._pending:
            self._idle = self._pending = False
            self._tell(WORK)

    def _tell(self, word: bytes) -> None:
        with suppress(OSError):  # it has ended: whoever hears it will notice
            self._ours.send_bytes(word)


@contextmanager
def at_work(hands: Sequence[Hand]) -> Iterator[None]:
    """Their processes live no longer than this lasts."""
    with ExitStack() as stack:
        for one in hands:
            one.begin()
            stack.callback(one.close)
        yield


def _be_a_hand(settings: Settings, reader: Reader, theirs: Connection, line: Connection) -> None:
    """Make records until told to end; the service's signals are not for it."""
    for told in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told, signal.SIG_IGN)
    theirs.close()
    with suppress(EOFError):
        line.recv_bytes()
        _work(settings, reader, line)


def _work(settings: Settings, reader: Reader, line: Connection) -> None:
    log = open_log()
    try:
        with looking(settings, reader=reader) as service, working(service):
            running = Running(service, settings, log)
            running.made, running.idle = lambda: line.send_bytes(MADE), lambda: line.send_bytes(IDLE)
            asyncio.run(_until_told(running, line))
    except (BridgeError, AnchorError) as error:
        log.warning("records cannot be made", error=str(error))
        sys.exit(1)


async def _until_told(running: Running, line: Connection) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def listen() -> None:
        with suppress(EOFError, OSError):
            while line.recv_bytes() == WORK:
                running.wake()
            loop.call_soon_threadsafe(stop.set)
            line.recv_bytes()
        os._exit(1)  # the service is dead: what is half done is done again at its next start

    threading.Thread(target=listen, daemon=True).start()
    await running.work(stop)
