"""The index of resources: keyed hashes of what they are found by. It can be thrown away and made again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from anchor.database import Database
from fhir_bridge.records import SITE
from fhir_bridge.store.gateway import ENTRY, INDEXED, TERM
from fhir_bridge.store.models import MESSAGE, RECORD


@dataclass(frozen=True, slots=True)
class Entry:
    """A resource, before it is in the index; see `gateway.EntryRow`. `terms` are the hashes of its codes."""

    leaf: int
    name: bytes
    thing: bytes
    kind: bytes
    gone: bool
    terms: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Found:
    """A resource as the index has it; `at` is when its message was accepted, in seconds since 1970."""

    number: int
    record_id: str
    leaf: int
    pseudonym: str
    thing: bytes = field(repr=False)
    kind: bytes = field(repr=False)
    at: int
    gone: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record that is in the log and not in the index."""

    record_id: str
    pseudonym: str
    log_index: int
    at: int


_ORDER = (RECORD.c.message_id, RECORD.c.part, ENTRY.c.leaf)


def _ordered() -> Select[Any]:
    columns = [ENTRY.c[name] for name in Found.__slots__]
    return select(*columns).join(RECORD, RECORD.c.id == ENTRY.c.record_id).order_by(*_ORDER)


# asked with every read: built once
_WAITING = (
    select(RECORD.c.id, RECORD.c.pseudonym, RECORD.c.log_index, MESSAGE.c.accepted_at)
    .join(MESSAGE, MESSAGE.c.id == RECORD.c.message_id)
    .join(INDEXED, INDEXED.c.record_id == RECORD.c.id, isouter=True)
    .where(RECORD.c.log_index > bindparam("after"), INDEXED.c.record_id.is_(None))
    .where(RECORD.c.pseudonym != SITE, func.length(RECORD.c.wrapped_key) > 0)
    .order_by(RECORD.c.log_index)
    .limit(bindparam("most"))
)
_NAMED = _ordered().where(ENTRY.c.name == bindparam("name"))
_OF = _ordered().where(ENTRY.c.pseudonym.in_(bindparam("person", expanding=True)))
_NEWEST_OF_THING = (
    select(ENTRY.c.number)
    .join(RECORD, RECORD.c.id == ENTRY.c.record_id)
    .where(ENTRY.c.pseudonym.in_(bindparam("person", expanding=True)), ENTRY.c.thing == bindparam("thing"))
    .order_by(*(column.desc() for column in _ORDER))
    .limit(1)
)
_OF_RECORD = _ordered().where(ENTRY.c.record_id == bindparam("record"))


class Entries:
    """The tables `entry`, `term` and `indexed`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self, after: int, most: int) -> Sequence[Waiting]:
        """Patients' records whose place in the log is after this one, and which are not in the index."""
        with self._database.reading() as connection:
            rows = connection.execute(_WAITING, {"after": after, "most": most})
            return [Waiting(row[0], row[1], row[2], int(row[3].timestamp())) for row in rows]

    def add(self, record: Waiting, entries: Iterable[Entry]) -> None:
        """A record's resources, all of them or none; those of a record that is there already stay as they are."""
        with self._database.writing() as connection:
            known = select(INDEXED.c.record_id).where(INDEXED.c.record_id == record.record_id)
            if connection.execute(known).first():
                return
            connection.execute(INDEXED.insert().values(record_id=record.record_id))
            for one in entries:
                row = {"record_id": record.record_id, "pseudonym": record.pseudonym, "at": record.at}
                row |= {"leaf": one.leaf, "name": one.name, "thing": one.thing}
                row |= {"kind": one.kind, "gone": one.gone}
                number = connection.execute(ENTRY.insert().values(row).returning(ENTRY.c.number)).scalar_one()
                if one.terms:
                    connection.execute(TERM.insert(), [{"number": number, "tag": tag} for tag in one.terms])

    def named(self, name: bytes) -> Sequence[Found]:
        """What bears this name, of all patients, oldest first."""
        return self._found(_NAMED, name=name)

    def of(self, person: Sequence[str]) -> Sequence[Found]:
        """All that is of these pseudonyms, oldest first."""
        return self._found(_OF, person=person)

    def newest_of(self, person: Sequence[str], thing: bytes) -> int | None:
        """The number of the newest version of one thing of theirs."""
        with self._database.reading() as connection:
            return connection.scalar(_NEWEST_OF_THING, {"person": person, "thing": thing})

    def of_record(self, record_id: str) -> Sequence[Found]:
        """The resources of one record, in order."""
        return self._found(_OF_RECORD, record=record_id)

    def since(self, number: int, most: int) -> Sequence[Found]:
        """What came into the index after this entry, in the order in which it came."""
        columns = [ENTRY.c[name] for name in Found.__slots__]
        query = select(*columns).where(ENTRY.c.number > number).order_by(ENTRY.c.number)
        return self._found(query.limit(most))

    def numbered(self, number: int) -> Found | None:
        """The entry of this number."""
        return next(iter(self._found(_ordered().where(ENTRY.c.number == number))), None)

    def newest(self) -> int:
        """The newest entry's number; 0 before the first."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.max(ENTRY.c.number))) or 0

    def bearing(self, terms: Sequence[bytes]) -> frozenset[int]:
        """The numbers of what bears one of these terms."""
        with self._database.reading() as connection:
            query = select(TERM.c.number).where(TERM.c.tag.in_(terms))
            return frozenset(connection.scalars(query))

    def _found(self, query: Select[Any], **asked: object) -> Sequence[Found]:
        with self._database.reading() as connection:
            return [Found(*row) for row in connection.execute(query, asked)]
