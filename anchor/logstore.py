"""Where a log lies: entries in bundles of 256, hashes in tiles, the checkpoints signed so far, and where they
stand.

Rows are few and large (two for 256 entries), so that batches are fast and a proof reads one row a level. A single entry
may be one small row first (`entered`), and comes into bundle and tiles with others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    LargeBinary,
    String,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from anchor import merkle
from anchor.database import open_database, put
from anchor.entered import SCHEMA, EnteredRows
from anchor.errors import LogError
from anchor.spelling import HASH_SIZE
from anchor.tiles import TILE_WIDTH, Tiles, grown, split_hashes

VERSION = 2
MAX_ENTRY = 65535  # bytes: tlog-tiles gives an entry's length in 16 bits

_log = Table(
    "log", SCHEMA, Column("origin", String, primary_key=True), Column("size", BigInteger, nullable=False)
)
_tile = Table(
    "tile",
    SCHEMA,
    Column("level", Integer, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("hashes", LargeBinary, nullable=False),
)
_bundle = Table(
    "bundle",
    SCHEMA,
    Column("number", BigInteger, primary_key=True),
    Column("entries", LargeBinary, nullable=False),
)
_checkpoint = Table(
    "checkpoint",
    SCHEMA,
    Column("size", BigInteger, primary_key=True),
    Column("note", String, nullable=False),
)
_reference = Table(
    "reference",
    SCHEMA,
    Column("size", BigInteger, primary_key=True),
    Column("note", String, nullable=False),
)
_cosignature = Table(
    "cosignature",
    SCHEMA,
    Column("size", BigInteger, primary_key=True),
    Column("witness", String, primary_key=True),
    Column("line", String, nullable=False),
)
# Written once: a proof reads a handful of tiles, and writing the question took as long as the answer.
_one_tile = select(_tile.c.hashes).where(
    _tile.c.level == bindparam("at"), _tile.c.number == bindparam("place")
)
_one_bundle = select(_bundle.c.entries).where(_bundle.c.number == bindparam("place"))
_size = select(_log.c.size)
_grow = update(_log).values(size=bindparam("grown"))


class LogStore:
    """The tables of one log, named by its origin."""

    def __init__(self, where: Path | str, origin: str) -> None:
        self._database = open_database(where, SCHEMA, name="log", version=VERSION, upgrade=_upgrade)
        with self._database.writing() as connection:
            found = connection.execute(select(_log.c.origin)).scalar()
            if found is None:
                connection.execute(insert(_log).values(origin=origin, size=0))
        if found not in (None, origin):
            self.close()
            raise LogError("the database holds the log of another name than its key")

    @contextmanager
    def writing(self) -> Iterator[LogRows]:
        """The rows, for one writer, in one transaction."""
        with self._database.writing() as connection:
            yield LogRows(connection)

    @contextmanager
    def sharing(self) -> Iterator[LogRows]:
        """The rows, for those who only enter, in one transaction."""
        with self._database.sharing() as connection:
            yield LogRows(connection)

    @contextmanager
    def reading(self) -> Iterator[LogRows]:
        """The rows as they are at one moment."""
        with self._database.reading() as connection:
            yield LogRows(connection)

    def close(self) -> None:
        """Close the database."""
        self._database.close()


class LogRows:
    """A log's rows within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.entered = EnteredRows(connection)

    def size(self) -> int:
        """How many entries there are."""
        return int(self._connection.execute(_size).scalar_one())

    def tiles(self) -> Tiles:
        """The tree."""
        return Tiles(self.tile)

    def tile(self, level: int, number: int) -> bytes:
        """The hashes of a tile, as many as there are."""
        return bytes(self._connection.scalar(_one_tile, {"at": level, "place": number}) or b"")

    def bundle(self, number: int) -> list[bytes]:
        """The entries that the tile of level 0 with this number speaks of."""
        return split_entries(self._joined(number))

    def leaves(self, start: int, stop: int) -> list[bytes]:
        """The leaf hashes from one position up to another."""
        tiles = range(start // TILE_WIDTH, -(-stop // TILE_WIDTH))
        hashes = b"".join(self.tile(0, number) for number in tiles)
        first = start // TILE_WIDTH * TILE_WIDTH
        return split_hashes(hashes[(start - first) * HASH_SIZE : (stop - first) * HASH_SIZE])

    def add(self, entries: Mapping[bytes, bytes], *, size: int) -> None:
        """Add entries that are not there yet, by their leaf hashes, in order, to those `size` that are."""
        tiles = grown(size, list(entries), self.tile)
        rows = [{"level": one[0], "number": one[1], "hashes": one[2]} for one in tiles]
        put(self._connection, _tile, rows)
        put(self._connection, _bundle, self._bundles(size, list(entries.values())))
        self._connection.execute(_grow, {"grown": size + len(entries)})

    def last_checkpoint(self) -> str | None:
        """The note signed last."""
        wanted = select(_checkpoint.c.note).order_by(_checkpoint.c.size.desc()).limit(1)
        return self._connection.execute(wanted).scalar()

    def checkpoint(self, size: int) -> str | None:
        """The note signed at a size."""
        return self._connection.execute(select(_checkpoint.c.note).where(_checkpoint.c.size == size)).scalar()

    def checkpoints(self) -> list[str]:
        """Every note signed, smallest first."""
        return list(
            self._connection.execute(select(_checkpoint.c.note).order_by(_checkpoint.c.size)).scalars()
        )

    def keep_checkpoint(self, size: int, note: str) -> None:
        """Keep a note; there is one for a size, for ever."""
        self._connection.execute(insert(_checkpoint).values(size=size, note=note))

    def cosignatures(self, size: int) -> list[str]:
        """The signature lines of witnesses below the note that was signed at a size."""
        wanted = select(_cosignature.c.line).where(_cosignature.c.size == size)
        return list(self._connection.execute(wanted.order_by(_cosignature.c.witness)).scalars())

    def cosigned_by(self, witness: str) -> int:
        """The largest size that a witness cosigned; 0 before the first."""
        wanted = select(func.max(_cosignature.c.size)).where(_cosignature.c.witness == witness)
        return int(self._connection.execute(wanted).scalar() or 0)

    def keep_cosignature(self, size: int, witness: str, line: str) -> None:
        """Keep a witness's line, in place of an earlier one."""
        put(self._connection, _cosignature, [{"size": size, "witness": witness, "line": line}])

    def reference(self, *, above: int) -> tuple[int, str] | None:
        """The smallest size above a number at which the log stands on a chain, and the note that says
        where.
        """
        wanted = select(_reference).where(_reference.c.size > above).order_by(_reference.c.size).limit(1)
        row = self._connection.execute(wanted).one_or_none()
        return (row.size, row.note) if row else None

    def last_reference(self, *, below: int | None = None) -> tuple[int, str] | None:
        """The largest size (below a number, where one is given) that stands on a chain, and the note that
        says where.
        """
        wanted = select(_reference).order_by(_reference.c.size.desc()).limit(1)
        if below is not None:
            wanted = wanted.where(_reference.c.size < below)
        row = self._connection.execute(wanted).one_or_none()
        return (row.size, row.note) if row else None

    def keep_reference(self, size: int, note: str | None) -> None:
        """Keep the note that says where a size stands, in place of an earlier one; None when it stands
        nowhere.
        """
        self._connection.execute(delete(_reference).where(_reference.c.size == size))
        if note is not None:
            self._connection.execute(insert(_reference).values(size=size, note=note))

    def _joined(self, number: int) -> bytes:
        return bytes(self._connection.scalar(_one_bundle, {"place": number}) or b"")

    def _bundles(self, size: int, entries: list[bytes]) -> list[dict[str, object]]:
        first, filled = divmod(size, TILE_WIDTH)
        cuts = range(-filled, len(entries), TILE_WIDTH)
        joined = [join_entries(entries[max(at, 0) : at + TILE_WIDTH]) for at in cuts]
        if filled:
            joined[0] = self._joined(first) + joined[0]
        return [{"number": first + i, "entries": one} for i, one in enumerate(joined)]


def join_entries(entries: list[bytes]) -> bytes:
    """A bundle: each entry behind its length in 16 bits."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def split_entries(bundle: bytes) -> list[bytes]:
    """The entries of a bundle."""
    entries, at = [], 0
    while at < len(bundle):
        start = at + 2
        at = start + int.from_bytes(bundle[at:start], "big")
        entries.append(bundle[start:at])
    return entries


def leaf_hashes(entries: Sequence[bytes]) -> list[bytes]:
    """The RFC 6962 leaf hashes of entries; an entry that no bundle can hold is refused."""
    if any(len(entry) > MAX_ENTRY for entry in entries):
        raise LogError(f"an entry is longer than {MAX_ENTRY} bytes")
    return merkle.leaf_hashes(entries)


def _upgrade(_connection: Connection, _found: int) -> None:
    """1 to 2: `entered`, which is made where it is missing. A program of before would not take from it."""
