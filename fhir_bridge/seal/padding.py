"""Sizes that say little: Padmé (Nikitin et al., PETS 2019), its end marked as in ISO/IEC 7816-4.

A plaintext is followed by 80 and by zeros to padme(length + 1) bytes: at most 12 % more, and of the length no
more than O(log log n) bits are told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fhir_bridge.chunks import Piece
from fhir_bridge.seal.faults import Fault, SealTampered

_END = 0x80
_ZEROS = bytes(1 << 20)


def padme(length: int) -> int:
    """The padded length: its binary form keeps as many leading digits as the exponent has digits."""
    exponent = length.bit_length() - 1
    low_bits = max(exponent - exponent.bit_length(), 0)
    mask = (1 << low_bits) - 1
    return (length + mask) & ~mask


def padded(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, then the end mark and the zeros."""
    length = 0
    for piece in pieces:
        length += len(piece)
        yield piece
    zeros = padme(length + 1) - length - 1
    yield bytes([_END]) + _ZEROS[: min(zeros, len(_ZEROS) - 1)]
    for start in range(len(_ZEROS) - 1, zeros, len(_ZEROS)):
        yield _ZEROS[: zeros - start]


def true_length(pieces: Iterable[bytes]) -> int:
    """How many of the padded bytes are plaintext; SealTampered(PADDING) for any other end or amount of it."""
    total = end = mark = 0
    for piece in pieces:
        if content := piece.rstrip(b"\0"):
            end, mark = total + len(content), content[-1]
        total += len(piece)
    if mark != _END or total != padme(end):
        raise SealTampered(Fault.PADDING)
    return end - 1
