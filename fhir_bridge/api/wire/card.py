"""A card proves who is there: by a tap, then by its PIN."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from fhir_bridge.api.wire.operation import Der, Guid, Level, Nothing, Operation, Token, Visit, Word


class Slot(StrEnum):
    """A PIV key, by what it is for."""

    TAP = "9E"
    LOG_IN = "9A"
    SIGN = "9C"


_DOMAIN: Final = b"fhir-anchor kiosk challenge 1\0"
_NAMES: Final = {Slot.TAP: b"presence", Slot.LOG_IN: b"login"}


def proof_nonce(kiosk: str, challenge: bytes) -> bytes:
    """The 32 bytes that a kiosk gives its card process for a challenge: made for this kiosk, good at no other."""
    return hashlib.sha256(b"fhir-anchor kiosk proof 1\0" + kiosk.encode() + b"\0" + challenge).digest()


def proof_message(slot: Slot, kiosk: str, challenge: bytes) -> bytes:
    """What a card's signature by 9E or 9A is over, for verifiers that take the message: never bytes that the bridge
    chose. The card process hashes `proof_nonce` under its own domain, so that a signature is a tap's or a login's and
    nothing else.
    """
    return _DOMAIN + _NAMES[slot] + b"\0" + proof_nonce(kiosk, challenge)


def proof_digest(slot: Slot, kiosk: str, challenge: bytes) -> bytes:
    """The SHA-256 that a card signs to prove its key.

    ECDSA signs these 32 bytes; RSA puts them into a DigestInfo (PKCS#1 v1.5, SHA-256) first.
    """
    return hashlib.sha256(proof_message(slot, kiosk, challenge)).digest()


def offline_challenge(kiosk: str, arrival: bytes, at: int) -> bytes:
    """The 32 bytes that stand for a challenge while the bridge is away: of this kiosk, this arrival, this instant."""
    said = b"fhir-anchor/offline-arrival/v1\0" + kiosk.encode() + b"\0" + arrival + at.to_bytes(8, "big")
    return hashlib.sha256(said).digest()


@dataclass(frozen=True, slots=True)
class Challenge:
    """32 random bytes for one proof by one card at this kiosk, until `end`."""

    challenge: Token
    end: int


@dataclass(frozen=True, slots=True)
class CardProved:
    """A certificate read from a card, and the card's signature by its key over `proof_message`."""

    challenge: Token
    certificate: Der
    signature: Der = field(repr=False)


@dataclass(frozen=True, slots=True)
class Tap:
    """A card was tapped: its GUID and the proof of its 9E key."""

    guid: Guid
    proof: CardProved


class Role(StrEnum):
    """Whose card it is."""

    PATIENT = "patient"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Stands:
    """A patient whom this card may stand for: a handle for `LogIn`, and a given name, no more."""

    handle: Token
    name: Word
    may_grant: bool
    may_revoke: bool
    end: int


@dataclass(frozen=True, slots=True)
class Greeting:
    """A visit has begun: how to greet (a given name, never more), in which language, and for whom the card may stand.

    A staff card has `role` STAFF; `represents` says nothing of the patients but their given names.
    """

    visit: Token = field(repr=False)
    end: int
    role: Role
    name: str
    language: str
    represents: tuple[Stands, ...]


@dataclass(frozen=True, slots=True)
class LogIn:
    """The PIN was right: the proof of the card's 9A key, and the handle of whom it stands for, if not itself."""

    visit: Token = field(repr=False)
    guid: Guid
    proof: CardProved
    stands_for: Token | None = None


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """The visit's level is now that of its card, until `end`; `officer` says that this member of staff may enrol."""

    end: int
    role: Role
    name: str
    stands_for: str
    officer: bool


CHALLENGE: Final = Operation("/kiosk/v1/challenge", Nothing, Challenge)
TAP: Final = Operation("/kiosk/v1/tap", Tap, Greeting, changes=True)
LOG_IN: Final = Operation("/kiosk/v1/log-in", LogIn, LoggedIn, Level.TAPPED, changes=True)
LEAVE: Final = Operation("/kiosk/v1/leave", Visit, Nothing, Level.TAPPED, changes=True)
