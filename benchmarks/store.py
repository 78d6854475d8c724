"""Blob stores side by side at 4 kB, 1 MB and 100 MB: `python benchmarks/store.py [--in FOLDER]`.

Every put is durable when it is counted; "together" puts all of them in one call. Gets check every byte against its CID
where the store is content-addressed. Plain files and SQLite blobs are what one would write without this project: they
are synced, and check nothing.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from fhir_bridge.store.blobs import BlobStore
from fhir_bridge.store.car import CarBlocks
from fhir_bridge.store.cid import Cid

SIZES = {"4 kB": (4_096, 1_000), "1 MB": (1_000_000, 60), "100 MB": (100_000_000, 3)}


class Store(Protocol):
    """What is measured."""

    def put_many(self, blobs: Sequence[bytes]) -> list[str]:
        """Keep blobs, durable together."""

    def put(self, data: bytes) -> str:
        """Keep one blob, durable."""

    def get(self, cid: str) -> bytes:
        """Give it back."""


class Files:
    """A file a blob, synced with its folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder

    def put_many(self, blobs: Sequence[bytes]) -> list[str]:
        """One after another: files have no transaction."""
        return [self.put(blob) for blob in blobs]

    def put(self, data: bytes) -> str:
        """Write, sync, rename, sync."""
        name = str(Cid.of(data))
        with (self._folder / "new").open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        (self._folder / "new").rename(self._folder / name)
        descriptor = os.open(self._folder, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
        return name

    def get(self, cid: str) -> bytes:
        """The file."""
        return (self._folder / cid).read_bytes()


class Rows:
    """A row a blob, in SQLite with WAL and synchronous FULL."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._database = sqlite3.connect(folder / "blobs.db", isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = FULL")
        self._database.execute("CREATE TABLE blob (cid TEXT PRIMARY KEY, data BLOB) WITHOUT ROWID")

    def put_many(self, blobs: Sequence[bytes]) -> list[str]:
        """One transaction."""
        rows = [(str(Cid.of(blob)), blob) for blob in blobs]
        self._database.execute("BEGIN")
        self._database.executemany("INSERT OR IGNORE INTO blob VALUES (?, ?)", rows)
        self._database.execute("COMMIT")
        return [row[0] for row in rows]

    def put(self, data: bytes) -> str:
        """One row."""
        return self.put_many([data])[0]

    def get(self, cid: str) -> bytes:
        """The row."""
        (data,) = self._database.execute("SELECT data FROM blob WHERE cid = ?", (cid,)).fetchone()
        return bytes(data)


STORES: dict[str, Callable[[Path], Store]] = {
    "embedded CAR": lambda folder: BlobStore(CarBlocks.open(folder)),
    "plain files": Files,
    "SQLite blobs": Rows,
}


def seconds(work: Callable[[], object]) -> float:
    """How long it takes by the clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(store: Store, size: int, count: int) -> tuple[float, float, float]:
    """Blobs a second: put one by one, put together, and got."""
    singly, together = ([os.urandom(size) for _ in range(count)] for _ in range(2))
    cids: list[str] = []
    one = seconds(lambda: cids.extend(map(store.put, singly)))
    many = seconds(lambda: cids.extend(store.put_many(together)))
    got = seconds(lambda: [store.get(cid) for cid in cids[:count]])
    if [store.get(cid) for cid in cids] != singly + together:
        sys.exit("a store gave other bytes than it was given")
    return count / one, count / many, count / got


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--in", dest="place", type=Path, default=Path.cwd(), help="the disk that is measured")
    folder = Path(tempfile.mkdtemp(dir=parser.parse_args().place))
    print(
        f"{'store':14} {'blob':>7} {'put/s':>9} {'MB/s':>7} {'together/s':>11} {'MB/s':>7} {'get/s':>9} {'MB/s':>7}"
    )
    try:
        for label, (size, count) in SIZES.items():
            for name, make in STORES.items():
                rates = measure(make(folder / f"{name}-{size}"), size, count)
                cells = "".join(f"{rate:>10,.0f} {rate * size / 1e6:>7,.0f}" for rate in rates)
                print(f"{name:14} {label:>7}{cells}")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
