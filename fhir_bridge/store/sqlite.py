"""A SQLite file that is durable, shown rather than hoped: WAL and synchronous FULL are set, read back and compared."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry

from fhir_bridge.errors import FolderFault

FULL = 2
BUSY_MS = 10_000


def open_engine(path: Path) -> Engine:
    """An engine over the file at `path`, every connection of which is WAL, FULL and checks foreign keys."""
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", _durable)
    event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes: committed and synced when the block ends, or none of it."""
    with _refusing(engine), engine.begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view; it waits for no writer."""
    with _refusing(engine), engine.connect().execution_options(reading=True) as connection:
        yield connection


@contextmanager
def _refusing(engine: Engine) -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        path = engine.url.database
        raise FolderFault(f"{path} cannot be used ({error.orig}); free space or restore it, then try again") from error


def _durable(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    (synchronous,) = connection.execute("PRAGMA synchronous").fetchone()
    if (mode, synchronous) != ("wal", FULL):
        raise FolderFault(f"SQLite gives journal_mode={mode}, synchronous={synchronous}; WAL and FULL are required")


def _begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
