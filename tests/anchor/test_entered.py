"""What is entered into a log as one small row, before the tree takes it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from anchor import merkle
from anchor.checkpoint import open_checkpoint
from anchor.log import Log
from tests.anchor.logplace import Place, entries


def riding(count: int, start: int = 0) -> list[tuple[bytes, bytes]]:
    return [(entry, b"with " + entry) for entry in entries(count, start)]


def test_what_was_entered_is_in_the_log_at_once_and_in_what_it_signs_next(log: Log) -> None:
    log.append(entries(2))
    log.enter(riding(3, 2))
    assert (log.size, list(log.entries())) == (5, entries(5))
    head = open_checkpoint(log.checkpoint(), log.verifier).head
    assert (head.size, head.root) == (5, merkle.root(merkle.leaf_hashes(entries(5))))
    assert (log.size, list(log.entries())) == (5, entries(5))


def test_what_was_entered_comes_before_what_is_appended_next(log: Log) -> None:
    log.enter(riding(300))
    assert log.append(entries(2, 300)) == [300, 301]
    assert log.scrub() == 302


def test_what_rides_along_waits_until_it_is_let_go(place: Place, clinic: Any) -> None:
    log = place.open(clinic.key())
    log.enter(riding(2))
    log.close()
    log = place.open(clinic.key())
    riders = log.riders()
    assert [(one.entry, one.data, one.place) for one in riders] == [
        (entry, rider, at) for at, (entry, rider) in enumerate(riding(2))
    ]
    log.enter(riding(1, 2))
    log.let_go(riders)
    assert [one.place for one in log.riders()] == [2]
    log.let_go(riders)  # as another process may, that had read them, too
    log.let_go(log.riders())
    assert log.riders() == []
    assert list(log.entries()) == entries(3)
    log.enter(riding(1, 3))
    log.let_go(riders)
    assert [one.place for one in log.riders()] == [3]
    log.close()


def test_an_entry_that_was_entered_twice_has_one_place(log: Log) -> None:
    log.append(entries(2))
    log.enter([*riding(1, 1), *riding(1, 2), *riding(1, 2)])
    assert [one.place for one in log.riders()] == [1, 2, 2]
    assert list(log.entries()) == entries(3)


def test_a_log_of_the_version_before_is_brought_to_this_one(tmp_path: Path, clinic: Any) -> None:
    place = Place(tmp_path)
    log = place.open(clinic.key())
    log.append(entries(3))
    log.close()
    with sqlite3.connect(tmp_path / "log.db") as connection:
        connection.execute("DROP TABLE entered")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    log = place.open(clinic.key())
    log.enter(riding(1, 3))
    assert [one.place for one in log.riders()] == [3]
    log.close()
