"""A journal of an older version becomes one of this version, whole, and is then like one that was made new."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

import pytest
from sqlalchemy import Inspector, create_engine, inspect

from anchor.errors import DatabaseError
from fhir_bridge.records import SITE
from fhir_bridge.store.format import open_journal
from fhir_bridge.store.inbox import Fate, Inbox
from fhir_bridge.store.journal import Journal
from fhir_bridge.store.lanes import Lanes
from fhir_bridge.store.models import VERSION
from fhir_bridge.store.studies import Studies, Study
from tests.fhir_bridge.store.test_inbox import arrival

VECTORS = Path(__file__).parents[2] / "vectors" / "journal"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A journal that version 1 made, with one message that waits and one that was set aside."""
    path = tmp_path / "journal.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((VECTORS / "version-1.sql").read_text(encoding="utf-8"))
    return path


Shape: TypeAlias = dict[str, tuple[set[tuple[str, str, bool]], set[tuple[str, tuple[str, ...]]]]]


def shape(path: Path) -> Shape:
    engine = create_engine(f"sqlite:///{path}")
    found = described(inspect(engine))
    engine.dispose()
    return found


def described(found: Inspector) -> Shape:
    tables = {}
    for table in found.get_table_names():
        columns = {(c["name"], str(c["type"]), bool(c["nullable"])) for c in found.get_columns(table)}
        indexes = {(str(i["name"]), tuple(map(str, i["column_names"]))) for i in found.get_indexes(table)}
        tables[table] = (columns, indexes)
    return tables


def test_version_1_becomes_this_version_with_all_it_held(old: Path) -> None:
    database = open_journal(old)
    journal = Journal(database)
    assert journal.counts()["messages accepted"] == 1
    assert [(aside.id, aside.reason) for aside in journal.set_aside()] == [(2, "no-patient")]
    assert journal.message(1).sealed == b"sealed"
    lanes = Lanes(database)
    lanes.begin(alone=True)
    claim = lanes.claim()
    assert claim
    assert claim.messages == [1]
    assert Inbox(database).keep([arrival()])[0].fate is Fate.KEPT
    database.close()
    open_journal(old).close()


def test_it_is_then_like_one_that_was_made_new(old: Path, tmp_path: Path) -> None:
    open_journal(old).close()
    open_journal(tmp_path / "new.db").close()
    assert shape(old) == shape(tmp_path / "new.db")


@pytest.fixture(params=["sqlite", "postgresql"])
def where(tmp_path: Path, request: pytest.FixtureRequest) -> Path | str:
    """Where a journal of each kind can be."""
    server = request.param == "postgresql"
    return str(request.getfixturevalue("postgres_url")) if server else tmp_path / "journal.db"


def test_version_2_gets_studies_and_features_on_each_kind_of_database(where: Path | str) -> None:
    database = open_journal(where)
    with database.writing() as connection:
        new = described(inspect(connection))
        for table in ("counted", "study", "feature", "profile"):
            connection.exec_driver_sql(f"DROP TABLE {table}")
        sqlite = connection.dialect.name == "sqlite"
        connection.exec_driver_sql("PRAGMA user_version = 2" if sqlite else "UPDATE format SET version = 2")
    database.close()
    database = open_journal(where)
    with database.reading() as connection:
        assert described(inspect(connection)) == new
    assert Studies(database).add(Study("sugar", "university", epsilon=1000, spent=0, until=2**53))
    database.close()


def test_version_4_gets_the_indexes_of_what_is_asked_of_a_patient(where: Path | str) -> None:
    database = open_journal(where)
    with database.writing() as connection:
        new = described(inspect(connection))
        for table, column in (("audit", "patient"), ("entry", "pseudonym")):
            connection.exec_driver_sql(f"DROP INDEX ix_{table}_{column}")
            connection.exec_driver_sql(f"CREATE INDEX ix_{table}_{column} ON {table} ({column})")
        sqlite = connection.dialect.name == "sqlite"
        connection.exec_driver_sql("PRAGMA user_version = 4" if sqlite else "UPDATE format SET version = 4")
        assert described(inspect(connection)) != new
    database.close()
    database = open_journal(where)
    with database.reading() as connection:
        assert described(inspect(connection)) == new
    database.close()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (
            "SELECT sealed FROM audit WHERE patient = x'00' AND number < 9 ORDER BY number DESC",
            "ix_audit_patient (patient=? AND number<?)",
        ),
        (
            "SELECT number FROM entry WHERE pseudonym IN ('a') AND thing = x'00'",
            "ix_entry_pseudonym (pseudonym=? AND thing=?)",
        ),
    ],
)
def test_what_is_asked_of_a_patient_reads_an_index_alone(tmp_path: Path, asked: str, found: str) -> None:
    database = open_journal(tmp_path / "journal.db")
    with database.reading() as connection:
        (plan,) = (row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}"))
    database.close()
    assert plan.endswith(f"INDEX {found}")


def test_what_fails_on_the_way_leaves_the_old_version(old: Path) -> None:
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("CREATE TABLE lane (in_the_way INTEGER)")
        connection.commit()
    before = shape(old)
    with pytest.raises(DatabaseError):
        open_journal(old)
    assert shape(old) == before


def test_a_newer_version_is_refused(old: Path) -> None:
    with closing(sqlite3.connect(old)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
        connection.commit()
    with pytest.raises(DatabaseError, match="version"):
        open_journal(old)


def test_the_site_is_still_known(old: Path) -> None:
    database = open_journal(old)
    assert Journal(database).messages_of_patient(SITE) == [1, 2]
    database.close()
