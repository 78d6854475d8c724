"""The console's passes: a link that lets one browser in, once, and the session that it becomes. Plain rows.

pass_    hash of a link or a session, whose it is, until when
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum

from sqlalchemy import RowMapping, select
from sqlmodel import Field

from anchor.database import Database
from fhir_bridge.store.models import Table


class PassRow(Table, table=True):
    """A pass; `kind` is `link` or `session`."""

    __tablename__ = "pass_"

    tag: bytes = Field(primary_key=True)
    kind: str
    operator: str
    login: str
    end: int = Field(index=True)


PASS = Table.metadata.tables["pass_"]


class Kind(StrEnum):
    """What a pass is good for."""

    LINK = "link"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class Pass:
    """Who may come in, known by the hash of 32 random bytes; `operator` is their name, `login` the system's user."""

    tag: bytes = field(repr=False)
    kind: str
    operator: str
    login: str
    end: int


class Passes:
    """The table `pass_`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, one: Pass, now: int) -> None:
        """One more; those that have ended go."""
        with self._database.writing() as connection:
            connection.execute(PASS.delete().where(PASS.c.end <= now))
            connection.execute(PASS.insert().values(asdict(one)))

    def find(self, tag: bytes, kind: Kind, now: int) -> Pass | None:
        """A pass of this kind that has not ended."""
        query = select(PASS).where(PASS.c.tag == tag, PASS.c.kind == kind, PASS.c.end > now)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        return _pass(row) if row else None

    def redeem(self, link: bytes, session: bytes, *, end: int, now: int) -> Pass | None:
        """The session that a link becomes; None where there is no such link any more."""
        alive = PASS.c.tag == link, PASS.c.kind == Kind.LINK, PASS.c.end > now
        with self._database.writing() as connection:
            row = connection.execute(select(PASS).where(*alive)).mappings().first()
            if row is None:
                return None
            made = replace(_pass(row), tag=session, kind=Kind.SESSION, end=end)
            connection.execute(PASS.delete().where(PASS.c.tag == link))
            connection.execute(PASS.insert().values(asdict(made)))
        return made

    def drop(self, tag: bytes | None = None) -> int:
        """End one pass, or all of them; how many there were."""
        which = PASS.delete() if tag is None else PASS.delete().where(PASS.c.tag == tag)
        with self._database.writing() as connection:
            return connection.execute(which).rowcount


def _pass(row: RowMapping) -> Pass:
    return Pass(**row)
