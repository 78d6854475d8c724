"""Where each leaf is: an index beside the log, made from its entries, never the truth.

A leaf's hash falls anywhere in an index, so that a batch would rewrite as many pages as it has leaves. What
is recent is therefore held in memory, and settles in the file one sixteenth of all hashes at a time: many
rows for each page. What a crash loses is read from the log again; where a log was put back from an older
copy, what the index has too much is dropped, or all of it when the log has gone on without it. The file needs
no sync for each commit, and may be removed.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from anchor.errors import DatabaseError

_RECENT = 2**17  # leaves held in memory, about 20 MB
_SLICES = 16  # a leaf's slice is the first four bits of its hash
_KEY = 16  # bytes of a hash that tell leaves apart: two with the same take 2^64 tries to find
_AT_ONCE = 10_000  # leaves; SQLite takes 32,766 values in one statement

_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA cache_size = -65536",  # 64 MiB
    "PRAGMA wal_autocheckpoint = 4096",  # pages, 16 MiB: a slice or two
    "PRAGMA busy_timeout = 10000",  # milliseconds
    "CREATE TABLE IF NOT EXISTS place (leaf BLOB PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS settled (slice INTEGER PRIMARY KEY, size INTEGER NOT NULL)",
)

ReadLeaves = Callable[[int, int], Sequence[bytes]]
"""The log's leaf hashes from one position up to another."""


class Places:
    """The index in one file, as one process knows it. Calls come one at a time, within `turn`."""

    def __init__(self, path: Path) -> None:
        self._name = path.name
        self._lock = threading.RLock()
        self._recent: list[dict[bytes, int]] = [{} for _ in range(_SLICES)]
        self._next_slice = 0
        with self._speaking():
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            for setting in _SETTINGS:
                self._connection.execute(setting).close()
            begun = [(number, 0) for number in range(_SLICES)]
            self._connection.executemany("INSERT OR IGNORE INTO settled VALUES (?, ?)", begun).close()
            self._settled = self._read_settled()
        self._size = min(self._settled)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One thread's turn: to find, to append to the log, and to learn what was new."""
        with self._lock, self._speaking():
            yield

    def find(self, leaves: Sequence[bytes], size: int, read: ReadLeaves) -> dict[bytes, int]:
        """The positions of those leaves that a log of `size` leaves holds."""
        if self._size > size:
            self._cut(size)
        if self._size and self._place(read(self._size - 1, self._size)[0]) != self._size - 1:
            self._cut(0)  # the log was put back, and has gone on elsewhere
        for start in range(self._size, size, _AT_ONCE):
            self._note(read(start, min(start + _AT_ONCE, size)), start)
        found, unknown = {}, {}
        for leaf in leaves:
            place = self._recent[leaf[0] >> 4].get(leaf[:_KEY])
            if place is None:
                unknown[leaf[:_KEY]] = leaf
            else:
                found[leaf] = place
        return found | {unknown[key]: place for key, place in self._look_up(list(unknown))}

    def learn(self, leaves: Sequence[bytes], size: int) -> None:
        """Take in the leaves that the log, of `size` before, has just got."""
        self._note(leaves, size)
        while sum(map(len, self._recent)) > _RECENT:
            self._settle(self._next_slice)
            self._next_slice = (self._next_slice + 1) % _SLICES

    def close(self) -> None:
        """Close the file; what is recent will be read from the log again."""
        self._connection.close()

    def _place(self, leaf: bytes) -> int | None:
        recent = self._recent[leaf[0] >> 4].get(leaf[:_KEY])
        return dict(self._look_up([leaf[:_KEY]])).get(leaf[:_KEY]) if recent is None else recent

    def _note(self, leaves: Sequence[bytes], start: int) -> None:
        for place, leaf in enumerate(leaves, start):
            number = leaf[0] >> 4
            if place >= self._settled[number]:
                self._recent[number][leaf[:_KEY]] = place
        self._size = start + len(leaves)

    def _settle(self, number: int) -> None:
        rows = sorted(self._recent[number].items())
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany("INSERT OR IGNORE INTO place VALUES (?, ?)", rows)
        self._connection.execute(
            "UPDATE settled SET size = max(size, ?) WHERE slice = ?", (self._size, number)
        )
        self._connection.execute("COMMIT")
        self._settled[number] = self._size
        self._recent[number].clear()

    def _cut(self, size: int) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("DELETE FROM place WHERE position >= ?", (size,))
        self._connection.execute("UPDATE settled SET size = min(size, ?)", (size,))
        self._connection.execute("COMMIT")
        for recent in self._recent:
            recent.clear()
        self._settled = self._read_settled()
        self._size = min(self._settled)

    def _read_settled(self) -> list[int]:
        return [size for (size,) in self._connection.execute("SELECT size FROM settled ORDER BY slice")]

    def _look_up(self, keys: Sequence[bytes]) -> Iterator[tuple[bytes, int]]:
        for start in range(0, len(keys), _AT_ONCE):
            asked = keys[start : start + _AT_ONCE]
            marks = ",".join("?" * len(asked))
            wanted = f"SELECT leaf, position FROM place WHERE leaf IN ({marks})"  # noqa: S608 -- marks alone
            yield from self._connection.execute(wanted, asked)

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise DatabaseError(
                f"{self._name}: {error} (the file may be removed: it is made again)"
            ) from error
