"""One set of rules for both kinds of database."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table, insert, select, text

from anchor.database import Database, open_database, put, put_new
from anchor.errors import DatabaseError, DatabaseUnavailableError

TABLES = MetaData()
WORD = Table("word", TABLES, Column("id", Integer, primary_key=True), Column("said", String, nullable=False))
BYTES = Table("bytes", TABLES, Column("id", LargeBinary, primary_key=True))

Open = Callable[..., Database]


@pytest.fixture(params=["a SQLite file", "PostgreSQL"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    if request.param == "PostgreSQL":
        return str(request.getfixturevalue("postgres_url"))
    return tmp_path / "words.db"


@pytest.fixture
def opened(where: Path | str) -> Iterator[Open]:
    made: list[Database] = []

    def open_(version: int = 1) -> Database:
        made.append(open_database(where, TABLES, name="words", version=version))
        return made[-1]

    yield open_
    for database in made:
        database.close()


@pytest.fixture
def database(opened: Open) -> Database:
    return opened()


def said(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.scalars(select(WORD.c.said).order_by(WORD.c.id)))


def test_what_was_committed_is_there_for_whoever_opens_next(database: Database, opened: Open) -> None:
    with database.writing() as connection:
        connection.execute(insert(WORD).values(id=1, said="one"))
        connection.execute(insert(BYTES).values(id=b"\x00\xff"))
    assert said(opened()) == ["one"]


def test_an_error_undoes_a_transaction(database: Database) -> None:
    with pytest.raises(DatabaseError), database.writing() as connection:
        connection.execute(insert(WORD), [{"id": 1, "said": "one"}, {"id": 1, "said": "again"}])
    assert said(database) == []


def test_a_reader_sees_one_moment(database: Database, opened: Open) -> None:
    with database.reading() as reader:
        assert reader.scalar(select(WORD.c.said)) is None
        with opened().writing() as connection:
            connection.execute(insert(WORD).values(id=1, said="one"))
        assert reader.scalar(select(WORD.c.said)) is None
    assert said(database) == ["one"]


def test_writers_take_turns_and_see_one_another(database: Database, opened: Open) -> None:
    """Two write what they have read, a hundred times: without turns, some would write the same."""

    def count(own: Database) -> None:
        for _ in range(50):
            with own.writing() as connection:
                last = connection.scalar(select(WORD.c.id).order_by(WORD.c.id.desc()).limit(1)) or 0
                connection.execute(insert(WORD).values(id=last + 1, said="turn"))

    threads = [threading.Thread(target=count, args=[own]) for own in (database, opened())]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said(database) == ["turn"] * 100


def test_those_who_share_claim_different_rows(database: Database, opened: Open, where: Path | str) -> None:
    with database.writing() as connection:
        put(connection, WORD, [{"id": 1, "said": "one"}, {"id": 2, "said": "two"}])
    claim = select(WORD.c.id).order_by(WORD.c.id).limit(1).with_for_update(skip_locked=True)
    if isinstance(where, Path):
        with database.sharing() as connection:
            assert connection.scalar(claim) == 1
        return
    with database.sharing() as first, opened().sharing() as second:
        assert (first.scalar(claim), second.scalar(claim)) == (1, 2)


def test_put_replaces_and_put_new_leaves_what_is_there(database: Database) -> None:
    with database.writing() as connection:
        put(connection, WORD, [{"id": 1, "said": "one"}])
        put(connection, WORD, [{"id": 1, "said": "uno"}, {"id": 2, "said": "due"}])
        put_new(connection, WORD, [{"id": 2, "said": "two"}, {"id": 3, "said": "tre"}])
    assert said(database) == ["uno", "due", "tre"]


def test_one_at_a_time_is_alone_and_a_name_is_free_again(database: Database, opened: Open) -> None:
    other = opened()
    with database.alone("sender") as first, other.alone("sender") as second, other.alone("else") as third:
        assert (first, second, third) == (True, False, True)
    with other.alone("sender") as again:
        assert again


def test_another_version_is_refused(opened: Open) -> None:
    opened()
    with pytest.raises(DatabaseError, match="version 1"):
        opened(version=2)


def test_a_sound_database_has_no_fault_and_forgets(database: Database) -> None:
    assert database.fault() is None
    assert database.forget()


def test_an_error_says_nothing_of_the_values(database: Database) -> None:
    with database.writing() as connection:
        put(connection, WORD, [{"id": 7, "said": "a secret"}])
    with pytest.raises(DatabaseError) as caught, database.writing() as connection:
        connection.execute(insert(WORD).values(id=7, said="a secret"))
    assert "secret" not in str(caught.value)
    assert not isinstance(caught.value, DatabaseUnavailableError)


def test_t092_a_server_that_may_lose_commits_is_refused(postgres_server: Any, postgres_url: str) -> None:
    """It cannot be had without a restart that `fsync` is off; full pages can."""
    postgres_server.ask("ALTER SYSTEM SET full_page_writes = off")
    postgres_server.ask("SELECT pg_reload_conf()")
    try:
        with pytest.raises(DatabaseError, match="full_page_writes must be on"):
            _until_refused(postgres_url)
    finally:
        postgres_server.ask("ALTER SYSTEM RESET full_page_writes")
        postgres_server.ask("SELECT pg_reload_conf()")


def _until_refused(url: str) -> None:
    """The server takes its new settings in a moment of its own."""
    for _ in range(1000):
        open_database(url, TABLES, name="words", version=1).close()


def test_a_role_that_asks_for_less_still_commits_through_to_the_disk(
    postgres_server: Any, postgres_url: str
) -> None:
    postgres_server.ask("ALTER ROLE postgres SET synchronous_commit = off")
    database = open_database(postgres_url, TABLES, name="words", version=1)
    with database.reading() as connection:
        assert connection.scalar(text("SHOW synchronous_commit")) == "on"
    database.close()
    postgres_server.ask("ALTER ROLE postgres RESET synchronous_commit")


@pytest.mark.parametrize("url", ["postgresql:", "mysql://host/name", "no url"])
def test_what_is_no_address_of_postgresql_is_refused(url: str) -> None:
    with pytest.raises(DatabaseError):
        open_database(url, TABLES, name="words", version=1)


def test_a_server_that_does_not_answer_may_answer_later(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailableError):
        open_database(f"postgresql:///none?host={tmp_path}", TABLES, name="words", version=1)


def test_a_connection_that_was_cut_is_one_clear_error_and_the_next_works(
    postgres_server: Any, postgres_url: str
) -> None:
    database = open_database(postgres_url, TABLES, name="words", version=1)
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    with ExitStack() as transaction:
        connection = transaction.enter_context(database.sharing())
        connection.execute(insert(WORD).values(id=1, said="one"))
        postgres_server.ask(f"{cut} AND pid <> pg_backend_pid()", postgres_url)
        with pytest.raises(DatabaseUnavailableError):
            transaction.close()
    with database.writing() as connection:
        connection.execute(insert(WORD).values(id=1, said="one"))
    assert said(database) == ["one"]
    database.close()
