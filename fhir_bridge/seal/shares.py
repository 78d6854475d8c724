"""An epoch key in n shares, any k of which give it back and fewer of which say nothing (Shamir, CACM 1979).

    fa-share-1 c7da6e787242d2fb 5d02a1b9 3 2 00c1...e4 9f31c07a
               epoch id         split    k number value 33 bytes, first 4 bytes of SHA-256 of all before

The shares are kept offline by different people. Values are points of a polynomial over the integers modulo 2^256 + 297,
the least prime above 2^256, whose value at 0 is the key. What comes out is checked against the epoch's id.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from fhir_bridge.seal.faults import Fault, SealTampered
from fhir_bridge.seal.keyring import epoch_id
from fhir_bridge.seal.secret import KEY_BYTES, Secret

LEAST, MOST = 2, 255
_PRIME = 2**256 + 297
_VALUE_BYTES = 33
_SPELLING = re.compile(
    r"fa-share-1 (?P<epoch>[0-9a-f]{16}) (?P<split>[0-9a-f]{8}) (?P<needed>[1-9]\d{0,2}) (?P<number>[1-9]\d{0,2}) "
    r"(?P<value>0[01][0-9a-f]{64}) [0-9a-f]{8}\n",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Share:
    """One share; `str` writes the line that is printed and kept."""

    epoch: str
    split: str
    needed: int
    number: int
    value: int = field(repr=False)

    @classmethod
    def parse(cls, line: str) -> Self:
        """The share that a line spells; SealTampered(SHARE) for any other spelling or a changed digit."""
        found = _SPELLING.fullmatch(line)
        if found is None:
            raise SealTampered(Fault.SHARE)
        value = int(found["value"], 16)
        share = cls(found["epoch"], found["split"], int(found["needed"]), int(found["number"]), value)
        if str(share) != line:
            raise SealTampered(Fault.SHARE)
        return share

    def __str__(self) -> str:
        value = self.value.to_bytes(_VALUE_BYTES, "big").hex()
        body = f"fa-share-1 {self.epoch} {self.split} {self.needed} {self.number} {value} "
        return body + hashlib.sha256(body.encode()).hexdigest()[:8] + "\n"


def split(key: Secret, *, needed: int, shares: int) -> list[Share]:
    """The key in so many shares; ValueError unless 2 <= needed <= shares <= 255."""
    if not LEAST <= needed <= shares <= MOST:
        raise ValueError(f"{needed} of {shares} shares cannot be made: {LEAST} <= needed <= shares <= {MOST}")
    name, epoch = secrets.token_hex(4), epoch_id(key)
    secret = int.from_bytes(key.reveal(), "big")
    coefficients = [secret, *(secrets.randbelow(_PRIME) for _ in range(needed - 1))]
    return [Share(epoch, name, needed, x, _polynomial(coefficients, x)) for x in range(1, shares + 1)]


def join(shares: Sequence[Share]) -> Secret:
    """The key. SealTampered(SHARES) for too few, for shares of two splits, or where another key comes out."""
    points = {share.number: share.value for share in shares}
    kinds = {(share.epoch, share.split, share.needed) for share in shares}
    if len(kinds) != 1 or len(points) != len(shares) or len(points) < shares[0].needed:
        raise SealTampered(Fault.SHARES)
    value = _at_zero(points)
    if value >> 8 * KEY_BYTES:
        raise SealTampered(Fault.SHARES)
    key = Secret(value.to_bytes(KEY_BYTES, "big"))
    if epoch_id(key) != shares[0].epoch:
        raise SealTampered(Fault.SHARES)
    return key


def _polynomial(coefficients: Sequence[int], x: int) -> int:
    value = 0
    for coefficient in reversed(coefficients):
        value = (value * x + coefficient) % _PRIME
    return value


def _at_zero(points: dict[int, int]) -> int:
    """Lagrange's interpolation at 0."""
    total = 0
    for x, value in points.items():
        above = below = 1
        for other in points.keys() - {x}:
            above, below = above * other % _PRIME, below * (other - x) % _PRIME
        total += value * above * pow(below, -1, _PRIME)
    return total % _PRIME
