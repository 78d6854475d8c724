"""RSA keys that can be computed from their public half (ROCA, CVE-2017-15361): Estonia recalled 760,000 cards.

The faulty library made primes of the form k * M + (65537^a mod M), M a product of the first primes. So for each of
these primes the modulus is a power of 65537: for a sound key that is so with a chance below 2^-27.
Source: Nemec et al., "The Return of Coppersmith's Attack", CCS 2017, section 3.2.
"""

from __future__ import annotations

from functools import cache
from typing import Final

_GENERATOR: Final = 65537
_PRIMES: Final = tuple(
    p for p in range(3, 168, 2) if all(p % q for q in range(3, p, 2))
)  # M's for the least size


def is_roca(modulus: int) -> bool:
    """Whether the modulus bears the mark."""
    return all(modulus % prime in _powers(prime) for prime in _PRIMES)


@cache
def _powers(prime: int) -> frozenset[int]:
    return frozenset(pow(_GENERATOR, exponent, prime) for exponent in range(prime))
