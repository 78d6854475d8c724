"""The envelope: one sealed object, from 0 bytes to as many as there are, in one format.

    magic 8 | header length 2 | header 18 | salt 32 | key commitment 32 | segments
    header  = suite 2 | random id 16                        all numbers big-endian
    keys    = HKDF-SHA256(record key, salt, "fa-seal-1" | SHA-256(header), 64) = AES-256 key | key commitment
    segment = AES-256-GCM(nonce = counter 11 | last 1, up to 1 MiB of padded plaintext) | tag 16
    associated data of every segment = magic | header length | header | the caller's context (not stored)

The nonces are those of STREAM (Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015); the commitment binds
AES-GCM to its key; the padding is that of `padding`. A record key seals one plaintext, never a second.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fhir_bridge.chunks import Piece, Readable, Reading, first, gathered, marked, pieces_of, regrouped
from fhir_bridge.seal.faults import Fault, SealTampered
from fhir_bridge.seal.padding import padded, padme, true_length
from fhir_bridge.seal.secret import Secret

MAGIC = b"fa-seal\n"
SUITE = (1).to_bytes(2, "big")
ID_BYTES = 16
SALT_BYTES = 32
COMMITMENT_BYTES = 32
SEGMENT_BYTES = 1 << 20
TAG_BYTES = 16
_HEADER_LENGTH = (len(SUITE) + ID_BYTES).to_bytes(2, "big")
_INFO = b"fa-seal-1"


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the segments; 92 bytes that tell a storage peer nothing."""

    id: bytes
    salt: bytes
    commitment: bytes

    BYTES = len(MAGIC) + len(_HEADER_LENGTH) + len(SUITE) + ID_BYTES + SALT_BYTES + COMMITMENT_BYTES

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The head that these bytes spell; SealTampered(MAGIC, TRUNCATED, SUITE or HEADER)."""
        if data[: len(MAGIC)] != MAGIC:
            raise SealTampered(Fault.MAGIC)
        if len(data) != cls.BYTES:
            raise SealTampered(Fault.TRUNCATED)
        head = cls(data[12:28], data[28:60], data[60:])
        if bytes(head) != data:
            raise SealTampered(Fault.SUITE if data[10:12] != SUITE else Fault.HEADER)
        return head

    def __bytes__(self) -> bytes:
        return bound(self.id) + self.salt + self.commitment


def bound(envelope_id: bytes) -> bytes:
    """Magic, header length and header: the stored part of the associated data."""
    return MAGIC + _HEADER_LENGTH + SUITE + envelope_id


def derived(key: Secret, envelope_id: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """The AES-256-GCM key and the key commitment of one envelope."""
    info = _INFO + hashlib.sha256(SUITE + envelope_id).digest()
    both = HKDF(algorithm=hashes.SHA256(), length=32 + COMMITMENT_BYTES, salt=salt, info=info).derive(
        key.reveal()
    )
    return both[:32], both[32:]


def seal(plaintext: bytes, key: Secret, context: bytes) -> bytes:
    """The envelope of `plaintext`, under a key that seals nothing else and for this context alone."""
    return gathered(seal_stream([plaintext], key, context), sealed_size(len(plaintext)))


def sealed_size(length: int) -> int:
    """How large the envelope of so many bytes is."""
    content = padme(length + 1)
    return Head.BYTES + content + -(-content // SEGMENT_BYTES) * TAG_BYTES


def seal_stream(plaintext: Iterable[Piece], key: Secret, context: bytes) -> Iterator[bytes]:
    """The envelope piece by piece, in the memory of a few segments."""
    return _sealed(plaintext, key, context, envelope_id=os.urandom(ID_BYTES), salt=os.urandom(SALT_BYTES))


def open_envelope(envelope: bytes, key: Secret, context: bytes) -> bytes:
    """The plaintext; SealTampered with the Fault that the first failing check found."""
    verified = list(_segments(BytesIO(envelope), key, context))
    return b"".join(first(true_length(verified), verified))


def open_stream(fetch: Callable[[], Iterable[Piece]], key: Secret, context: bytes) -> Iterator[Piece]:
    """The plaintext piece by piece, once the whole envelope has verified; else SealTampered and no piece.

    `fetch` gives the envelope's bytes from its start, and is called twice: every segment verifies again before it is
    released. So nothing waits anywhere but the envelope, and never the plaintext. Where the second time gives other
    bytes the pieces end in SealTampered.
    """
    length = true_length(_segments(Reading(fetch()), key, context))
    return first(length, _segments(Reading(fetch()), key, context))


def open_file(envelope: BinaryIO, key: Secret, context: bytes) -> Iterator[Piece]:
    """The same for a seekable buffered file, from where it stands."""
    start = envelope.tell()

    def fetch() -> Iterator[bytes]:
        envelope.seek(start)
        return pieces_of(envelope, SEGMENT_BYTES)

    return open_stream(fetch, key, context)


def _sealed(
    plaintext: Iterable[Piece], key: Secret, context: bytes, *, envelope_id: bytes, salt: bytes
) -> Iterator[bytes]:
    aes_key, commitment = derived(key, envelope_id, salt)
    yield bytes(Head(envelope_id, salt, commitment))
    cipher, associated = AESGCM(aes_key), bound(envelope_id) + context
    for counter, (segment, last) in enumerate(marked(regrouped(padded(plaintext), SEGMENT_BYTES))):
        yield cipher.encrypt(_nonce(counter, last=last), segment, associated)


def _segments(envelope: Readable, key: Secret, context: bytes) -> Iterator[bytes]:
    """The padded plaintext, a verified segment at a time."""
    head = Head.parse(envelope.read(Head.BYTES))
    aes_key, commitment = derived(key, head.id, head.salt)
    if not hmac.compare_digest(commitment, head.commitment):
        raise SealTampered(Fault.COMMITMENT)
    cipher, associated = AESGCM(aes_key), bound(head.id) + context
    last = False
    for counter, (segment, last) in enumerate(marked(pieces_of(envelope, SEGMENT_BYTES + TAG_BYTES))):
        yield _opened(cipher, _nonce(counter, last=last), segment, associated)
    if not last:
        raise SealTampered(Fault.TRUNCATED)


def _opened(cipher: AESGCM, nonce: bytes, segment: bytes, associated: bytes) -> bytes:
    if len(segment) <= TAG_BYTES:
        raise SealTampered(Fault.TRUNCATED)
    try:
        return cipher.decrypt(nonce, segment, associated)
    except InvalidTag as refusal:
        raise SealTampered(Fault.SEGMENT) from refusal


def _nonce(counter: int, *, last: bool) -> bytes:
    return counter.to_bytes(11, "big") + bytes([last])
