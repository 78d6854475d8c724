"""The kiosk's side of the card process: it starts one, talks with it, and ends it whenever that is safest.

    kiosk ── CardDesk ══ socket ══ child: CardService ── pcscd ── card

A child ends with its card, so that the memory which held a PIN is gone; the next is started at once and told what is
known already. Killing one is always safe: pcscd resets the card of a client that has gone.
"""

from __future__ import annotations

import math
import select
import socket
import subprocess
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Final, Self

from kiosk.card import messages as said
from kiosk.card.codec import MAX_MESSAGE, Known, Unreadable, read_event, write_command
from kiosk.card.connection import Bounds
from kiosk.card.errors import Trouble
from kiosk.card.pin import wipe
from kiosk.program import CHILD, program

RETRY_AFTER: Final = 1.0  # seconds before another child is started when the last one died at its start

_GRACE: Final = 1.0  # seconds for the way there and back
_APDUS: Final = 6  # a command takes fewer, the longest of them aside
_HARDENED: Final = (
    "GLIBC_TUNABLES=glibc.malloc.perturb=165:glibc.malloc.tcache_count=0",  # what is freed is overwritten
    "PYTHONMALLOC=malloc",  # and Python's small objects are freed there too
)


class CardDesk:
    """A `Desk` over child processes, one a card. `trust`: the folder of authorities and revocation lists."""

    def __init__(self, trust: Path, *, bounds: Bounds | None = None) -> None:
        self._trust, self._bounds = trust, bounds or Bounds()
        self._child: _Child | None = None
        self._known = Known()
        self._presented: str | None = None
        self._events: deque[said.Event] = deque()
        self._due: dict[int, float] = {}  # when each request's time is over
        self._requests = 0
        self._start_at = 0.0
        self._closed = False
        self._lock = Lock()
        self._wake, self._waker = socket.socketpair()
        self._waker.setblocking(False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The child's process number, while there is one."""
        child = self._child
        return None if child is None else child.process.pid

    def send(self, command: said.Command, *secrets: bytearray) -> int:
        """See `Desk.send`."""
        with self._lock:
            self._requests += 1
            request = self._requests
            try:
                trouble = self._written(request, command, secrets)
            finally:
                for secret in secrets:
                    wipe(secret)
            if trouble is None:
                self._due[request] = time.monotonic() + self._bound(command)
            else:
                self._events.append(said.Failed(request, trouble))
        with suppress(OSError):  # full: it wakes anyway; closed: nobody listens
            self._waker.send(b"\0")
        return request

    def receive(self, seconds: float) -> said.Event | None:
        """See `Desk.receive`."""
        until = time.monotonic() + seconds
        while not self._events:
            self._start()
            now = time.monotonic()
            if now >= until:
                return None
            self._wait(min(until, self._next_due(), self._next_start()) - now)
        return self._events.popleft()

    def forget(self) -> None:
        """See `Desk.forget`."""
        with self._lock:
            if self._child is not None:
                self._child.process.kill()

    def close(self) -> None:
        """See `Desk.close`."""
        with self._lock:
            self._closed = True
            if self._child is not None:
                self._child.end()
                self._child = None
        self._wake.close()
        self._waker.close()

    def _written(self, request: int, command: said.Command, secrets: Sequence[bytearray]) -> Trouble | None:
        if self._child is None:
            return Trouble.NO_CARD
        try:
            self._child.socket.sendmsg(write_command(request, command, secrets))
        except BlockingIOError:
            return Trouble.STUCK
        except OSError:
            return Trouble.GONE
        except ValueError:
            return Trouble.PIN_UNUSABLE
        return None

    def _bound(self, command: said.Command) -> float:
        longest = self._bounds.making if isinstance(command, said.MakeKey) else self._bounds.computing
        return longest + _APDUS * self._bounds.reading + _GRACE

    def _next_due(self) -> float:
        with self._lock:
            return min(self._due.values(), default=math.inf)

    def _next_start(self) -> float:
        return self._start_at if self._child is None else math.inf

    def _start(self) -> None:
        with self._lock:
            if self._child is None and not self._closed and time.monotonic() >= self._start_at:
                self._child = _Child.start(self._trust, self._bounds, self._known)

    def _wait(self, seconds: float) -> None:
        """Until something is said, or so many seconds are over."""
        sources = [self._wake] if self._child is None else [self._wake, self._child.socket]
        ready, _, _ = select.select(sources, [], [], max(0.0, seconds))
        if self._wake in ready:
            self._wake.recv(MAX_MESSAGE)
        if self._child is not None and self._child.socket in ready:
            self._hear(self._child)
        if self._next_due() <= time.monotonic():
            self._ended(Trouble.STUCK)

    def _hear(self, child: _Child) -> None:
        try:
            data = child.socket.recv(MAX_MESSAGE)
            event = read_event(data) if data else None
        except (Unreadable, OSError):
            event = None
        if event is None:
            self._ended(Trouble.GONE)
        else:
            child.spoke = True
            self._take(event)

    def _take(self, event: said.Event) -> None:
        match event:
            case said.CardPresented(reader=reader) | said.CardRefused(reader=reader):
                self._presented = reader
            case said.CardRemoved():
                self._presented = None
        if isinstance(event, said.Outcome):
            with self._lock:
                if self._due.pop(event.request, None) is None:
                    return
        self._known = self._known.after(event)
        self._events.append(event)

    def _ended(self, trouble: Trouble) -> None:
        """The child is no more, or must be no more: whatever was asked has failed, and the card is out."""
        with self._lock:
            child, self._child = self._child, None
            failed = sorted(self._due)
            self._due.clear()
        self._events.extend(said.Failed(request, trouble) for request in failed)
        if child is not None:
            child.end()
        if self._presented is not None:
            self._take(said.CardRemoved(self._presented))
        if child is not None and not child.spoke:
            self._start_at = time.monotonic() + RETRY_AFTER
            if self._known.up is not False:
                self._take(said.ServiceDown())


class _Child:
    """One card process and the socket to it."""

    def __init__(self, process: subprocess.Popen[bytes], ours: socket.socket) -> None:
        self.process, self.socket = process, ours
        self.spoke = False

    @classmethod
    def start(cls, trust: Path, bounds: Bounds, known: Known) -> _Child:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        words = [
            str(theirs.fileno()),
            str(trust),
            *map(str, (bounds.reading, bounds.computing, bounds.making)),
        ]
        command = ["env", *_HARDENED, *program(CHILD, *words, *known.words())]
        with theirs:
            process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        return cls(process, ours)

    def end(self) -> None:
        """Kill it, and wait until it is gone."""
        self.process.kill()
        self.process.wait()
        self.socket.close()
