"""One person's work, on a thread of its own: a wipe ends it at once, whatever it waits for just then.

    person 1  ── LOG_IN ── (the bridge is slow) ┄┄┄ answer dropped ── LEAVE
                           wipe │
    person 2                    └── TAP ── LOG_IN ── ...

What was under way can touch nothing of the next person's: pad and session are the lane's own, and card and bridge are
reached through what ends the work where the person has gone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Event, Thread
from typing import Generic, TypeVar

from fhir_bridge.api.wire.operation import Operation
from kiosk.bridge_client import Bridge
from kiosk.card import messages as said
from kiosk.errors import PersonGone
from kiosk.pinpad import PinPad
from kiosk.work.bench import CardDoor, Session

Asked = TypeVar("Asked")
Given = TypeVar("Given")
Job = TypeVar("Job")


@dataclass(slots=True)
class Lane(Generic[Job]):
    """The jobs of one person, done one after the other; when they have gone, `end` is done and nothing else."""

    work: Callable[[Lane[Job], Job], None]
    end: Callable[[Session], None]
    session: Session = field(default_factory=Session)
    pad: PinPad = field(default_factory=PinPad)
    _jobs: SimpleQueue[Job | None] = field(default_factory=SimpleQueue)
    _over: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def put(self, job: Job) -> None:
        """One more job; the first starts the thread."""
        self._jobs.put(job)
        if self._thread is None:
            self._thread = Thread(target=self._run, name="effects", daemon=True)
            self._thread.start()

    def over(self) -> None:
        """The person has gone. Returns at once."""
        self._over.set()
        self.pad.wipe()
        self._jobs.put(None)

    def join(self, seconds: float) -> None:
        """Wait for what is under way."""
        if self._thread is not None:
            self._thread.join(seconds)

    def here(self) -> None:
        """`PersonGone` once they have."""
        if self._over.is_set():
            raise PersonGone

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            if not self._over.is_set():
                self.work(self, job)
        self.end(self.session)


@dataclass(frozen=True, slots=True)
class BridgeWhileHere:
    """A `Bridge` for as long as the person is here; an answer that comes later is dropped."""

    bridge: Bridge
    here: Callable[[], None]

    def ask(self, operation: Operation[Asked, Given], asked: Asked, once: str = "") -> Given:
        """See `Bridge.ask`."""
        self.here()
        given = self.bridge.ask(operation, asked, once)
        self.here()
        return given


@dataclass(frozen=True, slots=True)
class CardWhileHere:
    """A `CardDoor` for as long as the person is here: the next person's card is not theirs."""

    card: CardDoor
    here: Callable[[], None]

    def presented(self) -> said.CardPresented:
        """See `CardDoor`."""
        self.here()
        return self.card.presented()

    def ask(self, command: said.Command, *secrets: bytearray) -> said.Outcome:
        """See `CardDoor`."""
        self.here()
        return self.card.ask(command, *secrets)

    def read_again(self) -> None:
        """See `CardDoor`."""
        self.here()
        self.card.read_again()
