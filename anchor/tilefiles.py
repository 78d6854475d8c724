"""A log as files that any web server can serve: C2SP tlog-tiles.

    checkpoint                    the note signed last
    tile/0/x001/234               256 hashes of level 0, tile number 1234
    tile/0/x001/235.p/17          the partial tile at the right edge, 17 hashes wide
    tile/entries/x001/234         the entries below it, each behind its length in 16 bits

Full tiles never change: what is there is left alone, so that a scheduled export writes only what is new. The
checkpoint comes last, when everything it speaks of is there. Entries are salted commitments: whoever mirrors
them learns how many there are.

Source: c2sp.org/tlog-tiles.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from anchor.errors import LogError
from anchor.logstore import LogRows, join_entries, split_entries
from anchor.spelling import HASH_SIZE
from anchor.tiles import TILE_WIDTH


def tile_files(rows: LogRows, size: int) -> Iterator[tuple[str, bytes]]:
    """The path and content of every tile and bundle of the tree at a size."""
    level, width = 0, size
    while width:
        for number, filled in _tiles(width):
            yield _path(str(level), number, filled), rows.tile(level, number)[: filled * HASH_SIZE]
            if level == 0:
                yield _path("entries", number, filled), join_entries(rows.bundle(number)[:filled])
        level, width = level + 1, width // TILE_WIDTH


def export(rows: LogRows, checkpoint: str, size: int, folder: Path) -> int:
    """Write the tree at a size with its checkpoint into a folder; how many files were new."""
    written = 0
    for name, content in tile_files(rows, size):
        path = folder / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _replace(path, content)
            written += 1
    folder.mkdir(parents=True, exist_ok=True)
    _replace(folder / "checkpoint", checkpoint.encode())
    return written


def read_checkpoint(folder: Path) -> str:
    """The note that a mirror serves; whose it is, its reader checks."""
    try:
        return (folder / "checkpoint").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise LogError("the mirror has no checkpoint that can be read") from None


def mirrored_entries(folder: Path, size: int) -> Iterator[list[bytes]]:
    """The entries of a tree of that size as a mirror holds them, bundle by bundle; nothing is checked."""
    for number, filled in _tiles(size):
        path = folder / _path("entries", number, filled)
        try:
            entries = split_entries(path.read_bytes())
        except OSError as error:
            raise LogError(f"{path.name}: cannot be read ({error.strerror})") from None
        if len(entries) != filled:
            raise LogError(f"bundle {number} of the mirror does not hold {filled} entries")
        yield entries


def _tiles(width: int) -> Iterator[tuple[int, int]]:
    full, rest = divmod(width, TILE_WIDTH)
    yield from ((number, TILE_WIDTH) for number in range(full))
    if rest:
        yield full, rest


def _path(level: str, number: int, width: int) -> str:
    digits = str(number).zfill(-(-len(str(number)) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    place = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return f"tile/{level}/{place}" + (f".p/{width}" if width < TILE_WIDTH else "")


def _replace(path: Path, content: bytes) -> None:
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(content)
    fresh.replace(path)
