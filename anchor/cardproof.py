"""A card's signature as the contracts take it: P-256, with s in the lower half, beside the key it is under.

A card gives r and s in DER (X9.62), and s as it falls: n - s signs the same. The contracts take the lower
alone, so that nobody can turn one signature into another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from anchor.errors import FormatError
from anchor.statement import key_hash

ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # FIPS 186-5, P-256

_WORD = 32


@dataclass(frozen=True, slots=True)
class CardProof:
    """A signature (r, s) and its key's point (x, y), 32 bytes each."""

    r: bytes
    s: bytes
    x: bytes
    y: bytes

    @classmethod
    def of(cls, signature: bytes, key: EllipticCurvePublicKey) -> CardProof:
        """The proof in a card's DER signature; a `FormatError` when that is none of P-256."""
        if not isinstance(key.curve, SECP256R1):
            raise FormatError("card key: not on P-256")
        try:
            r, s = decode_dss_signature(signature)
        except ValueError:
            raise FormatError("card signature: not the DER of two numbers") from None
        if not (0 < r < ORDER and 0 < s < ORDER):
            raise FormatError("card signature: a number out of range")
        point = key.public_numbers()
        return cls(*(number.to_bytes(_WORD, "big") for number in (r, min(s, ORDER - s), point.x, point.y)))

    @property
    def key(self) -> bytes:
        """The key's 23 bytes on chain."""
        return key_hash(self.x, self.y)

    def words(self) -> tuple[bytes, bytes, bytes, bytes]:
        """As the contracts' `Proof`."""
        return (self.r, self.s, self.x, self.y)


def card_key(key: EllipticCurvePublicKey) -> bytes:
    """The 23 bytes by which the chain knows a card's key."""
    point = key.public_numbers()
    return key_hash(point.x.to_bytes(_WORD, "big"), point.y.to_bytes(_WORD, "big"))
