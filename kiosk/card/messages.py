"""Everything the kiosk and its card process say to one another.

    events, unasked       CardPresented CardRefused CardRemoved TwoCards ReaderRemoved ReaderBack
                          ServiceDown ServiceBack
    commands              their outcome, one each; or Failed
      ProvePresence       Proved          the tap: signed with 9E, no PIN
      VerifyPin  + PIN    PinAccepted
      ProveLogin          Proved          signed with 9A, after VerifyPin in the same session
      SignStatement + PIN Signed          32 bytes signed with 9C
      ReadAgain           Done, then CardRemoved and CardPresented again
    staff
      ChangePin + PIN, new PIN    Done      ChangePuk + PUK, new PUK    Done
      Unblock + PUK, new PIN      Done      OpenAdministration + key    Done
      MakeKey                     KeyMade   WriteCertificate            Done
      WriteIdentity               Done

A command carries the fingerprint of the card it is meant for (`CardPresented.face.fingerprint`); any other card
answers `Failed(CHANGED)`. Secrets never stand in a message: `Desk.send` takes them beside it, as bytearrays that
it wipes. `request` is the number that `Desk.send` gave.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from kiosk.card.errors import Trouble
from kiosk.card.face import Face, Interface, Slot


@dataclass(frozen=True, slots=True)
class CardPresented:
    """A PIV card is here and has been read.

    `tries`: PIN tries left as the card's own counter has it, 0 when blocked, None where it cannot be asked
    (contactless). `standing`: None when its certificates hold (path, dates, revocation, GUID bound); else why
    not. That it has the keys is known only after `ProvePresence`: certificates can be copied.
    """

    reader: str
    interface: Interface
    face: Face
    tries: int | None
    standing: Trouble | None


@dataclass(frozen=True, slots=True)
class CardRefused:
    """A card is here that cannot be used: FOREIGN, MALFORMED, LATE, GONE (pulled while it was read)."""

    reader: str
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class CardRemoved:
    """The card is out, or its session has died: PIN state, card process and all are gone."""

    reader: str


@dataclass(frozen=True, slots=True)
class TwoCards:
    """More than one reader holds a card; sessions are over until one is left."""


@dataclass(frozen=True, slots=True)
class ReaderRemoved:
    """A reader was unplugged. With an empty name: the service is there, and no reader."""

    reader: str


@dataclass(frozen=True, slots=True)
class ReaderBack:
    """A reader is there (also the first ones)."""

    reader: str


@dataclass(frozen=True, slots=True)
class ServiceDown:
    """The PC/SC daemon does not answer, or the card process cannot be kept running. It is tried again."""


@dataclass(frozen=True, slots=True)
class ServiceBack:
    """The PC/SC daemon answers (also at the start)."""


@dataclass(frozen=True, slots=True)
class Proved:
    """The card signed `kiosk.card.challenge.digest(slot, nonce)`, and its certificate's key verifies it.

    `signature`: DER of r and s (low-s) for P-256, or 256 bytes of PKCS #1 v1.5 for RSA-2048.
    """

    request: int
    slot: Slot
    nonce: bytes = field(repr=False)
    signature: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class PinAccepted:
    """The PIN is the card's; 9A can be asked until the session ends."""

    request: int


@dataclass(frozen=True, slots=True)
class Signed:
    """The card's 9C signature over `digest`, DER of r and s with s in the lower half, verified here."""

    request: int
    digest: bytes = field(repr=False)
    signature: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyMade:
    """A key was made on the card; `public_key` is its SubjectPublicKeyInfo in DER."""

    request: int
    slot: Slot
    public_key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Done:
    """What was asked has been done."""

    request: int


@dataclass(frozen=True, slots=True)
class Failed:
    """What was asked has not been done. `tries` with WRONG_PIN and BLOCKED: how many are left."""

    request: int
    trouble: Trouble
    tries: int | None = None


@dataclass(frozen=True, slots=True)
class ProvePresence:
    """Sign the digest of 32 random bytes of the bridge with 9E."""

    card: bytes = field(repr=False)
    nonce: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class VerifyPin:
    """Verify the PIN; one secret beside it."""

    card: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProveLogin:
    """Sign the digest of 32 random bytes of the bridge with 9A."""

    card: bytes = field(repr=False)
    nonce: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignStatement:
    """Sign the 32 bytes of an EIP-712 statement with 9C; the PIN beside it, each time."""

    card: bytes = field(repr=False)
    digest: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """Read the card's face again, as after issuing."""

    card: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ChangePin:
    """PIN and new PIN beside it."""

    card: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ChangePuk:
    """PUK and new PUK beside it."""

    card: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unblock:
    """PUK and new PIN beside it."""

    card: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenAdministration:
    """The card's management key (9B) beside it: AES of 16 or 32 bytes, or 24 bytes of 3DES (or AES-192)."""

    card: bytes = field(repr=False)
    triple_des: bool = False


@dataclass(frozen=True, slots=True)
class MakeKey:
    """Make a P-256 key on the card; after OpenAdministration."""

    card: bytes = field(repr=False)
    slot: Slot


@dataclass(frozen=True, slots=True)
class WriteCertificate:
    """Write a certificate (DER); after OpenAdministration."""

    card: bytes = field(repr=False)
    slot: Slot
    certificate: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class WriteIdentity:
    """Write GUID and expiry; after OpenAdministration."""

    card: bytes = field(repr=False)
    guid: UUID = field(repr=False)
    expires: date


Outcome = Proved | PinAccepted | Signed | KeyMade | Done | Failed
Happening = (
    CardPresented
    | CardRefused
    | CardRemoved
    | TwoCards
    | ReaderRemoved
    | ReaderBack
    | ServiceDown
    | ServiceBack
)
Event = Happening | Outcome
Command = (
    ProvePresence
    | VerifyPin
    | ProveLogin
    | SignStatement
    | ReadAgain
    | ChangePin
    | ChangePuk
    | Unblock
    | OpenAdministration
    | MakeKey
    | WriteCertificate
    | WriteIdentity
)
