"""Whether what a log has stored adds up: recomputed from the entries before anything is signed, and by the scrub."""

from __future__ import annotations

from anchor import merkle
from anchor.checkpoint import TreeHead
from anchor.errors import LogError
from anchor.logstore import LogRows, leaf_hashes
from anchor.tiles import TILE_WIDTH, split_hashes


def head_of(rows: LogRows, size: int) -> TreeHead:
    """The tree as it was at a size."""
    return TreeHead(size, rows.tiles().root(size))


def check_continues(rows: LogRows, head: TreeHead, earlier: TreeHead) -> None:
    """Raise a `LogError` when a tree does not begin with an earlier one."""
    if earlier.size > head.size:
        raise LogError(
            f"entries are lost: the log holds {head.size}, but {earlier.size} were signed or published"
        )
    if rows.tiles().root(earlier.size) != earlier.root:
        raise LogError(f"the log's first {earlier.size} entries are not those that were signed or published")


def recompute(rows: LogRows, *, since: int, size: int) -> None:
    """Raise a `LogError` when what is stored between two sizes does not follow from the entries, level by level."""
    level, begin, end = 0, since, size
    while end:
        for number in range(begin // TILE_WIDTH, -(-end // TILE_WIDTH)):
            first = number * TILE_WIDTH
            start, stop = max(begin, first), min(end, first + TILE_WIDTH)
            stored = split_hashes(rows.tile(level, number))[start - first : stop - first]
            if stored != _below(rows, level, start, stop):
                raise LogError(f"tile {number} of level {level} is not what lies below it")
        level, begin, end = level + 1, begin // TILE_WIDTH, end // TILE_WIDTH


def _below(rows: LogRows, level: int, start: int, stop: int) -> list[bytes]:
    if level == 0:
        number, within = divmod(start, TILE_WIDTH)
        return leaf_hashes(rows.bundle(number)[within : within + stop - start])
    tiles = (split_hashes(rows.tile(level - 1, child)) for child in range(start, stop))
    return [merkle.root(tile) if len(tile) == TILE_WIDTH else b"" for tile in tiles]
