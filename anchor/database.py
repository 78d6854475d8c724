"""SQLite as we use it: write-ahead log, every commit through to the disk, one writer at a time, one
version.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as DriverConnection
from typing import Any

from sqlalchemy import URL, Connection, MetaData, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from anchor.errors import DatabaseError

_SETTINGS = {
    "journal_mode": "wal",
    "synchronous": "2",  # FULL: a commit that returned survives a power cut
    "foreign_keys": "1",
    "secure_delete": "1",  # what is deleted is written over
    "busy_timeout": "10000",  # milliseconds: another process may hold the writer's place
}


class Database:
    """One SQLite file with the tables of `schema`, at `version`; a file of another version is a
    `DatabaseError`.
    """

    def __init__(self, path: Path, schema: MetaData, *, version: int) -> None:
        self._name = path.name
        self._engine = create_engine(URL.create("sqlite", database=str(path)))
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)
        with self.writing() as connection:
            self._settle(connection, schema, version)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that nobody else writes beside; committed at the end, undone by an error."""
        with self._spoken_for(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that sees a single moment of the database."""
        with self._spoken_for(), self._engine.connect() as connection:
            connection.execution_options(reading=True)
            with connection.begin():
                yield connection

    def forget(self) -> bool:
        """Empty the write-ahead log, where rows deleted since may still stand; False while a reader needs it."""
        with self._spoken_for(), self._engine.connect() as connection:
            driver = connection.connection.driver_connection
            busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] if driver else 1
        return not busy

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def _spoken_for(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise DatabaseError(f"{self._name}: {error.orig}") from error

    def _settle(self, connection: Connection, schema: MetaData, version: int) -> None:
        for setting, wanted in _SETTINGS.items():
            if str(connection.execute(text(f"PRAGMA {setting}")).scalar()) != wanted:
                raise DatabaseError(f"{self._name}: {setting} cannot be set to {wanted}")
        found = connection.execute(text("PRAGMA user_version")).scalar()
        if found not in (0, version):
            raise DatabaseError(
                f"{self._name}: made by version {found} of its format, this is version {version}"
            )
        schema.create_all(connection)
        connection.execute(text(f"PRAGMA user_version = {version}"))


def _prepare(connection: DriverConnection, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
    for setting, wanted in _SETTINGS.items():
        connection.execute(f"PRAGMA {setting} = {wanted}").close()


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
