"""What researchers count, without identifiers: rows that can be thrown away and made again from the records.

profile      a person as they stand: sex, year of birth
feature      what is coded of a person, by keyed hash, and the year

`state` is a keyed hash of who a person is and of the newest that is known of them, `owner` one of the pseudonym that
a row's resource lies under. Neither these nor the codes can be told without the features' key.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, bindparam, func, select
from sqlmodel import Field

from anchor.database import Database, put_new
from fhir_bridge.store.gateway import ENTRY
from fhir_bridge.store.models import PATIENT, Table

UNKNOWN = 0
"""A year that is not known, or that would show an age over 89."""
OVER_89 = 1
"""The year of birth of everybody whose age is over 89."""
_AT_ONCE = 500


class ProfileRow(Table, table=True):
    """A person; `labels` are those of their Patient, `system|code` each with a space between."""

    __tablename__ = "profile"

    state: bytes = Field(primary_key=True)
    owner: bytes = Field(index=True)
    labels: str
    sex: str
    born: int


class FeatureRow(Table, table=True):
    """Something coded, once a year."""

    __tablename__ = "feature"

    term: bytes = Field(primary_key=True)
    state: bytes = Field(primary_key=True, index=True)
    owner: bytes = Field(primary_key=True, index=True)
    labels: str = Field(primary_key=True)
    year: int = Field(primary_key=True)


PROFILE, FEATURE = Table.metadata.tables["profile"], Table.metadata.tables["feature"]


@dataclass(frozen=True, slots=True)
class Profile:
    """See `ProfileRow`."""

    state: bytes
    owner: bytes
    labels: str
    sex: str
    born: int


@dataclass(frozen=True, slots=True)
class Feature:
    """See `FeatureRow`."""

    term: bytes
    state: bytes
    owner: bytes
    labels: str
    year: int


_LIVING = (
    select(ENTRY.c.pseudonym, func.max(ENTRY.c.number))
    .join(PATIENT, PATIENT.c.pseudonym == ENTRY.c.pseudonym)
    .where(func.length(PATIENT.c.wrapped_key) > 0)
    .group_by(ENTRY.c.pseudonym)
)
_BEARING = select(*(FEATURE.c[name] for name in Feature.__slots__)).where(
    FEATURE.c.term == bindparam("term"), FEATURE.c.year.between(bindparam("first"), bindparam("last"))
)


class Features:
    """The tables `profile` and `feature`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def living(self) -> dict[str, int]:
        """The number of the newest that is in the index of each pseudonym that is not erased."""
        with self._database.reading() as connection:
            return {row[0]: row[1] for row in connection.execute(_LIVING)}

    def states(self) -> frozenset[bytes]:
        """Every state that there are rows of."""
        with self._database.reading() as connection:
            return frozenset(connection.scalars(select(PROFILE.c.state)))

    def add(self, person: Sequence[str], profile: Profile, features: Iterable[Feature]) -> None:
        """What there is of a person, all of it or none; nothing of somebody who was erased meanwhile."""
        rows = [asdict(one) for one in features]
        alive = func.length(PATIENT.c.wrapped_key) > 0
        mine = select(func.count()).where(PATIENT.c.pseudonym.in_(person), alive)
        with self._database.writing() as connection:
            if connection.scalar(mine) != len(person):
                return
            put_new(connection, PROFILE, [asdict(profile)])
            if rows:
                put_new(connection, FEATURE, rows)

    def drop(self, states: Collection[bytes]) -> None:
        """Forget these states."""
        every = list(states)
        for start in range(0, len(every), _AT_ONCE):
            some = every[start : start + _AT_ONCE]
            with self._database.writing() as connection:
                for table in (FEATURE, PROFILE):
                    connection.execute(table.delete().where(table.c.state.in_(some)))

    def profiles(self) -> Sequence[Profile]:
        """Everybody."""
        with self._database.reading() as connection:
            columns = [PROFILE.c[name] for name in Profile.__slots__]
            return [Profile(*row) for row in connection.execute(select(*columns))]

    def bearing(self, term: bytes, first: int, last: int) -> Sequence[Feature]:
        """What bears a term, in the years from the first to the last."""
        with self._database.reading() as connection:
            asked = {"term": term, "first": first, "last": last}
            return [Feature(*row) for row in connection.execute(_BEARING, asked)]


def forget(connection: Connection, owners: Sequence[bytes]) -> None:
    """Forget all that lies under these pseudonyms, and the people whose it was."""
    for table in (FEATURE, PROFILE):
        connection.execute(table.delete().where(table.c.owner.in_(owners)))
