"""The journal's format: its version, and how a journal of an older one becomes one of this.

Each step is written with Alembic's operations, which say the same to SQLite and to PostgreSQL, and runs inside the
transaction that opens the journal: a journal is of the old version or of the new one, never between.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Column, Connection, ForeignKey, Integer, LargeBinary, String, inspect, text

from anchor.database import Database, open_database
from fhir_bridge.store import (  # noqa: F401 -- their tables are the journal's, too
    console,
    features,
    gateway,
    studies,
    subscribing,
    visiting,
)
from fhir_bridge.store.models import ONE_SENDER, SETTING, VERSION, Table

if TYPE_CHECKING:
    from alembic.operations import Operations


def open_journal(where: Path | str) -> Database:
    """The journal's database at a path, or at the URL of a PostgreSQL server, made where there is none.

    One of an older version is brought to this one.
    """
    return open_database(where, Table.metadata, name="journal", version=VERSION, upgrade=upgrade)


def upgrade(connection: Connection, found: int) -> None:
    """Bring the tables from the version that was found to `VERSION`."""
    from alembic.migration import MigrationContext  # noqa: PLC0415 -- loads longer than a command may take to answer
    from alembic.operations import Operations  # noqa: PLC0415 -- as this

    operations = Operations(MigrationContext.configure(connection))
    for version in range(found, VERSION):
        STEPS[version](operations)


def _identities_and_lanes(op: Operations) -> None:
    """1 to 2: a message's identity, sender, acknowledgement and attempts; lanes and workers; who is one person.

    The last came before its version: some journals of version 1 have it.
    """
    nothing = text("x''")  # version 1 was SQLite's alone
    columns: tuple[Column[Any], ...] = (
        Column("identity", LargeBinary, nullable=False, server_default=nothing),
        Column("sender", LargeBinary, nullable=False, server_default=nothing),
        Column("sequence", Integer),
        Column("ack", LargeBinary, nullable=False, server_default=nothing),
        Column("attempts", Integer, nullable=False, server_default="0"),
    )
    for column in columns:
        op.add_column("message", column)
    later: tuple[tuple[str, Column[Any]], ...] = (
        ("identifier", Column("slot", LargeBinary, nullable=False, server_default=nothing)),
        ("erasure", Column("also", String, nullable=False, server_default="")),
    )
    for table, column in later:
        if column.name not in {known["name"] for known in inspect(op.get_bind()).get_columns(table)}:
            op.add_column(table, column)
    op.create_index("ix_message_identity", "message", ["identity"])
    op.create_index("ix_message_sender", "message", ["sender", "state", "id"])
    op.create_table(
        "lane",
        Column("sender", LargeBinary, primary_key=True),
        Column("worker", String, nullable=False, index=True),
        Column("expected", Integer, nullable=False),
    )
    op.create_table(
        "worker", Column("name", String, primary_key=True), Column("beats", Integer, nullable=False)
    )
    op.execute("INSERT INTO lane (sender, worker, expected) VALUES (x'', '', 0)")


def _research(op: Operations) -> None:
    """2 to 3: studies and features. A program of before would leave an erased patient's features behind."""
    op.create_table(
        "study",
        Column("name", String, primary_key=True),
        Column("client", String, nullable=False),
        *(Column(name, Integer, nullable=False) for name in ("epsilon", "spent", "until", "ended")),
    )
    op.create_table(
        "counted",
        Column("study", String, ForeignKey("study.name"), primary_key=True),
        Column("question", LargeBinary, primary_key=True),
        Column("answer", LargeBinary, nullable=False),
    )
    op.create_table(
        "profile",
        Column("state", LargeBinary, primary_key=True),
        Column("owner", LargeBinary, nullable=False, index=True),
        Column("labels", String, nullable=False),
        Column("sex", String, nullable=False),
        Column("born", Integer, nullable=False),
    )
    op.create_table(
        "feature",
        Column("term", LargeBinary, primary_key=True),
        Column("state", LargeBinary, primary_key=True, index=True),
        Column("owner", LargeBinary, primary_key=True, index=True),
        Column("labels", String, primary_key=True),
        Column("year", Integer, primary_key=True),
    )


def _clients(op: Operations) -> None:
    """3 to 4: an id is worth something at its sender alone. What is known from before stays, and is marked as such."""
    op.bulk_insert(SETTING, [{"name": ONE_SENDER, "value": b"1"}])


def _asked_for(op: Operations) -> None:
    """4 to 5: what is asked of one patient is found by one index: the acts in order, and the versions of one thing."""
    tables = inspect(op.get_bind()).get_table_names()  # some came before their versions
    for table, name, column in (("audit", "patient", "number"), ("entry", "pseudonym", "thing")):
        if table in tables:
            op.drop_index(f"ix_{table}_{name}", table)
            op.create_index(f"ix_{table}_{name}", table, [name, column])


def _long_numbers(op: Operations) -> None:
    """5 to 6: on a server numbers had 32 bits: too few for seconds after 2038, and for what has no end."""
    if op.get_bind().dialect.name == "sqlite":
        return
    found = inspect(op.get_bind())
    for table in Table.metadata.tables.keys() & set(found.get_table_names()):
        for column in found.get_columns(table):
            if isinstance(column["type"], Integer) and not isinstance(column["type"], BigInteger):
                op.alter_column(table, column["name"], type_=BigInteger())
    for sequence in found.get_sequence_names():
        op.execute(f'ALTER SEQUENCE "{sequence}" AS bigint')


def _widen() -> None:
    """SQLite's numbers have 64 bits whatever they are called; a server's, only where that is asked for."""
    for table in Table.metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, Integer):
                column.type = BigInteger().with_variant(Integer(), "sqlite")


_widen()

STEPS: dict[int, Callable[[Operations], None]] = {
    1: _identities_and_lanes,
    2: _research,
    3: _clients,
    4: _asked_for,
    5: _long_numbers,
}
