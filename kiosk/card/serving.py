"""What the card process does, without the process: it looks at the readers, keeps one session, obeys commands.

`Readers` is the edge to PC/SC: `kiosk.card.pcsc.PcscReaders`, and for the demo `kiosk.card.virtual.readers`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Protocol

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kiosk.card import messages as said
from kiosk.card.codec import Known
from kiosk.card.connection import Bounds, CardConnection
from kiosk.card.errors import CardError, Declined, ServiceGone, Trouble, Untrusted
from kiosk.card.face import Interface, Slot
from kiosk.card.pin import wipe
from kiosk.card.session import Session
from kiosk.card.trust import TrustStore


class Readers(Protocol):
    """The readers of this machine."""

    def look(self) -> Mapping[str, int | None]:
        """Every reader, with the number of the card's insertion, or None where there is no card.

        Another number means that the card was out in between. `ServiceGone` when nobody can tell.
        """

    def connect(self, reader: str) -> tuple[CardConnection, Interface]:
        """The card, reset and ours alone; `CardGone` when it cannot be had."""


class CardService:
    """The readers and at most one session. `over`: one has ended, and the process may go and take all with it."""

    def __init__(
        self,
        readers: Readers,
        trust: TrustStore,
        *,
        bounds: Bounds,
        known: Known,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._readers, self._trust, self._bounds, self._now = readers, trust, bounds, now
        self._up, self._crowded = known.up, known.crowded
        self._seen: dict[str, int | None] = dict.fromkeys(known.readers)
        self._held: str | None = None  # the reader whose card was presented or refused
        self._session: Session | None = None
        self._standing: Trouble | None = None
        self.over = False

    def look(self) -> Iterator[said.Happening]:
        """What has happened since the last look."""
        try:
            seen = dict(self._readers.look())
        except ServiceGone:
            if self._up is not False:
                yield from self._let_go()
                self._up, self._seen = False, {}
                yield said.ServiceDown()
            return
        if not self._up:
            self._up = True
            yield said.ServiceBack()
            if not seen:
                yield said.ReaderRemoved("")
        yield from self._compare(seen)

    def obey(self, request: int, command: said.Command, secrets: list[bytearray]) -> said.Outcome:
        """Do what was asked with the card it was meant for. The secrets are wiped, and shown to no card that does
        not stand.
        """
        try:
            session = self._meant(command.card)
            if secrets and self._standing not in (None, Trouble.UNISSUED):
                raise Untrusted(self._standing)
            return _done(session, request, command, secrets)
        except CardError as fault:
            return said.Failed(request, fault.trouble, fault.tries)
        finally:
            for secret in secrets:
                wipe(secret)

    def close(self) -> None:
        """End the session."""
        if self._session is not None:
            self._session.close()

    def _compare(self, seen: dict[str, int | None]) -> Iterator[said.Happening]:
        before, self._seen = self._seen, seen
        if self._held is not None:
            dead = self._session is not None and self._session.dead
            if dead or seen.get(self._held) != before.get(self._held):
                yield from self._let_go()
        yield from (said.ReaderRemoved(name) for name in before if name not in seen)
        yield from (said.ReaderBack(name) for name in seen if name not in before)
        yield from self._settle([name for name, card in seen.items() if card is not None])

    def _settle(self, holding: list[str]) -> Iterator[said.Happening]:
        """With one card there is a session, with two there is none."""
        crowded, self._crowded = self._crowded, len(holding) > 1
        if self._crowded:
            yield from self._let_go()
            if not crowded:
                yield said.TwoCards()
        elif holding and self._held is None and not self.over:
            self._held = holding[0]
            yield self._presented(holding[0])
        elif crowded and not holding:  # both were taken at once, and neither had been presented
            yield from (said.CardRemoved(name) for name in tuple(self._seen)[:1])

    def _presented(self, reader: str) -> said.CardPresented | said.CardRefused:
        try:
            connection, interface = self._readers.connect(reader)
            session = Session.open(connection, interface=interface, bounds=self._bounds)
        except CardError as fault:
            return said.CardRefused(reader, fault.trouble)
        self._session = session
        self._standing = self._trust.standing(session.face, self._now())
        return said.CardPresented(reader, interface, session.face, session.tries, self._standing)

    def _let_go(self) -> Iterator[said.CardRemoved]:
        if self._held is None:
            return
        self.close()
        reader, self._held, self._session, self.over = self._held, None, None, True
        yield said.CardRemoved(reader)

    def _meant(self, card: bytes) -> Session:
        if self._session is None or self._session.dead:
            raise Declined(Trouble.TWO_CARDS if self._crowded else Trouble.NO_CARD)
        if self._session.face.fingerprint != card:
            raise Declined(Trouble.CHANGED)
        return self._session


def _done(session: Session, request: int, command: said.Command, secrets: list[bytearray]) -> said.Outcome:
    match command, secrets:
        case said.ProvePresence(nonce=nonce), []:
            return said.Proved(request, Slot.PRESENCE, nonce, session.prove(Slot.PRESENCE, nonce))
        case said.ProveLogin(nonce=nonce), []:
            return said.Proved(request, Slot.LOGIN, nonce, session.prove(Slot.LOGIN, nonce))
        case said.VerifyPin(), [pin]:
            session.verify(pin)
            return said.PinAccepted(request)
        case said.SignStatement(digest=digest), [pin]:
            return said.Signed(request, digest, session.sign(digest, pin))
        case said.ReadAgain(), []:
            session.close()
            return said.Done(request)
    return _issued(session, request, command, secrets)


def _issued(session: Session, request: int, command: said.Command, secrets: list[bytearray]) -> said.Outcome:
    """Staff's commands."""
    match command, secrets:
        case said.ChangePin(), [pin, new]:
            session.change_pin(pin, new)
        case said.ChangePuk(), [puk, new]:
            session.change_puk(puk, new)
        case said.Unblock(), [puk, new]:
            session.unblock(puk, new)
        case said.OpenAdministration(triple_des=triple_des), [key]:
            with session.issuing() as issuing:
                issuing.open(key, triple_des=triple_des)
        case said.MakeKey(slot=slot), []:
            with session.issuing() as issuing:
                made = issuing.make_key(slot)
            public_key = made.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
            return said.KeyMade(request, slot, public_key)
        case said.WriteCertificate(slot=slot, certificate=certificate), []:
            with session.issuing() as issuing:
                issuing.write_certificate(slot, certificate)
        case said.WriteIdentity(guid=guid, expires=expires), []:
            with session.issuing() as issuing:
                issuing.write_identity(guid, expires)
        case _:
            raise Declined(Trouble.DECLINED, "a command with more or fewer secrets than it takes")
    return said.Done(request)
