"""What a member of staff does at a kiosk, with a card of their own and its PIN.

    NEW_CARD (keys made on the card) -> write its certificates, set PUK and management key, the patient chooses a PIN
             -> POSSESSION: the card signs that it holds its 9C key; the pseudonym is registered on chain

A card for a patient who has one goes the same way with `REPLACE` in place of `POSSESSION`: it waits for the contract's
delay, then another member of staff sends `CONFIRM_REPLACEMENT`.

ORDER does without the patient's card: the hospital's number finds it, and the staff card's 9A key signs the order.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Final

from fhir_bridge.api.wire.card import CardProved, Slot
from fhir_bridge.api.wire.coding import Length, encode
from fhir_bridge.api.wire.operation import Der, Guid, Id, Language, Level, Operation, Token, Visit, Word
from fhir_bridge.api.wire.visit import ArrivalState


class IdentityCheck(StrEnum):
    """What the patient showed; of the document itself nothing is kept."""

    PASSPORT = "passport"
    IDENTITY_CARD = "identity-card"
    DRIVING_LICENCE = "driving-licence"
    INSURANCE_CARD = "insurance-card-with-photo"
    KNOWN_IN_PERSON = "known-in-person"


@dataclass(frozen=True, slots=True)
class RecordNumber:
    """A patient's number at the hospital: what the bridge finds the pseudonym by."""

    system: Word
    value: Word = field(repr=False)


class Ordered(StrEnum):
    """What is done to a card, or about a representative, that is not there."""

    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    CONFIRM_REPLACEMENT = "confirm-replacement"
    CONFIRM_MANDATE = "confirm-mandate"


def order_challenge(kiosk: str, visit: bytes, order: Ordered, patient: RecordNumber) -> bytes:
    """The 32 bytes that stand for a challenge in an order's proof: of this kiosk, this visit, this very order."""
    said = b"fhir-anchor/staff-order/v1\0" + kiosk.encode() + b"\0" + order.encode() + b"\0"
    return hashlib.sha256(said + visit + encode(patient)).digest()


@dataclass(frozen=True, slots=True)
class Order:
    """Something to be done to a patient's card that is not there; `proof` is the staff card's, over `order_challenge`.

    `check` is what the patient showed: REINSTATE asks for it, since a card comes back into somebody's hand.
    """

    visit: Token = field(repr=False)
    order: Ordered
    patient: RecordNumber
    check: IdentityCheck | None
    proof: CardProved


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A public key that the card made: P-256, or RSA-2048 for a tap."""

    slot: Slot
    key: Der


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card for a patient whose identity was checked; `name` is what kiosks greet with: a given name, no more."""

    visit: Token = field(repr=False)
    patient: RecordNumber
    check: IdentityCheck
    guid: Guid
    name: Word = field(repr=False)
    language: Language
    keys: Annotated[tuple[MadeKey, ...], Length(3, 3)]


@dataclass(frozen=True, slots=True)
class SlotCertificate:
    """The certificate to write into a slot."""

    slot: Slot
    certificate: Der


@dataclass(frozen=True, slots=True)
class CardIssued:
    """What goes onto the card, and what it signs next: `anchor.statement.Possession(patient, key, nonce)` in the place
    of the contract `cards`.
    """

    patient: Token
    nonce: int
    replaces: bool
    expires: Word
    certificates: Annotated[tuple[SlotCertificate, ...], Length(3, 3)]


@dataclass(frozen=True, slots=True)
class Possession:
    """The new card's 9C signature, and the public key that it is under."""

    visit: Token = field(repr=False)
    guid: Guid
    key: Der
    signature: Der = field(repr=False)


class CardState(StrEnum):
    """Where a card stands; PENDING until the chain has it."""

    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class CardStanding:
    """A card's state; WAITING for another member of staff, from `ready` on."""

    guid: Guid
    state: CardState
    ready: int | None


@dataclass(frozen=True, slots=True)
class OfCard:
    """Asks for something that is done to one card."""

    visit: Token = field(repr=False)
    guid: Guid


class SecretsFor(StrEnum):
    """Why a card's secrets are asked for; it is written into the trace."""

    ENROL = "enrol"
    UNBLOCK = "unblock"


@dataclass(frozen=True, slots=True)
class SecretsQuery:
    """Asks for a card's PUK and management key: of a patient's card that is being enrolled or is blocked."""

    visit: Token = field(repr=False)
    guid: Guid
    purpose: SecretsFor


@dataclass(frozen=True, slots=True)
class CardSecrets:
    """Diversified by the card's GUID: eight ASCII digits, and an AES-256 key for 9B (None for a blocked card)."""

    puk: Annotated[bytes, Length(8, 8)] = field(repr=False)
    management_key: Token | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Guardian:
    """A representative by their own card, for a patient without a card or, with a delay, for one who has one."""

    visit: Token = field(repr=False)
    patient: RecordNumber
    name: Word = field(repr=False)
    representative: Guid
    may_grant: bool
    may_revoke: bool
    end: int


@dataclass(frozen=True, slots=True)
class Mandated:
    """The mandate stands (ACTIVE), is on its way (PENDING), or WAITING for another member of staff from `ready` on."""

    state: CardState
    ready: int | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody in the waiting room, for the desk: how to call them, when and for what."""

    id: Id
    number: int
    at: int
    name: str = field(repr=False)
    appointment: str
    place: str
    state: ArrivalState


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Today's, by time."""

    arrivals: tuple[Arrival, ...]


NEW_CARD: Final = Operation("/kiosk/v1/staff/new-card", NewCard, CardIssued, Level.STAFF, changes=True)
POSSESSION: Final = Operation(
    "/kiosk/v1/staff/possession", Possession, CardStanding, Level.STAFF, changes=True
)
CARD_SECRETS: Final = Operation("/kiosk/v1/staff/card-secrets", SecretsQuery, CardSecrets, Level.STAFF)
STANDING: Final = Operation("/kiosk/v1/staff/standing", OfCard, CardStanding, Level.STAFF)
SUSPEND: Final = Operation("/kiosk/v1/staff/suspend", OfCard, CardStanding, Level.STAFF, changes=True)
REINSTATE: Final = Operation("/kiosk/v1/staff/reinstate", OfCard, CardStanding, Level.STAFF, changes=True)
REPLACE: Final = Operation("/kiosk/v1/staff/replace", Possession, CardStanding, Level.STAFF, changes=True)
CONFIRM_REPLACEMENT: Final = Operation(
    "/kiosk/v1/staff/confirm-replacement", OfCard, CardStanding, Level.STAFF, changes=True
)
ORDER: Final = Operation("/kiosk/v1/staff/order", Order, CardStanding, Level.STAFF, changes=True)
APPOINT_GUARDIAN: Final = Operation(
    "/kiosk/v1/staff/appoint-guardian", Guardian, Mandated, Level.STAFF, changes=True
)
ARRIVALS: Final = Operation("/kiosk/v1/staff/arrivals", Visit, Arrivals, Level.STAFF)
