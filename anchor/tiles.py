"""A Merkle tree kept as tiles of 256 hashes: level 0 holds the leaves' hashes, each level above the roots of
full tiles.

Full tiles never change and partial ones only grow, so a tree can be read at every size it ever had. Any node,
root or proof takes one tile a level. The tiles are those that C2SP tlog-tiles serves.

Source: RFC 6962 section 2.1, c2sp.org/tlog-tiles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, reduce

from anchor import merkle
from anchor.errors import LogError
from anchor.spelling import HASH_SIZE

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT

ReadTile = Callable[[int, int], bytes]
"""The hashes of the tile at (level, number), as many as there are."""


class Tiles:
    """The tree behind a reader of tiles, at one moment."""

    def __init__(self, read: ReadTile) -> None:
        self._hashes = cache(lambda level, number: split_hashes(read(level, number)))

    def root(self, size: int) -> bytes:
        """The root when the tree had `size` leaves."""
        return self._hash(0, size) if size else merkle.root([])

    def inclusion(self, index: int, size: int) -> tuple[bytes, ...]:
        """The path from a leaf to the root at `size`, from the leaf upwards (RFC 6962 section 2.1.1)."""
        if not 0 <= index < size:
            raise LogError("no such leaf in a tree of that size")
        start, stop, path = 0, size, []
        while stop - start > 1:
            middle = start + _split(stop - start)
            if index < middle:
                path.append(self._hash(middle, stop))
                stop = middle
            else:
                path.append(self._hash(start, middle))
                start = middle
        return tuple(reversed(path))

    def consistency(self, old: int, size: int) -> tuple[bytes, ...]:
        """The proof that the tree at `size` begins with the tree at `old` (RFC 6962 section 2.1.2)."""
        if not 0 < old <= size:
            raise LogError("no such pair of sizes")
        start, stop, path = 0, size, []
        while stop != old:
            middle = start + _split(stop - start)
            if old <= middle:
                path.append(self._hash(middle, stop))
                stop = middle
            else:
                path.append(self._hash(start, middle))
                start = middle
        if start:
            path.append(self._hash(start, stop))
        return tuple(reversed(path))

    def _hash(self, start: int, stop: int) -> bytes:
        nodes = []
        while start < stop:
            height = (stop - start).bit_length() - 1
            nodes.append(self._node(height, start >> height))
            start += 1 << height
        return reduce(lambda right, left: merkle.node_hash(left, right), reversed(nodes))

    def _node(self, height: int, number: int) -> bytes:
        level, within = divmod(height, TILE_HEIGHT)
        tile, first = divmod(number << within, TILE_WIDTH)
        hashes = self._hashes(level, tile)[first : first + (1 << within)]
        if len(hashes) != 1 << within:
            raise LogError(f"tile {tile} of level {level} lacks hashes that the tree's size asks for")
        return merkle.root(hashes) if within else hashes[0]


def grown(size: int, hashes: Sequence[bytes], read: ReadTile) -> Iterator[tuple[int, int, bytes]]:
    """The tiles (level, number, hashes) that change when leaf hashes are added to a tree of `size` leaves."""
    level = 0
    while hashes:
        first, filled = divmod(size, TILE_WIDTH)
        begun = read(level, first)[: filled * HASH_SIZE] if filled else b""
        tiles = list(_cut(begun + b"".join(hashes)))
        yield from ((level, first + i, tile) for i, tile in enumerate(tiles))
        hashes = [merkle.root(split_hashes(tile)) for tile in tiles if len(tile) == TILE_WIDTH * HASH_SIZE]
        size, level = first, level + 1


def split_hashes(tile: bytes) -> list[bytes]:
    """The hashes of a tile, one by one."""
    return [tile[at : at + HASH_SIZE] for at in range(0, len(tile), HASH_SIZE)]


def _cut(hashes: bytes) -> Iterator[bytes]:
    step = TILE_WIDTH * HASH_SIZE
    return (hashes[at : at + step] for at in range(0, len(hashes), step))


def _split(size: int) -> int:
    return 1 << ((size - 1).bit_length() - 1)  # the largest power of two below `size`
