"""What an erasure does to the journal, a stage at a time. Each stage can be repeated.

DENIED   the patient's key is gone: nothing opens, from this transaction on
WIPED    keys, seeds and facts of the records, messages, spooled envelopes and identifiers are gone
DROPPED  the blob store has let go of the envelopes
DONE     the certificate is written
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, RowMapping, or_, select

from anchor.database import Database, put_new
from fhir_bridge.store.features import forget
from fhir_bridge.store.gateway import ENTRY, TERM
from fhir_bridge.store.models import (
    BEARING,
    BOND,
    ERASURE,
    HANDOVER,
    IDENTIFIER,
    MESSAGE,
    PATIENT,
    RECORD,
    SPOOL,
    WRITTEN,
)

_LISTS = ("officers", "epochs", "also")


class Stage(StrEnum):
    """How far an erasure has come."""

    DENIED = "denied"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Erased:
    """An erasure: its tombstone's number, who ordered it, and the epochs whose keys could still undo it.

    `also` are the other pseudonyms that were the same person's when it was ordered.
    """

    pseudonym: str
    tombstone: int
    at: datetime
    officers: tuple[str, ...]
    epochs: tuple[str, ...]
    stage: Stage = Stage.DENIED
    certificate: str = ""
    also: tuple[str, ...] = ()

    @property
    def person(self) -> tuple[str, ...]:
        """Every pseudonym that is erased."""
        return (self.pseudonym, *self.also)


@dataclass(frozen=True, slots=True)
class Handover:
    """A record that another organisation was given."""

    record_id: str
    pseudonym: str
    organisation: str
    at: datetime


class Erasures:
    """The tables `erasure` and `handover`, and what an erasure takes from the others."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> Sequence[Erased]:
        """Every erasure, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(select(ERASURE).order_by(ERASURE.c.tombstone)).mappings()
            return [_erased(row) for row in rows]

    def find(self, pseudonym: str) -> Erased | None:
        """The erasure of one patient, by any of their pseudonyms."""
        return next((erased for erased in self.all() if pseudonym in erased.person), None)

    def deny(self, erased: Erased) -> None:
        """Destroy the patient's key: from now on nothing of theirs opens."""
        row = {"pseudonym": erased.pseudonym, "tombstone": erased.tombstone, "at": erased.at}
        words = {name: " ".join(getattr(erased, name)) for name in _LISTS}
        with self._database.writing() as connection:
            put_new(connection, ERASURE, [row | words | {"stage": Stage.DENIED, "certificate": ""}])
            mine = PATIENT.c.pseudonym.in_(erased.person)
            connection.execute(PATIENT.update().where(mine).values(wrapped_key=b""))
            connection.execute(IDENTIFIER.delete().where(IDENTIFIER.c.pseudonym.in_(erased.person)))
            either = or_(BOND.c.one.in_(erased.person), BOND.c.other.in_(erased.person))
            connection.execute(BOND.delete().where(either))

    def wipe(self, person: Sequence[str], owners: Sequence[bytes]) -> None:
        """Destroy everything in the journal that the keys of these pseudonyms opened, and what is counted of them;
        `owners` are their names there.
        """
        with self._database.writing() as connection:
            _wipe(connection, person)
            forget(connection, owners)

    def flush(self) -> bool:
        """Empty the write-ahead log, where what was destroyed may still stand; False while a reader needs it."""
        return self._database.forget()

    def cids(self, person: Sequence[str]) -> Sequence[str]:
        """The CIDs of the records of these pseudonyms."""
        with self._database.reading() as connection:
            return connection.scalars(select(RECORD.c.cid).where(RECORD.c.pseudonym.in_(person))).all()

    def entries(self, person: Sequence[str]) -> Sequence[tuple[str, int]]:
        """(id, place in the log) of these pseudonyms' records; what never came into the log is not kept."""
        query = select(RECORD.c.id, RECORD.c.log_index).where(RECORD.c.pseudonym.in_(person))
        with self._database.reading() as connection:
            rows = connection.execute(
                query.where(RECORD.c.log_index.is_not(None)).order_by(RECORD.c.log_index)
            )
            return [(row.id, row.log_index) for row in rows]

    def certify(self, erased: Erased, certificate: str) -> None:
        """The erasure is done. Records that never came into the log are not kept either."""
        mine = RECORD.c.pseudonym.in_(erased.person)
        done = ERASURE.update().where(ERASURE.c.pseudonym == erased.pseudonym)
        with self._database.writing() as connection:
            connection.execute(RECORD.delete().where(mine, RECORD.c.log_index.is_(None)))
            connection.execute(done.values(stage=Stage.DONE, certificate=certificate))

    def hand_over(self, handover: Handover) -> None:
        """Remember who was given a record."""
        row = {name: getattr(handover, name) for name in Handover.__slots__}
        with self._database.writing() as connection:
            connection.execute(HANDOVER.insert().values(row))

    def handovers(self, person: Sequence[str]) -> Sequence[Handover]:
        """Who was given which of these pseudonyms' records, oldest first."""
        columns = [HANDOVER.c[name] for name in Handover.__slots__]
        query = select(*columns).where(HANDOVER.c.pseudonym.in_(person)).order_by(HANDOVER.c.number)
        with self._database.reading() as connection:
            return [Handover(*row) for row in connection.execute(query)]


def _wipe(connection: Connection, person: Sequence[str]) -> None:
    mine = RECORD.c.pseudonym.in_(person)
    ids = select(RECORD.c.id).where(mine)
    messages = select(RECORD.c.message_id).where(mine)
    theirs = or_(MESSAGE.c.pseudonym.in_(person), MESSAGE.c.id.in_(messages))
    connection.execute(SPOOL.delete().where(SPOOL.c.record_id.in_(ids)))
    entries = ENTRY.c.pseudonym.in_(person)
    connection.execute(TERM.delete().where(TERM.c.number.in_(select(ENTRY.c.number).where(entries))))
    connection.execute(ENTRY.delete().where(entries))
    written = select(WRITTEN.c.name).where(WRITTEN.c.message.in_(select(MESSAGE.c.tag).where(theirs)))
    connection.execute(BEARING.delete().where(BEARING.c.name.in_(written)))
    connection.execute(MESSAGE.update().where(theirs).values(sealed=b"", wrapped_key=b""))
    connection.execute(RECORD.update().where(mine).values(wrapped_key=b"", wrapped_seed=b"", facts=b""))


def _erased(row: RowMapping) -> Erased:
    words = {name: tuple(row[name].split()) for name in _LISTS}
    return Erased(**(dict(row) | words | {"stage": Stage(row["stage"])}))
