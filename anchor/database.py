"""Tables in a database: a SQLite file, or a schema of a PostgreSQL server that several machines share.

Both promise the same: a commit that returned survives a power cut, and a database of another version of its
tables is refused. What the two say differently in SQL stands here and in their own files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, MetaData, Table
from sqlalchemy.dialects import postgresql, sqlite

from anchor.postgresql import PostgresDatabase
from anchor.sqlitefile import SqliteDatabase


class Database(Protocol):
    """Tables, and the transactions over them. Everything may raise `DatabaseError`, also as
    `DatabaseUnavailableError`.
    """

    def writing(self) -> AbstractContextManager[Connection]:
        """One transaction that nobody else writes beside, but in `sharing`; committed at the end, undone by
        an error.
        """
        ...

    def sharing(self) -> AbstractContextManager[Connection]:
        """One transaction that others write beside, where the database can: what it is to be alone with, it
        claims (`with_for_update(skip_locked=True)`) or compares and sets.
        """
        ...

    def reading(self) -> AbstractContextManager[Connection]:
        """One transaction that sees a single moment of the database."""
        ...

    def alone(self, name: str) -> AbstractContextManager[bool]:
        """Whether nobody else, of all who use this database, is within this name; True keeps them out."""
        ...

    def forget(self) -> bool:
        """Let go of what deleted rows leave behind, as far as the database can; False while a reader needs
        it.
        """
        ...

    def fault(self) -> str | None:
        """What the database finds wrong with its own pages, if anything."""
        ...

    def close(self) -> None:
        """Close every connection."""
        ...


def open_database(
    where: Path | str,
    tables: MetaData,
    *,
    name: str,
    version: int,
    upgrade: Callable[[Connection, int], None] | None = None,
) -> Database:
    """The database at a path (SQLite), or the schema `name` at a `postgresql://` URL, made when there is
    none.

    Tables of an older version are given to `upgrade`, with that version; without it they are refused.
    """
    if isinstance(where, Path):
        return SqliteDatabase(where, tables, version=version, upgrade=upgrade)
    return PostgresDatabase(where, tables, name=name, version=version, upgrade=upgrade)


def put(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, in place of those with the same primary key."""
    connection.execute(_upsert(connection.dialect.name, table), rows)


def put_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those rows that are in nobody's way; the others stay as they are."""
    connection.execute(_insert(connection.dialect.name, table).on_conflict_do_nothing(), rows)


@cache
def _upsert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Written once for each table: writing it takes longer than the database does."""
    statement = _insert(dialect, table)
    keys = [column.name for column in table.primary_key]
    values = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=values)


def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
