"""The conversation with the card process: one thread receives and tells what happens, others ask and wait."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Condition, Thread
from typing import Final

from kiosk.card import messages as said
from kiosk.card.desk import Desk
from kiosk.card.errors import CardGone
from kiosk.card.errors import Trouble as Card
from kiosk.cardwatch import CardWatch
from kiosk.visit.events import Event, ReaderLost, ReaderReady, ServiceLost

LISTEN_SECONDS: Final = 0.2
ANSWER_SECONDS: Final = (
    60.0  # the desk's own bounds are far below: this one only ends a wait for a desk that is broken
)

AGAIN_SECONDS: Final = 10.0
"""How long a card that is read anew may take: in mid task, nobody has taken it out."""

ENDS_SESSION: Final = (Card.LATE, Card.MALFORMED, Card.WRONG_SIGNATURE, Card.CHANGED, Card.STUCK)
"""Faults after which the card process lets go of a card that may well be there still: the fault is what is told."""


class CardTalk:
    """A `CardDoor` over a `Desk`. `post` takes what happens, on the thread that listens."""

    def __init__(
        self, desk: Desk, post: Callable[[Event], None], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._desk, self._post = desk, post
        self._watch = CardWatch(clock)
        self._outcomes: dict[int, said.Outcome] = {}
        self._readings = 0
        self._expected = False
        self._changed = Condition()
        self._thread = Thread(target=self._listen, name="card", daemon=True)
        self._closed = False
        self.reader, self.service = True, True

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def close(self) -> None:
        """End the session with the card, and listen no more."""
        self._closed = True
        self._thread.join(LISTEN_SECONDS * 10)
        self._desk.close()

    def presented(self) -> said.CardPresented:
        """See `CardDoor`."""
        found = self._watch.presented
        if found is None:
            raise CardGone
        return found

    def ask(self, command: said.Command, *secrets: bytearray) -> said.Outcome:
        """See `CardDoor`."""
        request = self._desk.send(command, *secrets)
        with self._changed:
            if self._changed.wait_for(lambda: request in self._outcomes, ANSWER_SECONDS):
                return self._outcomes.pop(request)
        return said.Failed(request, Card.STUCK)

    def read_again(self) -> None:
        """See `CardDoor`."""
        fingerprint = self.presented().face.fingerprint
        with self._changed:
            before, self._expected = self._readings, True
            self._watch.forgotten(AGAIN_SECONDS)
        self.ask(said.ReadAgain(fingerprint))
        with self._changed:
            done = self._changed.wait_for(lambda: self._readings > before, ANSWER_SECONDS)
            self._expected = False
        if not done:
            raise CardGone

    def forget(self) -> None:
        """End the session with the card, whatever it is doing; a card that stays is told of no more."""
        with self._changed:
            present = self._watch.presented is not None
            self._watch.forgotten()
        if present:
            self._desk.forget()

    def _listen(self) -> None:
        while not self._closed:
            event = self._desk.receive(LISTEN_SECONDS)
            for happening in self._heard(event):
                self._note(happening)
                self._post(happening)

    def _heard(self, event: said.Event | None) -> list[Event]:
        with self._changed:
            if event is None:
                return [*self._watch.due()]
            if isinstance(event, said.Outcome):
                if isinstance(event, said.Failed) and event.trouble in ENDS_SESSION:
                    self._watch.forgotten()
                self._outcomes[event.request] = event
                self._changed.notify_all()
                return []
            return [*self._taken(event)]

    def _taken(self, event: said.Happening) -> list[Event]:
        again = self._expected and isinstance(event, said.CardPresented)
        happenings = self._watch.take(event)
        if again:
            self._readings += 1
            self._changed.notify_all()
            return []
        return [*happenings]

    def _note(self, happening: Event) -> None:
        """For diagnostics: what is there."""
        match happening:
            case ReaderLost():
                self.reader = False
            case ServiceLost():
                self.service = False
            case ReaderReady():
                self.reader = self.service = True
