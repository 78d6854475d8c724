"""What a card's key signs and how its answer is checked: P-256 (with s in the lower half) and RSA-2048.

A card is not believed: a signature that the key on its certificate does not verify is `WRONG_SIGNATURE`.
Sources: SP 800-78-4, table 6-2 (algorithm numbers); RFC 8017, 9.2 (the padding); X9.62 (the DER of r and s).
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import (
    Prehashed,
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256

from kiosk.card.errors import Malformed, Trouble, Untrusted

ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # FIPS 186-5, P-256

_DIGEST_INFO: Final = bytes.fromhex(
    "3031300D060960864801650304020105000420"
)  # RFC 8017, 9.2, note 1: SHA-256
_MODULUS: Final = 256

PublicKey = EllipticCurvePublicKey | RSAPublicKey


class Algorithm(Enum):
    """A key's kind, by its number in commands."""

    P256 = 0x11
    RSA2048 = 0x07

    @classmethod
    def of(cls, key: PublicKey) -> Algorithm:
        """The kind of a certificate's key; `Untrusted` for one that no card of ours has."""
        if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
            return cls.P256
        if isinstance(key, RSAPublicKey) and key.key_size == _MODULUS * 8:
            return cls.RSA2048
        raise Untrusted(Trouble.UNTRUSTED, "key: neither P-256 nor RSA-2048")


def to_sign(algorithm: Algorithm, digest: bytes) -> bytes:
    """What the card is given: the digest, or for RSA the whole padded block, since a card pads nothing itself."""
    if algorithm is Algorithm.P256:
        return digest
    block = _DIGEST_INFO + digest
    return b"\x00\x01" + b"\xff" * (_MODULUS - 3 - len(block)) + b"\x00" + block


def checked(key: PublicKey, digest: bytes, signature: bytes) -> bytes:
    """The signature in its one spelling, once the key has verified it over the digest."""
    try:
        if isinstance(key, RSAPublicKey):
            key.verify(signature, digest, PKCS1v15(), Prehashed(SHA256()))
            return signature
        lower = _lower(signature)
        key.verify(lower, digest, ECDSA(Prehashed(SHA256())))
    except InvalidSignature:
        raise Untrusted(Trouble.WRONG_SIGNATURE) from None
    return lower


def _lower(signature: bytes) -> bytes:
    try:
        r, s = decode_dss_signature(signature)
    except ValueError:
        raise Malformed("signature: not the DER of two numbers") from None
    if not (0 < r < ORDER and 0 < s < ORDER):
        raise Malformed("signature: a number out of range")
    return encode_dss_signature(r, min(s, ORDER - s))
