"""Who did what, as it is kept: sealed, with the commitment that the log has of it.

Rows are only ever added, and `log_index` is filled once, with the rows that come next: the log knows it meanwhile.
Several processes may write: none needs the folder's lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, select

from anchor.database import Database
from fhir_bridge.store.models import AUDIT

_PAGE = 1000
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

    def add(self, acts: Sequence[KeptAct], places: Iterable[tuple[str, int]] = ()) -> None:
        """Keep acts, and with them the places that the log gave earlier ones; durable when this returns."""
        with self._database.writing() as connection:
            _place(connection, places)
            connection.execute(_ADDED, [_row(act) for act in acts])

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

    def newest(self, most: int) -> Sequence[KeptAct]:
        """The newest acts, newest first."""
        columns = [AUDIT.c[name] for name in KeptAct.__slots__]
        with self._database.reading() as connection:
            rows = connection.execute(select(*columns).order_by(AUDIT.c.number.desc()).limit(most))
            return [KeptAct(*row) for row in rows]

    def acts(self, patient: bytes | None = None) -> Iterator[KeptAct]:
        """Every act, or those that touched one patient's records, oldest first."""
        columns = [AUDIT.c.number, *(AUDIT.c[name] for name in KeptAct.__slots__)]
        query = select(*columns).order_by(AUDIT.c.number).limit(_PAGE)
        if patient is not None:
            query = query.where(AUDIT.c.patient == patient)
        last = 0
        while True:
            with self._database.reading() as connection:
                rows = connection.execute(query.where(AUDIT.c.number > last)).all()
            yield from (KeptAct(*row[1:]) for row in rows)
            if len(rows) < _PAGE:
                return
            last = rows[-1].number


def _row(act: KeptAct) -> dict[str, object]:
    return {name: getattr(act, name) for name in KeptAct.__slots__}


def _place(connection: Connection, places: Iterable[tuple[str, int]]) -> None:
    rows = [{"sought": id_, "place": index} for id_, index in places]
    if rows:
        connection.execute(_LOGGED, rows)
