"""Studies: what each may still learn, and what it was answered. Plain rows, no decisions but the one on the budget.

study        whose it is, its epsilon, how much of it is spent, until when
counted      a question of a study by its hash, and the noisy answer that was kept

Epsilons are in thousandths, so that what is spent adds up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, select
from sqlmodel import Field

from anchor.database import Database
from fhir_bridge.errors import BridgeError
from fhir_bridge.store.models import Table


class StudyRow(Table, table=True):
    """A study; `until` and `ended` are seconds since 1970, `ended` is 0 for one that no operator has ended."""

    __tablename__ = "study"

    name: str = Field(primary_key=True)
    client: str
    epsilon: int
    spent: int
    until: int
    ended: int = 0


class CountedRow(Table, table=True):
    """A question that was answered."""

    __tablename__ = "counted"

    study: str = Field(primary_key=True, foreign_key="study.name")
    question: bytes = Field(primary_key=True)
    answer: bytes


STUDY, COUNTED = Table.metadata.tables["study"], Table.metadata.tables["counted"]


class BudgetSpent(BridgeError):
    """What is left of a study's epsilon is less than what a question costs, or the study is over."""


@dataclass(frozen=True, slots=True)
class Study:
    """See `StudyRow`."""

    name: str
    client: str
    epsilon: int
    spent: int
    until: int
    ended: int = 0

    @property
    def left(self) -> int:
        """What may still be spent, in thousandths."""
        return self.epsilon - self.spent

    def lives(self, now: int) -> bool:
        """Whether it may ask."""
        return not self.ended and now < self.until


class Studies:
    """The tables `study` and `counted`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> Sequence[Study]:
        """Every study, by name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(STUDY).order_by(STUDY.c.name)).mappings()
            return [Study(**row) for row in rows]

    def find(self, name: str) -> Study | None:
        """The study of this name."""
        with self._database.reading() as connection:
            row = connection.execute(select(STUDY).where(STUDY.c.name == name)).mappings().first()
        return Study(**row) if row else None

    def add(self, study: Study) -> bool:
        """One more study; False where there is, or was, one of this name."""
        with self._database.writing() as connection:
            if connection.execute(select(STUDY.c.name).where(STUDY.c.name == study.name)).first():
                return False
            connection.execute(STUDY.insert().values(asdict(study)))
        return True

    def end(self, at: int, name: str | None = None) -> int:
        """End a study, or all; how many it ended."""
        which = STUDY.update().where(STUDY.c.ended == 0)
        with self._database.writing() as connection:
            named = which if name is None else which.where(STUDY.c.name == name)
            return connection.execute(named.values(ended=at)).rowcount

    def kept(self, study: str, question: bytes) -> bytes | None:
        """What this question was answered."""
        with self._database.reading() as connection:
            return _kept(connection, study, question)


def spend(
    connection: Connection, study: str, question: bytes, *, cost: int, answer: bytes | None, now: int
) -> bytes:
    """The answer that was kept, for nothing; else this one, kept from now on, for its cost.

    BudgetSpent where the study cannot pay, or where there is neither.
    """
    if (kept := _kept(connection, study, question)) is not None:
        return kept
    lives = STUDY.c.name == study, STUDY.c.ended == 0, STUDY.c.until > now
    afford = STUDY.update().where(*lives, STUDY.c.spent + cost <= STUDY.c.epsilon)
    if answer is None or connection.execute(afford.values(spent=STUDY.c.spent + cost)).rowcount != 1:
        raise BudgetSpent("nothing was spent")
    connection.execute(COUNTED.insert().values(study=study, question=question, answer=answer))
    return answer


def _kept(connection: Connection, study: str, question: bytes) -> bytes | None:
    same = COUNTED.c.study == study, COUNTED.c.question == question
    return connection.scalar(select(COUNTED.c.answer).where(*same))
