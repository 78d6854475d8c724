"""The index of the embedded store: where each block lies. It holds nothing that the segments do not say.

It is therefore committed without a sync of its own (WAL, synchronous NORMAL): after a power cut it may be behind the
segments but never ahead of them, and what it lacks is read from them again.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from fhir_bridge.errors import Unavailable
from fhir_bridge.store.carsegment import Section
from fhir_bridge.store.cid import Cid
from fhir_bridge.store.faults import StoreFull

_SCHEMA = """
CREATE TABLE IF NOT EXISTS segment (id INTEGER PRIMARY KEY, size INTEGER NOT NULL, slots INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS file (id INTEGER PRIMARY KEY, root BLOB NOT NULL UNIQUE, segment INTEGER NOT NULL,
                                 slot INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS block (cid BLOB NOT NULL, file INTEGER NOT NULL REFERENCES file ON DELETE CASCADE,
                                  place INTEGER NOT NULL, length INTEGER NOT NULL,
                                  PRIMARY KEY (cid, file)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS block_of_file ON block (file);
"""


@dataclass(frozen=True, slots=True)
class Segment:
    """How much of a segment is known: its size, and how many slots it has given out."""

    id: int
    size: int
    slots: int


@dataclass(frozen=True, slots=True)
class File:
    """A file in a segment: its root, the root's slot, and where its blocks lie."""

    root: Cid
    slot: int
    sections: tuple[Section, ...]


class Index:
    """One SQLite file. One connection writes, another reads beside it."""

    def __init__(self, writer: sqlite3.Connection, reader: sqlite3.Connection, path: Path) -> None:
        self._writer = writer
        self._reader = reader
        self._reading = threading.Lock()
        self._path = path

    @classmethod
    def open(cls, path: Path) -> Self:
        """The index at `path`, an empty one where there is none or what lies there is no index."""
        try:
            return cls(_connect(path), _connect(path), path)
        except sqlite3.OperationalError as error:
            raise _failure(error, path) from error
        except sqlite3.DatabaseError:
            for suffix in ("", "-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            return cls(_connect(path), _connect(path), path)

    def segments(self) -> dict[int, Segment]:
        """What is known of each segment."""
        rows = self._rows("SELECT id, size, slots FROM segment")
        return {row[0]: Segment(*row) for row in rows}

    def find(self, cid: Cid) -> tuple[int, Section] | None:
        """(segment, section) of a block."""
        query = (
            "SELECT segment, place, length FROM block JOIN file ON file.id = block.file WHERE cid = ? LIMIT 1"
        )
        rows = self._rows(query, bytes(cid))
        return (rows[0][0], Section(cid, *rows[0][1:])) if rows else None

    def file(self, root: Cid) -> tuple[int, int] | None:
        """(segment, slot) of a file."""
        rows = self._rows("SELECT segment, slot FROM file WHERE root = ?", bytes(root))
        return (rows[0][0], rows[0][1]) if rows else None

    def sections(self, root: Cid) -> list[Section]:
        """Where the blocks of a file lie."""
        query = "SELECT block.cid, place, length FROM block JOIN file ON file.id = block.file WHERE root = ?"
        with self._reading:
            rows = self._reader.execute(query, (bytes(root),)).fetchall()
        return [Section(Cid.from_bytes(cid), place, length) for cid, place, length in rows]

    def add(self, segment: Segment, files: Sequence[File]) -> None:
        """These files lie in this segment, which is now so large; all of it or nothing."""
        with self._transaction():
            self._writer.execute(
                "INSERT OR REPLACE INTO segment VALUES (?, ?, ?)", (segment.id, segment.size, segment.slots)
            )
            for file in files:
                place = (bytes(file.root), segment.id, file.slot)
                row = self._writer.execute(
                    "INSERT INTO file (root, segment, slot) VALUES (?, ?, ?)", place
                ).lastrowid
                found = [(bytes(each.cid), row, each.offset, each.length) for each in file.sections]
                self._writer.executemany("INSERT OR IGNORE INTO block VALUES (?, ?, ?, ?)", found)

    def remove(self, root: Cid) -> None:
        """A file is no longer kept; synced when this returns."""
        with self._transaction():
            self._writer.execute("DELETE FROM file WHERE root = ?", (bytes(root),))
        self._writer.execute("PRAGMA wal_checkpoint(FULL)").fetchall()

    def close(self) -> None:
        """Close both connections."""
        self._writer.close()
        self._reader.close()

    def _rows(self, query: str, *values: bytes) -> list[tuple[int, ...]]:
        with self._reading:
            try:
                return self._reader.execute(query, values).fetchall()
            except sqlite3.Error as error:
                raise _failure(error, self._path) from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            with self._writer:
                self._writer.execute("BEGIN IMMEDIATE")
                yield
        except sqlite3.Error as error:
            raise _failure(error, self._path) from error


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.executescript(_SCHEMA)
    return connection


def _failure(error: sqlite3.Error, path: Path) -> Unavailable:
    if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
        return StoreFull(path.parent)
    return Unavailable(f"the index {path} cannot be used: {error}")
