"""PostgreSQL as we use it: a schema for each database of ours, every commit through to the disk, one version.

Writers take turns by an advisory lock of their schema, which the server lets go when a transaction ends or its
client dies. psycopg is loaded by the first URL that asks for it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    Table,
    create_engine,
    func,
    insert,
    inspect,
    make_url,
    select,
    text,
    update,
)
from sqlalchemy.engine import Engine
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from anchor.errors import DatabaseError, DatabaseUnavailableError

_ASKED: Final = {
    "synchronous_commit": "on",  # a commit that returned survives a power cut
    "TimeZone": "UTC",  # times are kept without a zone
    "lock_timeout": "10s",  # another client may hold the writer's place
}
_NEEDED: Final = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "server_encoding": "UTF8",
}
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")

_format = MetaData()
_version = Table("format", _format, Column("version", Integer, nullable=False))


class PostgresDatabase:
    """One schema with these tables, at `version`; a schema of another version, or a server that may lose
    commits, is a `DatabaseError`.
    """

    def __init__(
        self,
        url: str,
        tables: MetaData,
        *,
        name: str,
        version: int,
        upgrade: Callable[[Connection, int], None] | None = None,
    ) -> None:
        self._name = name
        self._upgrade = upgrade
        self._engine = _engine(url, name)
        self._turn = _key(name)
        try:
            with self.writing() as connection:
                self._settle(connection, tables, version)
        except DatabaseError:
            self.close()
            raise

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that nobody else writes beside, but in `sharing`."""
        with self.sharing() as connection:
            connection.execute(select(func.pg_advisory_xact_lock(self._turn)))
            yield connection

    @contextmanager
    def sharing(self) -> Iterator[Connection]:
        """One transaction that others write beside; each statement sees what is committed before it."""
        with self._spoken_for(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that sees a single moment of the database."""
        with self._spoken_for(), self._engine.connect() as connection:
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    @contextmanager
    def alone(self, name: str) -> Iterator[bool]:
        """Whether nobody else is within this name: a lock of a connection, which its end lets go."""
        with self._spoken_for(), self._engine.connect() as connection:
            free = connection.execution_options(isolation_level="AUTOCOMMIT")
            key = _key(f"{self._name} {name}")
            taken = bool(free.scalar(select(func.pg_try_advisory_lock(key))))
            try:
                yield taken
            finally:
                if taken:
                    free.execute(select(func.pg_advisory_unlock(key)))

    def forget(self) -> bool:
        """Reclaim deleted rows. Their bytes may stand in the server's log, replicas and backups until these
        turn over: what must be gone for good rests on a key that is destroyed.
        """
        with self._spoken_for(), self._engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM"))
        return True

    def fault(self) -> str | None:
        """What the server has found wrong with the database's pages, where it keeps checksums."""
        seen = text("SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()")
        with self.reading() as connection:
            failures = connection.scalar(seen)
        return f"{failures} pages with wrong checksums" if failures else None

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def _spoken_for(self) -> Iterator[None]:
        try:
            yield
        except PoolTimeout as error:
            raise DatabaseUnavailableError(f"PostgreSQL, {self._name}: every connection is taken") from error
        except DBAPIError as error:
            kind = DatabaseUnavailableError if isinstance(error, OperationalError) else DatabaseError
            raise kind(f"PostgreSQL, {self._name}: {_said(error)}") from error

    def _settle(self, connection: Connection, tables: MetaData, version: int) -> None:
        for setting, wanted in _NEEDED.items():
            if connection.scalar(select(func.current_setting(setting))) != wanted:
                raise DatabaseError(f"PostgreSQL, {self._name}: {setting} must be {wanted}")
        if not connection.scalar(select(func.to_regnamespace(self._name))):
            connection.execute(text(f'CREATE SCHEMA "{self._name}"'))
        _format.create_all(connection)
        found = connection.scalar(select(_version.c.version))
        if self._upgrade and found is not None and found < version:
            self._upgrade(connection, found)
            connection.execute(update(_version).values(version=version))
        elif found not in (None, version):
            raise DatabaseError(
                f"PostgreSQL, {self._name}: made by version {found} of its format, this is version {version}"
            )
        there = inspect(connection).get_table_names(schema=self._name)  # asked for at once, not one by one
        new = [table for table in tables.sorted_tables if table.name not in there]
        tables.create_all(connection, tables=new, checkfirst=False)
        if found is None:
            connection.execute(insert(_version).values(version=version))


def _engine(url: str, name: str) -> Engine:
    if not _NAME.fullmatch(name):
        raise DatabaseError("PostgreSQL: a schema's name is small letters, digits and underscores")
    try:
        place = make_url(url)
        if place.get_backend_name() != "postgresql":
            raise DatabaseError("a database's URL begins with postgresql://")
        asked = " ".join(f"-c {key}={value}" for key, value in {**_ASKED, "search_path": name}.items())
        place = place.set(drivername="postgresql+psycopg")
        return create_engine(place, pool_pre_ping=True, connect_args={"options": asked})
    except ArgumentError:
        raise DatabaseError("a database's URL cannot be read") from None
    except ModuleNotFoundError:
        raise DatabaseError(
            "PostgreSQL needs the extra `postgresql`: pip install 'fhir-anchor[postgresql]'"
        ) from None


def _key(name: str) -> int:
    return int.from_bytes(hashlib.sha256(f"fhir-anchor {name}".encode()).digest()[:8], "big", signed=True)


def _said(error: DBAPIError) -> str:
    """What went wrong, without the values that a server's sentence may repeat."""
    state = getattr(error.orig, "sqlstate", None)
    kind = type(error.orig).__name__
    return f"{kind} ({state})" if state else f"{kind} (no answer)"
