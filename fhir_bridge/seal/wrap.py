"""Keys wrapped under keys: AES-KWP (RFC 5649) under a key made for one context alone.

    wrapping key = HKDF-Expand(SHA-256, kek, "fa-wrap-1" | context, 32)      (RFC 5869, 2.3)
    wrapped      = AES-256-KWP(wrapping key, key)                            40 bytes

The kek is 32 uniformly random bytes, so the extract step is left out (RFC 5869, 3.3): a token or a KMS that
keeps its key to itself can then make the wrapping key by one HMAC.
"""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap_with_padding,
    aes_key_wrap_with_padding,
)

from fhir_bridge.seal.faults import Fault, SealTampered
from fhir_bridge.seal.secret import KEY_BYTES, Secret

WRAPPED_BYTES = KEY_BYTES + 8
_TAG = b"fa-wrap-1"


def expand(key: Secret, info: bytes) -> Secret:
    """A key for one purpose: the first 32 bytes of HKDF-Expand."""
    return Secret(HKDFExpand(algorithm=hashes.SHA256(), length=KEY_BYTES, info=info).derive(key.reveal()))


def purpose(context: bytes) -> bytes:
    """The `info` of the wrapping key for this context."""
    return _TAG + context


def wrap(kek: Secret, key: Secret, context: bytes) -> bytes:
    """`key` wrapped under `kek`, to be opened with the same context alone: 40 bytes."""
    return wrap_under(expand(kek, purpose(context)), key)


def unwrap(kek: Secret, wrapped: bytes, context: bytes) -> Secret:
    """The key that was wrapped; SealTampered(WRAP) for other bytes, another kek or another context."""
    return unwrap_under(expand(kek, purpose(context)), wrapped)


def wrap_under(wrapping_key: Secret, key: Secret) -> bytes:
    """`key` wrapped under a key that already belongs to one context."""
    return aes_key_wrap_with_padding(wrapping_key.reveal(), key.reveal())


def unwrap_under(wrapping_key: Secret, wrapped: bytes) -> Secret:
    """What `wrap_under` took; SealTampered(WRAP)."""
    if len(wrapped) != WRAPPED_BYTES:
        raise SealTampered(Fault.WRAP)
    try:
        return Secret(aes_key_unwrap_with_padding(wrapping_key.reveal(), wrapped))
    except (InvalidUnwrap, ValueError) as refusal:
        raise SealTampered(Fault.WRAP) from refusal
