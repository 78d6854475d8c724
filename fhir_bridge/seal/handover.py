"""A record's key handed to another organisation: HPKE to its sealing key, in a note that the sender signs.

    fhir-anchor/handover/v1
    suite MLKEM768_X25519/HKDF-SHA256/AES-256-GCM/draft-ietf-hpke-pq
    from clinic.example/log
    to hospital.example/log
    cid bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku
    sealed 9zXh...                base64 of HPKE's enc and ciphertext; inside: framed(key, the envelope's context)

    — clinic.example/log ...      Ed25519
    — clinic.example/log ...      ML-DSA-65; both must verify, as in every note

HPKE binds sender, recipient and CID by its `info`, the note binds it all to the sender, which HPKE alone does not. The
hybrid KEM is still an IETF draft: the suite is named with its draft, and a note of another suite is refused.

Sources: RFC 9180; draft-ietf-hpke-pq; c2sp.org/signed-note.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from anchor.errors import AnchorError
from anchor.note import LogVerifier, NoteSigner, note_text, sign
from fhir_bridge.seal.context import framed, unframed
from fhir_bridge.seal.faults import Fault, SealTampered
from fhir_bridge.seal.secret import Secret
from fhir_bridge.seal.wrap import expand

FORMAT = "fhir-anchor/handover/v1"
SUITE = "MLKEM768_X25519/HKDF-SHA256/AES-256-GCM/draft-ietf-hpke-pq"
ML_KEM_BYTES = 1184
SEALING_BYTES = ML_KEM_BYTES + 32
_HPKE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_LABELS = ("suite", "from", "to", "cid", "sealed")


@dataclass(frozen=True, slots=True)
class Handed:
    """What a recipient needs to open an envelope: where it lies, its key, and what it is bound to."""

    cid: str
    key: Secret
    context: bytes


class SealingKey:
    """An organisation's private half, made from one secret; others seal to `public` (1,216 bytes)."""

    def __init__(self, secret: Secret) -> None:
        seed = expand(secret, b"fa-ml-kem-768-d").reveal() + expand(secret, b"fa-ml-kem-768-z").reveal()
        ml_kem = MLKEM768PrivateKey.from_seed_bytes(seed)
        x25519 = X25519PrivateKey.from_private_bytes(expand(secret, b"fa-x25519").reveal())
        self._key = MLKEM768X25519PrivateKey(ml_kem, x25519)
        self.public = ml_kem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()

    def open(self, sealed: bytes, info: bytes) -> bytes:
        """What was sealed to this key; SealTampered(HANDOVER_SEALED)."""
        try:
            return _HPKE.decrypt(sealed, self._key, info)
        except (InvalidTag, ValueError) as refusal:
            raise SealTampered(Fault.HANDOVER_SEALED) from refusal


@dataclass(frozen=True, slots=True)
class _Body:
    """The lines of the note below its first."""

    suite: str
    sender: str
    recipient: str
    cid: str
    sealed: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        lines = text.split("\n")
        words = [line.partition(" ")[2] for line in lines[1:6]]
        try:
            suite, sender, recipient, cid, sealed = words
            body = cls(suite, sender, recipient, cid, base64.b64decode(sealed, validate=True))
        except ValueError as refusal:
            raise SealTampered(Fault.HANDOVER_FORM) from refusal
        if str(body) != text or body.suite != SUITE:
            raise SealTampered(Fault.HANDOVER_FORM)
        return body

    @property
    def info(self) -> bytes:
        """What HPKE is bound to."""
        return framed(
            *(word.encode() for word in (FORMAT, self.suite, self.sender, self.recipient, self.cid))
        )

    def __str__(self) -> str:
        words = (self.suite, self.sender, self.recipient, self.cid, base64.b64encode(self.sealed).decode())
        lines = [f"{label} {word}" for label, word in zip(_LABELS, words, strict=True)]
        return "\n".join([FORMAT, *lines, ""])


def hand_over(handed: Handed, recipient: str, *, sealing: bytes, signer: NoteSigner) -> str:
    """The note that gives a record's key to `recipient`, whose public sealing key is `sealing`."""
    unsealed = _Body(SUITE, signer.verifier.origin, recipient, handed.cid, b"")
    content = framed(handed.key.reveal(), handed.context)
    sealed = _HPKE.encrypt(content, _public(sealing), unsealed.info)
    return sign(str(_Body(SUITE, unsealed.sender, recipient, handed.cid, sealed)), signer)


def take_over(note: str, sender: LogVerifier, *, recipient: str, key: SealingKey) -> Handed:
    """What the note hands to `recipient`.

    SealTampered: HANDOVER_FORM for another spelling or suite, HANDOVER_SIGNATURE where it is not signed by both keys of
    `sender`, HANDOVER_RECIPIENT where it is from or for somebody else, HANDOVER_SEALED where the sealed part does not
    open.
    """
    body = _Body.parse(_signed_text(note, sender))
    if (body.sender, body.recipient) != (sender.origin, recipient):
        raise SealTampered(Fault.HANDOVER_RECIPIENT)
    fields = unframed(key.open(body.sealed, body.info))
    if len(fields) != len(("key", "context")):
        raise SealTampered(Fault.HANDOVER_FORM)
    return Handed(body.cid, Secret(fields[0]), fields[1])


def sender_of(note: str) -> str:
    """Who the note says it is from: whose keys to check it with; SealTampered(HANDOVER_FORM)."""
    try:
        return _Body.parse(note_text(note)).sender
    except AnchorError as refusal:
        raise SealTampered(Fault.HANDOVER_FORM) from refusal


def _signed_text(note: str, sender: LogVerifier) -> str:
    try:
        note_text(note)
    except AnchorError as refusal:
        raise SealTampered(Fault.HANDOVER_FORM) from refusal
    try:
        return sender.open(note)
    except AnchorError as refusal:
        raise SealTampered(Fault.HANDOVER_SIGNATURE) from refusal


def _public(sealing: bytes) -> MLKEM768X25519PublicKey:
    if len(sealing) != SEALING_BYTES:
        raise ValueError(f"a sealing key has {SEALING_BYTES} bytes, not {len(sealing)}")
    ml_kem = MLKEM768PublicKey.from_public_bytes(sealing[:ML_KEM_BYTES])
    return MLKEM768X25519PublicKey(ml_kem, X25519PublicKey.from_public_bytes(sealing[ML_KEM_BYTES:]))
