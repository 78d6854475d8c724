"""Challenges that wait for their card, and visits that go on: plain rows, no decisions."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import select

from anchor.database import Database
from fhir_bridge.store.visiting import CHALLENGE, VISIT


@dataclass(frozen=True, slots=True)
class VisitKept:
    """A visit, by the hash of its token. `subject` is whose data it is about; `level` a name of the wire's."""

    tag: bytes
    kiosk: str
    guid: bytes
    holder: str
    subject: str
    level: str
    end: int


class Visits:
    """The tables `challenge` and `visit`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_challenge(self, tag: bytes, kiosk: str, *, end: int, now: int) -> None:
        """A challenge for one kiosk; those that have ended are forgotten."""
        with self._database.writing() as connection:
            connection.execute(CHALLENGE.delete().where(CHALLENGE.c.end <= now))
            connection.execute(CHALLENGE.insert().values(tag=tag, kiosk=kiosk, end=end))

    def use_challenge(self, tag: bytes, kiosk: str, now: int) -> bool:
        """Whether this kiosk was given this challenge and it has not ended; it is gone afterwards."""
        live = CHALLENGE.c.tag == tag, CHALLENGE.c.kiosk == kiosk, CHALLENGE.c.end > now
        with self._database.writing() as connection:
            return connection.execute(CHALLENGE.delete().where(*live)).rowcount == 1

    def begin(self, visit: VisitKept, now: int) -> None:
        """A visit begins, and with it every other at this kiosk is over; so is one that has ended."""
        with self._database.writing() as connection:
            over = (VISIT.c.kiosk == visit.kiosk) | (VISIT.c.end <= now)
            connection.execute(VISIT.delete().where(over))
            connection.execute(VISIT.insert().values(asdict(visit)))

    def find(self, tag: bytes, kiosk: str, now: int) -> VisitKept | None:
        """This kiosk's visit, if it goes on."""
        live = VISIT.c.tag == tag, VISIT.c.kiosk == kiosk, VISIT.c.end > now
        with self._database.reading() as connection:
            row = connection.execute(select(VISIT).where(*live)).mappings().first()
        return VisitKept(**row) if row else None

    def change(self, visit: VisitKept) -> None:
        """The visit is now like this."""
        with self._database.writing() as connection:
            connection.execute(VISIT.update().where(VISIT.c.tag == visit.tag).values(asdict(visit)))

    def end(self, tag: bytes) -> None:
        """The visit is over."""
        with self._database.writing() as connection:
            connection.execute(VISIT.delete().where(VISIT.c.tag == tag))
