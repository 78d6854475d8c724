"""The peaks of an RFC 6962 tree: what of it must be known to go on with it.

A tree of 11 leaves is perfect trees of 8, 2 and 1: their roots are its peaks, all that later leaves are hashed with.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from anchor.checkpoint import TreeHead
from anchor.errors import FormatError
from anchor.merkle import node_hash, root
from anchor.spelling import HASH_SIZE
from anchor.tiles import split_hashes


@dataclass(frozen=True, slots=True)
class Peaks:
    """The peaks of a tree of so many leaves, the largest first: one for each bit of its size."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def grown(self, leaves: Iterable[bytes]) -> Peaks:
        """Those of the tree with these leaf hashes behind its own."""
        size, hashes = self.size, list(self.hashes)
        for leaf in leaves:
            hashes.append(leaf)
            size += 1
            for _ in range((size & -size).bit_length() - 1):
                right = hashes.pop()
                hashes.append(node_hash(hashes.pop(), right))
        return Peaks(size, tuple(hashes))

    def head(self) -> TreeHead:
        """Size and root."""
        if not self.hashes:
            return TreeHead(0, root([]))
        return TreeHead(self.size, reduce(lambda right, left: node_hash(left, right), reversed(self.hashes)))

    def __bytes__(self) -> bytes:
        """Size in 8 bytes, and the hashes."""
        return self.size.to_bytes(8, "big") + b"".join(self.hashes)

    @classmethod
    def parse(cls, data: bytes) -> Peaks:
        """What `bytes` wrote; a FormatError for anything else."""
        size = int.from_bytes(data[:8], "big")
        if len(data) != 8 + size.bit_count() * HASH_SIZE:
            raise FormatError("peaks: not as many as their size has bits")
        return cls(size, tuple(split_hashes(data[8:])))
