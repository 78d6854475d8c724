"""Every key that the epoch key wraps, wherever it is kept: what an epoch's turn must wrap anew.

settings named `...-key`, patients and the site, and messages that are accepted and not yet sealed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, bindparam, func, literal, select, union_all

from anchor.database import Database
from fhir_bridge.store.models import MESSAGE, PATIENT, SETTING, MessageState

_EPOCH_BYTES = 8


class Kind(StrEnum):
    """What a wrapped key is for."""

    SETTING = "setting"
    PATIENT = "patient"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A wrapped key and whose it is: a setting's name, a pseudonym or a message's tag."""

    kind: Kind
    owner: str | bytes
    key: bytes = field(repr=False)


_OWNER = {Kind.SETTING: SETTING.c.name, Kind.PATIENT: PATIENT.c.pseudonym, Kind.MESSAGE: MESSAGE.c.tag}
_KEY = {
    Kind.SETTING: SETTING.c.value,
    Kind.PATIENT: PATIENT.c.wrapped_key,
    Kind.MESSAGE: MESSAGE.c.wrapped_key,
}
_WHICH: dict[Kind, ColumnElement[bool]] = {
    Kind.SETTING: SETTING.c.name.like("%-key"),
    Kind.PATIENT: func.length(PATIENT.c.wrapped_key) > 0,
    Kind.MESSAGE: MESSAGE.c.state == MessageState.ACCEPTED,
}


class WrappedKeys:
    """Reads and replaces what the epoch key has wrapped; it can unwrap none of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> Sequence[Wrapped]:
        """Every wrapped key of the site and of its patients; accepted messages are no part of it."""
        with self._database.reading() as connection:
            rows = connection.execute(union_all(_keys(Kind.SETTING), _keys(Kind.PATIENT))).all()
        return [Wrapped(Kind(row[0]), row[1], row[2]) for row in rows]

    def outside(self, epoch: bytes, most: int) -> Sequence[Wrapped]:
        """At most so many keys that another epoch than this one has wrapped."""
        found: list[Wrapped] = []
        with self._database.reading() as connection:
            for kind in Kind:
                other = func.substr(_KEY[kind], 1, _EPOCH_BYTES) != epoch
                rows = connection.execute(_keys(kind).where(other).limit(most - len(found)))
                found += [Wrapped(Kind(row[0]), row[1], row[2]) for row in rows]
        return found

    def adopt(self, newest: Iterable[Wrapped]) -> None:
        """Take these keys for owners that are known here; others stay as they are."""
        with self._database.writing() as connection:
            for one in newest:
                owner, key = _OWNER[one.kind], _KEY[one.kind]
                connection.execute(owner.table.update().where(owner == one.owner).values({key.name: one.key}))

    def replace(self, changes: Iterable[tuple[Wrapped, bytes]]) -> None:
        """(old, new): each key wrapped anew, unless it has changed or gone meanwhile; all in one transaction."""
        rows: dict[Kind, list[dict[str, object]]] = {kind: [] for kind in Kind}
        for old, new in changes:
            rows[old.kind].append({"of": old.owner, "before": old.key, "new": new})
        with self._database.writing() as connection:
            for kind in filter(rows.get, Kind):
                owner, key = _OWNER[kind], _KEY[kind]
                change = owner.table.update().where(owner == bindparam("of"), key == bindparam("before"))
                connection.execute(change.values({key.name: bindparam("new")}), rows[kind])


def _keys(kind: Kind) -> Select[str, str | bytes, bytes]:
    return select(literal(kind.value), _OWNER[kind], _KEY[kind]).where(_WHICH[kind])
