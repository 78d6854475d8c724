"""What the work is done with: the card, the bridge, the queue; and what one person's session has brought so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from anchor.statement import Place
from fhir_bridge.api.wire import card as wire
from fhir_bridge.api.wire.consent import ConsentRequests, GivenConsent, MyConsents
from fhir_bridge.api.wire.operation import Nothing
from fhir_bridge.api.wire.reading import Reading
from kiosk.bridge_client import Bridge
from kiosk.card import messages as said
from kiosk.card.errors import CardError, CardGone, Declined, PinBlocked, WrongPin
from kiosk.card.errors import Trouble as Card
from kiosk.card.face import Slot
from kiosk.consent_form import Form
from kiosk.enrolment import Standing
from kiosk.pinpad import PinPad
from kiosk.queue import Queue
from kiosk.settings import Settings

Outcome = TypeVar("Outcome", bound=said.Outcome)


class CardDoor(Protocol):
    """The card that is here, and what can be asked of it."""

    def presented(self) -> said.CardPresented:
        """The card as it was read; `CardGone` when there is none."""

    def ask(self, command: said.Command, *secrets: bytearray) -> said.Outcome:
        """Ask, and wait for the outcome."""

    def read_again(self) -> None:
        """Have the card read anew, as after issuing."""


@dataclass(frozen=True, slots=True)
class Transport:
    """What cards are delivered with, by their maker: PIN, PUK and management key (9B)."""

    pin: bytes = b"123456"
    puk: bytes = b"12345678"
    key: bytes = bytes.fromhex("000102030405060708090a0b0c0d0e0f")
    triple_des: bool = False

    def __repr__(self) -> str:
        return "Transport(...)"


@dataclass(frozen=True, slots=True)
class Site:
    """What does not change from visit to visit: the kiosk's pinned name and places, its clock, its printer."""

    kiosk: str
    consents: Place
    cards: Place
    now: Callable[[], datetime]
    record_system: str = "urn:fhir-anchor:mrn"
    printer: tuple[str, ...] = ()
    transport: Transport = field(default_factory=Transport)

    @classmethod
    def of(cls, standing: Standing, chosen: Settings) -> Site:
        """As this kiosk was enrolled and is set."""
        return cls(
            kiosk=standing.pinned.kiosk,
            consents=standing.consents,
            cards=standing.cards,
            now=chosen.now,
            record_system=chosen.record_system,
            printer=chosen.receipt_printer,
            transport=Transport(key=bytes.fromhex(chosen.transport_key)),
        )


@dataclass(slots=True)
class Session:
    """One person's: gone with a wipe. `language` is the page's when text is written."""

    visit: bytes = field(default=b"", repr=False)
    handles: tuple[bytes | None, ...] = field(default=(), repr=False)
    names: tuple[str, ...] = field(default=(), repr=False)
    person: int = 0
    requests: ConsentRequests | None = field(default=None, repr=False)
    mine: MyConsents | None = field(default=None, repr=False)
    given: tuple[GivenConsent, ...] = field(default=(), repr=False)
    readings: tuple[Reading, ...] = field(default=(), repr=False)
    form: Form | None = field(default=None, repr=False)
    receipt: str = field(default="", repr=False)

    @property
    def standing_for(self) -> str:
        """The given name of whom the card's holder stands for, or empty."""
        return self.names[self.person] if self.person else ""


@dataclass(frozen=True, slots=True)
class Bench:
    """Everything that a piece of work may touch."""

    site: Site
    bridge: Bridge
    card: CardDoor
    queue: Queue
    pad: PinPad
    session: Session
    language: str = "en"

    def prove(self, slot: Slot, challenge: bytes) -> wire.CardProved:
        """The card's proof of its key in this slot, over a challenge of the bridge or of our own."""
        card = self.card.presented()
        nonce = wire.proof_nonce(self.site.kiosk, challenge)
        asked: said.Command = (
            said.ProvePresence(card.face.fingerprint, nonce)
            if slot is Slot.PRESENCE
            else said.ProveLogin(card.face.fingerprint, nonce)
        )
        proved = self.want(said.Proved, asked)
        return wire.CardProved(challenge, card.face.certificates[slot], proved.signature)

    def challenge(self) -> bytes:
        """A fresh challenge of the bridge."""
        return self.bridge.ask(wire.CHALLENGE, Nothing()).challenge

    def want(self, kind: type[Outcome], command: said.Command, *secrets: bytearray) -> Outcome:
        """The outcome that belongs to a command; a `CardError` for any other."""
        outcome = self.card.ask(command, *secrets)
        if isinstance(outcome, kind):
            return outcome
        raise _fault(outcome)

    def guid(self) -> bytes:
        """The GUID of the card that is here."""
        guid = self.card.presented().face.guid
        if guid is None:
            raise Declined(Card.UNISSUED)
        return guid.bytes


def _fault(outcome: said.Outcome) -> CardError:
    if not isinstance(outcome, said.Failed):
        return CardGone()
    match outcome.trouble:
        case Card.WRONG_PIN:
            return WrongPin(outcome.tries or 0)
        case Card.BLOCKED:
            return PinBlocked()
        case Card.GONE | Card.NO_CARD:
            return CardGone()
        case trouble:
            return Declined(trouble)
