"""Where each leaf is: an index beside the log, made from its entries, never the truth.

A leaf's hash falls anywhere in the index, so a batch touches as many pages as it has leaves, and writing
pages is what it costs. Hence a file of its own, with small pages, and without a sync for each commit: after a
power cut it may lack the last batches, which are read from the log again. The log commits first, inside the
index's own transaction, so that the index is never ahead of it; where a log was put back from an older copy,
what the index has too much is dropped.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from anchor.errors import DatabaseError

_SETTINGS = (
    "PRAGMA page_size = 1024",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA cache_size = -65536",  # 64 MiB
    "PRAGMA wal_autocheckpoint = 65536",  # pages, 64 MiB: most are written several times before they move
    "PRAGMA busy_timeout = 10000",  # milliseconds
    "CREATE TABLE IF NOT EXISTS place (leaf BLOB PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS known (only INTEGER PRIMARY KEY CHECK (only = 0), size INTEGER NOT NULL)",
    "INSERT OR IGNORE INTO known VALUES (0, 0)",
)
_AT_ONCE = 10_000  # leaves; SQLite takes 32,766 values in one statement

ReadLeaves = Callable[[int, int], Sequence[bytes]]
"""The log's leaf hashes from one position up to another."""


class Places:
    """The index in one file, for one writer at a time."""

    def __init__(self, path: Path) -> None:
        self._name = path.name
        self._turn = threading.RLock()
        with self._speaking():
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            for setting in _SETTINGS:
                self._connection.execute(setting).close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction, within which the log's own commits; undone by an error."""
        with self._turn, self._speaking():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def take(self, leaves: Sequence[bytes], size: int, read: ReadLeaves) -> dict[bytes, int]:
        """The position of each leaf in a log that has `size` leaves; new ones take the next positions, in
        order.
        """
        self._catch_up(size, read)
        fresh = list(dict.fromkeys(leaves))
        self._connection.execute("SAVEPOINT fresh")
        if self._insert(fresh, size) == len(fresh):
            return {leaf: size + i for i, leaf in enumerate(fresh)}
        self._connection.execute("ROLLBACK TO fresh")
        found = self._find(fresh)
        new = [leaf for leaf in fresh if leaf not in found]
        self._insert(new, size)
        return found | {leaf: size + i for i, leaf in enumerate(new)}

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _catch_up(self, size: int, read: ReadLeaves) -> None:
        (known,) = self._connection.execute("SELECT size FROM known").fetchone()
        if known > size:
            self._connection.execute("DELETE FROM place WHERE position >= ?", (size,))
        for start in range(known, size, _AT_ONCE):
            self._insert(read(start, min(start + _AT_ONCE, size)), start)

    def _insert(self, leaves: Sequence[bytes], size: int) -> int:
        rows = sorted(zip(leaves, range(size, size + len(leaves)), strict=True))  # neighbours share pages
        done = self._connection.executemany("INSERT OR IGNORE INTO place VALUES (?, ?)", rows)
        self._connection.execute("UPDATE known SET size = ?", (size + len(leaves),))
        return done.rowcount if rows else 0

    def _find(self, leaves: Sequence[bytes]) -> dict[bytes, int]:
        found: dict[bytes, int] = {}
        for start in range(0, len(leaves), _AT_ONCE):
            asked = leaves[start : start + _AT_ONCE]
            marks = ",".join("?" * len(asked))
            wanted = f"SELECT leaf, position FROM place WHERE leaf IN ({marks})"  # noqa: S608 -- marks alone
            found |= dict(self._connection.execute(wanted, asked))
        return found

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise DatabaseError(
                f"{self._name}: {error} (the file may be removed: it is made again)"
            ) from error
