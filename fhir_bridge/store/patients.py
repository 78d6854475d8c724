"""Pseudonyms, the tags that lead to them, their wrapped keys, and which of them are one person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, func, select

from anchor.database import Database, put_new
from fhir_bridge.records import Bond, Lead, Tie
from fhir_bridge.store.faults import Overtaken
from fhir_bridge.store.models import BOND, IDENTIFIER, MESSAGE, PATIENT, RECORD

# asked for every message: built once
_SOUGHT: BindParameter[Any] = bindparam("sought")
_WHOSE = select(IDENTIFIER.c.pseudonym).where(IDENTIFIER.c.tag == _SOUGHT)
_HELD = select(IDENTIFIER.c.tag).where(
    IDENTIFIER.c.pseudonym == _SOUGHT, IDENTIFIER.c.slot == bindparam("sort")
)
_SLOTS = select(IDENTIFIER.c.slot).where(IDENTIFIER.c.pseudonym == _SOUGHT).distinct()
_LED = (
    IDENTIFIER.update()
    .where(IDENTIFIER.c.tag == _SOUGHT, IDENTIFIER.c.pseudonym == bindparam("before"))
    .values(pseudonym=bindparam("led"), slot=bindparam("sort"))
)
_SENDERS: BindParameter[Any] = bindparam("senders", expanding=True)
_SENT = (
    select(RECORD.c.id)
    .join(MESSAGE, MESSAGE.c.id == RECORD.c.message_id)
    .where(RECORD.c.pseudonym == _SOUGHT, MESSAGE.c.sender.in_(_SENDERS))
    .limit(1)
)
_BONDS = select(BOND.c.tie, BOND.c.one, BOND.c.other).order_by(BOND.c.message_id, BOND.c.number)
_NEWEST_BOND = select(func.coalesce(func.max(BOND.c.number), 0))
_KEY = select(PATIENT.c.wrapped_key).where(PATIENT.c.pseudonym == _SOUGHT)


class Patients:
    """The tables `patient`, `identifier` and `bond`. The keys in it are wrapped: it cannot use them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, tag: bytes) -> str | None:
        """The pseudonym that a tag leads to."""
        return self.find_all([tag])[tag]

    def find_all(self, tags: Iterable[bytes]) -> dict[bytes, str | None]:
        """The pseudonym that each tag leads to."""
        with self._database.reading() as connection:
            return {tag: connection.scalar(_WHOSE, {"sought": tag}) for tag in tags}

    def holds(self, pseudonym: str, slot: bytes) -> bool:
        """Whether an identifier of this authority and type leads to the pseudonym already."""
        with self._database.reading() as connection:
            return connection.execute(_HELD, {"sought": pseudonym, "sort": slot}).first() is not None

    def slots(self, pseudonym: str) -> frozenset[bytes]:
        """Authority and type of each identifier that leads to the pseudonym."""
        with self._database.reading() as connection:
            return frozenset(connection.scalars(_SLOTS, {"sought": pseudonym}))

    def sent_by(self, pseudonym: str, senders: Sequence[bytes]) -> bool:
        """Whether there are records of the pseudonym that one of these senders sent."""
        asked = {"sought": pseudonym, "senders": list(senders)}
        with self._database.reading() as connection:
            return connection.execute(_SENT, asked).first() is not None

    def wrapped_key(self, pseudonym: str) -> bytes | None:
        """The patient's key, wrapped by the epoch key."""
        with self._database.reading() as connection:
            return connection.scalar(_KEY, {"sought": pseudonym})

    def enrol(self, pseudonym: str, wrapped_key: bytes, *, lead: Lead | None = None) -> str:
        """A pseudonym with its key and, for a person, the identifier that leads to it: both or neither.

        The pseudonym that stands: another worker may have enrolled the same person meanwhile.
        """
        with self._database.writing() as connection:
            known = select(IDENTIFIER.c.pseudonym).where(IDENTIFIER.c.tag == lead.tag) if lead else None
            if known is not None and (found := connection.scalar(known)):
                return str(found)
            connection.execute(PATIENT.insert().values(pseudonym=pseudonym, wrapped_key=wrapped_key))
            write_leads(connection, [lead] if lead else ())
        return pseudonym

    def lead(self, lead: Lead) -> None:
        """From now on this identifier leads to this pseudonym."""
        with self._database.writing() as connection:
            write_leads(connection, [lead])

    def bonds(self) -> Sequence[Bond]:
        """Everything that was said of two pseudonyms, in the order of the messages that said it."""
        with self._database.reading() as connection:
            return [Bond(Tie(row.tie), row.one, row.other) for row in connection.execute(_BONDS)]

    def newest_bond(self) -> int:
        """The number of what was said last of two pseudonyms; 0 before the first."""
        with self._database.reading() as connection:
            return int(connection.execute(_NEWEST_BOND).scalar_one())


def write_leads(connection: Connection, leads: Iterable[Lead]) -> None:
    """From now on these tags lead to these pseudonyms; Overtaken where one leads elsewhere than it did."""
    listed = sorted(leads, key=lambda lead: lead.tag)  # in one order, so that no two wait for one another
    rows = [{"tag": one.tag, "pseudonym": one.pseudonym, "slot": one.slot} for one in listed]
    if new := [row for row, one in zip(rows, listed, strict=True) if one.before is None]:
        put_new(connection, IDENTIFIER, new)
    for lead in listed:
        if lead.before is not None:
            led = {"sought": lead.tag, "before": lead.before, "led": lead.pseudonym, "sort": lead.slot}
            connection.execute(_LED, led)
        if connection.scalar(_WHOSE, {"sought": lead.tag}) != lead.pseudonym:
            raise Overtaken


def write_bonds(connection: Connection, message_id: int, bonds: Iterable[Bond]) -> None:
    """What this message said of pseudonyms."""
    for bond in bonds:
        row = {"message_id": message_id, "tie": bond.tie, "one": bond.one, "other": bond.other}
        connection.execute(BOND.insert().values(row))
