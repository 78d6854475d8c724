"""SQLite as we use it: write-ahead log, every commit through to the disk, one writer at a time, one
version.
"""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as DriverConnection
from sqlite3 import Error as DriverError
from typing import Any

from sqlalchemy import URL, Connection, MetaData, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from anchor.errors import DatabaseError

_SETTINGS = {
    "journal_mode": "wal",
    "synchronous": "2",  # FULL: a commit that returned survives a power cut
    "foreign_keys": "1",
    "secure_delete": "1",  # what is deleted is written over
    "wal_autocheckpoint": "4096",  # pages: what is written and soon deleted is then seldom copied out of the log
    "busy_timeout": "10000",  # milliseconds: another process may hold the writer's place
}
_KEPT_OPEN = 16  # connections: to open one takes longer than most transactions


class SqliteDatabase:
    """One SQLite file with these tables, at `version`; a file of another version is a `DatabaseError`."""

    def __init__(
        self,
        path: Path,
        tables: MetaData,
        *,
        version: int,
        upgrade: Callable[[Connection, int], None] | None = None,
    ) -> None:
        self._path = path
        self._upgrade = upgrade
        self._turn = threading.RLock()  # threads take turns here: SQLite lets those that wait sleep
        # whoever comes next gets the connection that was used last: its pages are in memory
        where = URL.create("sqlite", database=str(path))
        self._engine = create_engine(where, pool_size=_KEPT_OPEN, pool_use_lifo=True)
        event.listen(self._engine, "connect", _prepare)
        try:
            with self.writing() as connection:
                self._settle(connection, tables, version)
        except DatabaseError:
            self.close()
            raise

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that nobody else writes beside."""
        with self._turn, self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    sharing = writing  # one writer at a time is all that SQLite has

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that sees a single moment of the database."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def alone(self, name: str) -> Iterator[bool]:
        """Whether nobody else is within this name: a lock on a file beside, which a death lets go."""
        with self._path.with_suffix(f".{name}.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def forget(self) -> bool:
        """Empty the write-ahead log, where rows deleted since may still stand; False while a reader needs it."""
        with self._spoken_for(), self._engine.connect() as connection:
            driver = connection.connection.driver_connection
            busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] if driver else 1
        return not busy

    def fault(self) -> str | None:
        """What SQLite finds wrong with the file's pages, if anything."""
        with self.reading() as connection:
            found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        return None if found == "ok" else str(found)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Connection]:
        """Begun by the driver itself: a listener of SQLAlchemy's makes every statement take longer."""
        with self._spoken_for(), self._engine.begin() as connection:
            if driver := connection.connection.driver_connection:
                driver.execute(begin).close()
            yield connection

    @contextmanager
    def _spoken_for(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise DatabaseError(f"{self._path.name}: {error.orig}") from error
        except DriverError as error:
            raise DatabaseError(f"{self._path.name}: {error}") from error

    def _settle(self, connection: Connection, tables: MetaData, version: int) -> None:
        name = self._path.name
        for setting, wanted in _SETTINGS.items():
            if str(connection.execute(text(f"PRAGMA {setting}")).scalar()) != wanted:
                raise DatabaseError(f"{name}: {setting} cannot be set to {wanted}")
        found = int(connection.execute(text("PRAGMA user_version")).scalar_one())
        if self._upgrade and 0 < found < version:
            self._upgrade(connection, found)
        elif found not in (0, version):
            raise DatabaseError(f"{name}: made by version {found} of its format, this is version {version}")
        tables.create_all(connection)
        connection.execute(text(f"PRAGMA user_version = {version}"))


def _prepare(connection: DriverConnection, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
    for setting, wanted in _SETTINGS.items():
        connection.execute(f"PRAGMA {setting} = {wanted}").close()
