"""Who did what, as it is kept: sealed, with the commitment that the log has of it.

Rows are only ever added. Most come from the log, with their `log_index`; that of an act which came with other rows is
filled once. Several processes may write: none needs the folder's lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from heapq import merge
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select

from anchor.database import Database, put_new
from fhir_bridge.store.models import AUDIT

_PAGE = 100
_NEWEST = 2**62  # above every number
# asked with every act: built once
_UNLOGGED = select(AUDIT.c.id, AUDIT.c.commitment).where(AUDIT.c.log_index.is_(None)).order_by(AUDIT.c.number)
_LOGGED = AUDIT.update().where(AUDIT.c.id == bindparam("sought")).values(log_index=bindparam("place"))
_ADDED = AUDIT.insert()


@dataclass(frozen=True, slots=True)
class KeptAct:
    """One row: `patient` is a keyed hash of whose records the act touched, `commitment` has 32 bytes."""

    id: str
    patient: bytes = field(repr=False)
    sealed: bytes = field(repr=False)
    commitment: bytes
    log_index: int | None = None


class AuditTrail:
    """The table `audit`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, acts: Sequence[KeptAct]) -> None:
        """Keep acts, those that are kept already as they are; durable when this returns."""
        with self._database.writing() as connection:
            put_new(connection, AUDIT, [_row(act) for act in acts])

    @contextmanager
    def beside(self, act: KeptAct) -> Iterator[Connection]:
        """One transaction that keeps an act together with whatever it is the trace of: both, or neither."""
        with self._database.writing() as connection:
            connection.execute(_ADDED, _row(act))
            yield connection

    def unlogged(self) -> Sequence[tuple[str, bytes]]:
        """(id, commitment) of acts that are not known to be in the log, oldest first."""
        with self._database.reading() as connection:
            return [(row.id, row.commitment) for row in connection.execute(_UNLOGGED)]

    def logged(self, places: Iterable[tuple[str, int]]) -> None:
        """(id, index): these acts' places in the log."""
        with self._database.writing() as connection:
            _place(connection, places)

    def acts(self, patients: Sequence[bytes] | None = None) -> Iterator[KeptAct]:
        """Every act, or those that touched these patients' records, oldest first."""
        each = [None] if patients is None else patients
        return _merged((self._up(_of(one), 0) for one in each), newest=False)

    def newest(self, patients: Sequence[bytes] | None = None, *, before: str = "") -> Iterator[KeptAct]:
        """The same, newest first; only those before the act with this id, none where that is none."""
        found = self._rows(select(AUDIT.c.number).where(AUDIT.c.id == before)) if before else []
        start = found[0].number if found else 0 if before else _NEWEST
        each = [None] if patients is None else patients
        return _merged((self._down(_of(one), start) for one in each), newest=True)

    def has(self, id_: str, patients: Sequence[bytes]) -> bool:
        """Whether the act with this id touched one of these patients' records."""
        asked = select(AUDIT.c.number).where(AUDIT.c.id == id_, AUDIT.c.patient.in_(patients))
        return bool(self._rows(asked))

    def commitments(self, after: int) -> Iterator[tuple[int, bytes]]:
        """(number, commitment) of each act after this number, oldest first."""
        for row in self._up(select(AUDIT.c.number, AUDIT.c.commitment), after):
            yield row.number, row.commitment

    def _up(self, asked: Select[Any], last: int) -> Iterator[Row[Any]]:
        while rows := self._rows(asked.where(AUDIT.c.number > last).order_by(AUDIT.c.number)):
            yield from rows
            last = rows[-1].number

    def _down(self, asked: Select[Any], last: int) -> Iterator[Row[Any]]:
        while rows := self._rows(asked.where(AUDIT.c.number < last).order_by(AUDIT.c.number.desc())):
            yield from rows
            last = rows[-1].number

    def _rows(self, asked: Select[Any]) -> Sequence[Row[Any]]:
        with self._database.reading() as connection:
            return connection.execute(asked.limit(_PAGE)).all()


def _of(patient: bytes | None) -> Select[Any]:
    asked = select(AUDIT.c.number, *(AUDIT.c[name] for name in KeptAct.__slots__))
    return asked if patient is None else asked.where(AUDIT.c.patient == patient)


def _merged(each: Iterable[Iterator[Any]], *, newest: bool) -> Iterator[KeptAct]:
    """Of several patients one after another, without reading more of each than is asked for."""
    return (KeptAct(*row[1:]) for row in merge(*each, key=attrgetter("number"), reverse=newest))


def _row(act: KeptAct) -> dict[str, object]:
    return {name: getattr(act, name) for name in KeptAct.__slots__}


def _place(connection: Connection, places: Iterable[tuple[str, int]]) -> None:
    rows = [{"sought": id_, "place": index} for id_, index in places]
    if rows:
        connection.execute(_LOGGED, rows)
