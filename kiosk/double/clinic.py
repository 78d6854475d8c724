"""What the clinic in memory knows: whose card is whose, which visits are open, and what the desk has heard."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from fhir_bridge.api.wire import card, consent, enrolment, reading, visit
from fhir_bridge.api.wire.operation import Level
from fhir_bridge.api.wire.refusal import Refusal
from kiosk.errors import BridgeRefused

VISIT_SECONDS: Final = 300
PINNED: Final = enrolment.Enrolled(
    kiosk="k-training",
    site="training",
    certificate=b"-",
    authority=b"-",
    renew=2**40,
    end=2**41,
    chain_id=31337,
    cards="0x" + "ca" * 20,
    consents="0x" + "c0" * 20,
    site_key="",
    languages=("en", "es", "fr", "de", "ar", "sr"),
    template="1",
)


@dataclass(slots=True)
class Holder:
    """Whose card it is, and what the clinic has for them."""

    name: str
    role: card.Role = card.Role.PATIENT
    address: str = "12 Mill Lane"
    telephone: str = "…42"
    appointments: tuple[visit.Appointment, ...] = ()
    requests: tuple[consent.ConsentRequest, ...] = ()
    consents: tuple[consent.GivenConsent, ...] = ()
    readings: tuple[reading.Reading, ...] = ()
    stands_for: tuple[bytes, ...] = ()
    nonce: int = 0


@dataclass(slots=True)
class OpenVisit:
    """A visit: whose card opened it, what it has proved, and for whom. `subject` is empty until log-in."""

    guid: bytes
    level: Level = Level.TAPPED
    subject: bytes = b""

    @property
    def patient(self) -> bytes:
        """The GUID of whom the visit is about: the card's holder, or whom they stand for."""
        return self.subject or self.guid


@dataclass(slots=True)
class Clinic:
    """`holders` by card GUID; `calls` are what the desk sees; `numbers` lead from a record number to a card."""

    holders: dict[bytes, Holder]
    kiosk: str = PINNED.kiosk
    clock: Callable[[], float] = time.time
    arrivals: list[bytes] = field(default_factory=list)
    objections: list[str] = field(default_factory=list)
    calls: list[visit.Help] = field(default_factory=list)
    suspended: set[bytes] = field(default_factory=set)
    numbers: dict[str, bytes] = field(default_factory=dict)
    challenges: set[bytes] = field(default_factory=set)
    visits: dict[bytes, OpenVisit] = field(default_factory=dict)

    def end(self) -> int:
        """When what begins now ends, in Unix seconds."""
        return int(self.clock()) + VISIT_SECONDS

    def patient(self, token: bytes) -> Holder:
        """Whom this visit is about."""
        return self.holders[self.visits[token].patient]

    def pseudonyms(self, token: bytes) -> tuple[bytes, bytes]:
        """Of the patient whom this visit is about, and of who signs in it."""
        found = self.visits[token]
        return pseudonym(found.patient), pseudonym(found.guid)

    def prove(self, slot: card.Slot, proof: card.CardProved) -> None:
        """`CARD_UNPROVED` unless the card's key answered a challenge of ours that nobody has answered yet."""
        if proof.challenge not in self.challenges:
            raise BridgeRefused(Refusal.CARD_UNPROVED)
        self.challenges.remove(proof.challenge)
        verify(proof, card.proof_digest(slot, self.kiosk, proof.challenge))


def pseudonym(guid: bytes) -> bytes:
    """The pseudonym of a card's holder."""
    return hashlib.sha256(b"training" + guid).digest()


def verify(proof: card.CardProved, digest: bytes) -> None:
    """`CARD_UNPROVED` unless the certificate's key signed this digest."""
    try:
        key = x509.load_der_x509_certificate(proof.certificate).public_key()
        if isinstance(key, EllipticCurvePublicKey):
            key.verify(proof.signature, digest, ECDSA(Prehashed(hashes.SHA256())))
            return
        if isinstance(key, RSAPublicKey):
            key.verify(proof.signature, digest, PKCS1v15(), Prehashed(hashes.SHA256()))
            return
    except (InvalidSignature, ValueError):
        pass
    raise BridgeRefused(Refusal.CARD_UNPROVED)
