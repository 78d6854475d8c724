"""One card, from reset to reset: it dies of any fault, and what comes after it is another session.

    open    reset, select, PIN tries, policy, who, certificates     nothing else is asked before the tries
    prove   9E at once, 9A after verify                             each signature is checked against the certificate
    sign    verify and 9C, one after the other

No PIN is shown to a card that has not proved with 9E that it is the one on its certificate: a copy would keep it.
The connection is exclusive, so that nobody else's PIN counts here and ours nowhere else.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from types import MappingProxyType

from kiosk.card import challenge
from kiosk.card.connection import Bounded, Bounds, CardConnection, Mortal
from kiosk.card.errors import CardChanged, CardError, Declined, Trouble
from kiosk.card.face import Face, Interface, Slot
from kiosk.card.issuing import Issuing
from kiosk.card.objects import APPLICATION_PIN
from kiosk.card.piv import Piv
from kiosk.card.signature import Algorithm, checked
from kiosk.card.trust import parsed, public_key


class Session:
    """A card that has shown its face. `tries` is its counter as it stood when the session was opened."""

    def __init__(self, connection: Mortal, card: Piv, *, interface: Interface) -> None:
        self._connection, self._card = connection, card
        self.interface = interface
        self._proved = False
        with self._to_the_death():
            card.select()
            self.tries = card.tries() if interface is Interface.CONTACT else None
            if not card.discovery() & APPLICATION_PIN:
                raise Declined(Trouble.FOREIGN, "the PIN is not of the card's application")
            self.face = _face(card)

    @classmethod
    def open(
        cls, connection: CardConnection, *, interface: Interface, bounds: Bounds, expected: Face | None = None
    ) -> Session:
        """The session with a card that has just been reset; `CardChanged` when it shows another face."""
        mortal = Mortal(Bounded(connection, bounds))
        try:
            session = cls(mortal, Piv(mortal), interface=interface)
            if expected is not None and session.face != expected:
                raise CardChanged
        except CardError:
            mortal.close()
            raise
        return session

    @property
    def dead(self) -> bool:
        """Whether a fault has ended it."""
        return self._connection.dead

    def prove(self, slot: Slot, nonce: bytes) -> bytes:
        """The signature over a challenge, in its one spelling."""
        if slot is Slot.LOGIN:
            self._by_contact()
        signature = self._signature(slot, challenge.digest(slot, nonce))
        self._proved = True
        return signature

    def verify(self, pin: bytearray) -> None:
        """Verify the PIN, once."""
        self._deserves_secrets()
        with self._to_the_death():
            self._card.verify(pin)

    def sign(self, digest: bytes, pin: bytearray) -> bytes:
        """The 9C signature over 32 bytes; the PIN right before it."""
        self.verify(pin)
        return self._signature(Slot.SIGNING, digest)

    def change_pin(self, pin: bytearray, new: bytearray) -> None:
        """Put a new PIN in the old one's place."""
        self._deserves_secrets()
        with self._to_the_death():
            self._card.change_pin(pin, new)

    def change_puk(self, puk: bytearray, new: bytearray) -> None:
        """Put a new PUK in the old one's place."""
        self._deserves_secrets()
        with self._to_the_death():
            self._card.change_puk(puk, new)

    def unblock(self, puk: bytearray, new: bytearray) -> None:
        """Give the card a new PIN with all its tries."""
        self._deserves_secrets()
        with self._to_the_death():
            self._card.unblock(puk, new)

    @contextmanager
    def issuing(self) -> Iterator[Issuing]:
        """The issuer's side of the card, for one step."""
        self._by_contact()
        with self._to_the_death():
            yield Issuing(self._card)

    def close(self) -> None:
        """Reset the card and let it go."""
        self._connection.close()

    def _signature(self, slot: Slot, digest: bytes) -> bytes:
        with self._to_the_death():
            if slot not in self.face.certificates:
                raise Declined(Trouble.ABSENT)
            key = public_key(parsed(self.face.certificates[slot]))
            return checked(key, digest, self._card.sign(slot, Algorithm.of(key), digest))

    def _deserves_secrets(self) -> None:
        """By contact, and proved; a card that is not issued yet has nothing to prove."""
        self._by_contact()
        if Slot.PRESENCE in self.face.certificates and not self._proved:
            self.prove(Slot.PRESENCE, os.urandom(challenge.NONCE_SIZE))

    def _by_contact(self) -> None:
        if self.interface is not Interface.CONTACT:
            raise Declined(Trouble.NOT_HERE)

    @contextmanager
    def _to_the_death(self) -> Iterator[None]:
        """A refusal of the card leaves the session alive; every other fault ends it."""
        try:
            yield
        except Declined:
            raise
        except CardError:
            self.close()
            raise


def _face(card: Piv) -> Face:
    chuid = card.chuid()
    found = ((slot, card.certificate(slot)) for slot in Slot)
    certificates = MappingProxyType({slot: der for slot, der in found if der is not None})
    if chuid is None:
        return Face(None, None, certificates)
    return Face(chuid.guid, chuid.expires, certificates)
