"""Cards that this site gave out, and who may stand for whom: plain rows, no decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from sqlalchemy import select

from anchor.database import Database
from fhir_bridge.store.visiting import CARD, MANDATE


@dataclass(frozen=True, slots=True)
class CardKept:
    """A card: certificates by their SHA-256, its 9C key's 23 bytes on chain, greeting sealed under the holder's key.

    `role` and `state` are words of the wire; `end` is when its certificates end.
    """

    guid: bytes
    role: str
    officer: bool
    pseudonym: str
    state: str
    tap: bytes
    log_in: bytes
    sign: bytes
    key: bytes
    end: int
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class MandateKept:
    """Who may stand for whom, and how to greet the patient, sealed under the patient's key."""

    representative: str
    patient: str
    scope: int
    end: int
    sealed: bytes = field(repr=False)


class CardRegistry:
    """The tables `card` and `mandate`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, guid: bytes) -> CardKept | None:
        """The card with this GUID."""
        with self._database.reading() as connection:
            row = connection.execute(select(CARD).where(CARD.c.guid == guid)).mappings().first()
        return CardKept(**row) if row else None

    def of(self, pseudonym: str) -> Sequence[CardKept]:
        """Every card that somebody was given."""
        with self._database.reading() as connection:
            rows = connection.execute(select(CARD).where(CARD.c.pseudonym == pseudonym)).mappings().all()
        return [CardKept(**row) for row in rows]

    def keep(self, card: CardKept) -> None:
        """The card is now like this."""
        with self._database.writing() as connection:
            connection.execute(CARD.delete().where(CARD.c.guid == card.guid))
            connection.execute(CARD.insert().values(asdict(card)))

    def move(self, guid: bytes, state: str) -> None:
        """The card now stands so."""
        with self._database.writing() as connection:
            connection.execute(CARD.update().where(CARD.c.guid == guid).values(state=state))

    def appoint(self, mandate: MandateKept) -> None:
        """The mandate is now this one."""
        same = (
            MANDATE.c.representative == mandate.representative,
            MANDATE.c.patient == mandate.patient,
        )
        with self._database.writing() as connection:
            connection.execute(MANDATE.delete().where(*same))
            connection.execute(MANDATE.insert().values(asdict(mandate)))

    def mandates(self, representative: str, now: int) -> Sequence[MandateKept]:
        """For whom somebody may stand now, by pseudonym."""
        live = MANDATE.c.representative == representative, MANDATE.c.end > now
        with self._database.reading() as connection:
            rows = connection.execute(select(MANDATE).where(*live).order_by(MANDATE.c.patient)).mappings()
            return [MandateKept(**row) for row in rows]
