"""From what the card process says to the events of a visit; and who a card is, for comparing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Final

from kiosk.card import messages as said
from kiosk.card.errors import Trouble as Card
from kiosk.card.face import Face, Interface, Slot
from kiosk.visit.events import (
    CardEvent,
    CardRemoved,
    CardSeen,
    Reader,
    ReaderLost,
    ReaderReady,
    ServiceLost,
    TwoCards,
)
from kiosk.visit.trouble import Trouble

FORGET_SECONDS: Final = 2.0
"""How long a card that was made to forget may take to be presented again, before it counts as taken out."""

TROUBLES: Final[Mapping[Card, Trouble]] = {
    Card.GONE: Trouble.UNREADABLE,
    Card.LATE: Trouble.CLONED,
    Card.MALFORMED: Trouble.UNREADABLE,
    Card.DECLINED: Trouble.UNREADABLE,
    Card.NOT_VERIFIED: Trouble.UNREADABLE,
    Card.NOT_HERE: Trouble.UNREADABLE,
    Card.WRONG_PIN: Trouble.BLOCKED,
    Card.BLOCKED: Trouble.BLOCKED,
    Card.PIN_UNUSABLE: Trouble.UNREADABLE,
    Card.CHANGED: Trouble.SWAPPED,
    Card.FOREIGN: Trouble.FOREIGN,
    Card.UNISSUED: Trouble.NOT_KNOWN,
    Card.ABSENT: Trouble.UNREADABLE,
    Card.EXPIRED: Trouble.EXPIRED,
    Card.REVOKED: Trouble.REVOKED,
    Card.UNTRUSTED: Trouble.FOREIGN,
    Card.NOT_BOUND: Trouble.CLONED,
    Card.WEAK_KEY: Trouble.REVOKED,
    Card.WRONG_SIGNATURE: Trouble.CLONED,
    Card.TWO_CARDS: Trouble.TWO_CARDS,
    Card.NO_CARD: Trouble.UNREADABLE,
    Card.STUCK: Trouble.UNREADABLE,
}
"""What a patient is told of each trouble with a card. An answer that came late is a relay's."""

_READERS: Final = {Interface.CONTACT: Reader.CONTACT, Interface.CONTACTLESS: Reader.CONTACTLESS}


def mark_of(face: Face) -> bytes:
    """32 bytes that are the same by tap and in the slot: of the GUID and the 9E certificate."""
    certificate = face.certificates.get(Slot.PRESENCE, b"")
    return hashlib.sha256((face.guid.bytes if face.guid else bytes(16)) + certificate).digest()


class CardWatch:
    """Which card is here. A card that was made to forget comes back by itself: that is nothing that has happened."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.presented: said.CardPresented | None = None
        self._where: dict[str, Reader] = {}
        self._returning: tuple[float, bytes, Reader] | None = None

    def forgotten(self, within: float = FORGET_SECONDS) -> None:
        """The card process was made to forget its card, which is back within so many seconds unless it was pulled."""
        if self.presented is not None:
            reader = _READERS[self.presented.interface]
            self._returning = (self._clock() + within, mark_of(self.presented.face), reader)

    def take(self, event: said.Happening) -> list[CardEvent]:
        """What it means for the visit."""
        match event:
            case said.CardPresented():
                return self._came(event)
            case said.CardRefused(reader, trouble):
                self._where[reader] = Reader.CONTACT
                return [*self._left(), CardSeen(trouble=TROUBLES[trouble])]
            case said.CardRemoved(reader):
                return self._went(reader)
            case said.TwoCards():
                self.presented = self._returning = None
                return [TwoCards()]
            case said.ReaderRemoved():
                return [*self._left(), ReaderLost()]
            case said.ServiceDown():
                return [*self._left(), ServiceLost()]
            case said.ReaderBack() | said.ServiceBack():
                return [ReaderReady()]

    def due(self) -> list[CardEvent]:
        """The removal that was held back, once its card has not come back."""
        if self._returning is None or self.presented is not None or self._clock() < self._returning[0]:
            return []
        return self._left()

    def _came(self, event: said.CardPresented) -> list[CardEvent]:
        self.presented = event
        reader, mark = _READERS[event.interface], mark_of(event.face)
        self._where[event.reader] = reader
        back, self._returning = self._returning, None
        if back is not None and back[1] == mark:
            return []
        gone: list[CardEvent] = [CardRemoved(back[2])] if back is not None else []
        blank = event.standing is Card.UNISSUED
        trouble = None if event.standing is None or blank else TROUBLES[event.standing]
        return [*gone, CardSeen(reader, mark, event.tries, trouble, blank)]

    def _went(self, name: str) -> list[CardEvent]:
        reader = self._where.pop(name, Reader.CONTACT)
        self.presented = None
        if self._returning is not None and self._clock() < self._returning[0]:
            return []
        self._returning = None
        return [CardRemoved(reader)]

    def _left(self) -> list[CardEvent]:
        """The removal that is held back, now."""
        self.presented = None
        back, self._returning = self._returning, None
        return [] if back is None else [CardRemoved(back[2])]
