"""A budget is spent by compare-and-set, on each kind of database: never twice for one thing, never beyond its end."""

from __future__ import annotations

import threading

import pytest

from anchor.database import Database
from fhir_bridge.store.studies import BudgetSpent, Studies, Study, spend

NOW = 1_800_000_000
STUDY = Study("sugar", "university", epsilon=1000, spent=0, until=NOW + 1)


def pay(
    database: Database, question: bytes, answer: bytes | None, *, cost: int = 100, now: int = NOW
) -> bytes:
    with database.writing() as connection:
        return spend(connection, "sugar", question, cost=cost, answer=answer, now=now)


def left(database: Database) -> int:
    study = Studies(database).find("sugar")
    assert study
    return study.left


@pytest.fixture
def studies(database: Database) -> Studies:
    found = Studies(database)
    assert found.add(STUDY)
    return found


def test_the_first_answer_is_kept_and_paid_for_once(database: Database, studies: Studies) -> None:
    assert studies.kept("sugar", b"q") is None
    assert [pay(database, b"q", answer) for answer in (b"one", b"two", None)] == [b"one"] * 3
    assert (left(database), studies.kept("sugar", b"q")) == (900, b"one")


def test_t101_what_cannot_be_paid_changes_nothing(database: Database, studies: Studies) -> None:
    pay(database, b"q", b"one", cost=950)
    for cost, answer, now in ((51, b"two", NOW), (1, None, NOW), (1, b"two", NOW + 1)):
        with pytest.raises(BudgetSpent):
            pay(database, b"r", answer, cost=cost, now=now)
    assert (left(database), studies.kept("sugar", b"r")) == (50, None)
    assert pay(database, b"r", b"two", cost=50) == b"two"
    assert left(database) == 0


def test_an_ended_study_pays_for_nothing(database: Database, studies: Studies) -> None:
    assert studies.end(NOW, "sugar") == 1
    assert studies.end(NOW, "sugar") == studies.end(NOW, "other") == 0
    with pytest.raises(BudgetSpent):
        pay(database, b"q", b"one")
    assert studies.all()[0].lives(NOW) is False


def test_a_name_is_given_once(studies: Studies) -> None:
    studies.end(NOW)
    assert not studies.add(STUDY)
    assert [one.name for one in studies.all()] == ["sugar"]


def test_t101_two_hands_at_once_never_overspend(database: Database, studies: Studies) -> None:
    """Sixteen ask, two of each the same; six questions can be paid."""
    begin, paid, refused = threading.Barrier(16), list[tuple[int, bytes]](), list[int]()
    assert studies.all() == [STUDY]

    def ask(number: int) -> None:
        begin.wait()
        try:
            paid.append((number // 2, pay(database, b"%d" % (number // 2), b"%d" % number, cost=150)))
        except BudgetSpent:
            refused.append(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(16)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(paid) + len(refused) == 16
    assert len(dict(paid)) == 6
    assert set(dict(paid).items()) == set(paid)
    assert left(database) == 1000 - 6 * 150
