"""Who has come today, what the hospital is told of it, and who calls for help: plain rows, no decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from sqlalchemy import Connection, func, select

from anchor.database import Database
from fhir_bridge.store.visiting import ARRIVAL, CALL, DISPATCH, OBJECTION


class DispatchState(StrEnum):
    """How far a message to the hospital is."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ArrivalKept:
    """Somebody has come: how to call them is sealed under their key. `number` counts within the day."""

    id: str
    day: str
    number: int
    at: int
    pseudonym: str
    appointment: str
    state: str
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class DispatchKept:
    """A message for the hospital, sealed under the key of whom it is about; `id` is that of its arrival."""

    id: str
    pseudonym: str
    state: str
    sealed: bytes = field(repr=False)
    at: int
    tries: int = 0
    said: str = ""


class ArrivalTables:
    """The tables `arrival`, `dispatch`, `call` and `objection`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def arrive(self, arrival: ArrivalKept, dispatch: DispatchKept | None) -> ArrivalKept:
        """Write an arrival, with its number of the day, and what the hospital is told: both or neither.

        One that is written already stays as it is.
        """
        with self._database.writing() as connection:
            known = _arrival(connection, arrival.id)
            if known:
                return known
            last = select(func.max(ARRIVAL.c.number)).where(ARRIVAL.c.day == arrival.day)
            number = (connection.scalar(last) or 0) + 1
            connection.execute(ARRIVAL.insert().values(asdict(arrival) | {"number": number}))
            if dispatch:
                connection.execute(DISPATCH.insert().values(asdict(dispatch)))
            return _arrival(connection, arrival.id) or arrival

    def find(self, id_: str) -> ArrivalKept | None:
        """The arrival with this id."""
        with self._database.reading() as connection:
            return _arrival(connection, id_)

    def today(self, day: str) -> Sequence[ArrivalKept]:
        """The arrivals of a day, in order."""
        query = select(ARRIVAL).where(ARRIVAL.c.day == day).order_by(ARRIVAL.c.number)
        with self._database.reading() as connection:
            return [ArrivalKept(**row) for row in connection.execute(query).mappings()]

    def waiting(self, most: int = 100) -> Sequence[DispatchKept]:
        """Messages that the hospital has not, oldest first."""
        waits = DISPATCH.c.state == DispatchState.WAITING
        query = select(DISPATCH).where(waits).order_by(DISPATCH.c.at, DISPATCH.c.id).limit(most)
        with self._database.reading() as connection:
            return [DispatchKept(**row) for row in connection.execute(query).mappings()]

    def dispatched(self, id_: str, state: DispatchState, *, said: str, arrival: str) -> None:
        """A message was answered, or not: its state, what the hospital said, and how its arrival stands now."""
        new = {"state": state, "said": said, "tries": DISPATCH.c.tries + 1}
        with self._database.writing() as connection:
            connection.execute(DISPATCH.update().where(DISPATCH.c.id == id_).values(new))
            if arrival:
                connection.execute(ARRIVAL.update().where(ARRIVAL.c.id == id_).values(state=arrival))

    def counts(self) -> dict[str, int]:
        """How many messages to the hospital stand in each state."""
        query = select(DISPATCH.c.state, func.count()).group_by(DISPATCH.c.state)
        with self._database.reading() as connection:
            return {f"arrivals {row[0]}": row[1] for row in connection.execute(query)}

    def call(self, id_: str, *, kiosk: str, help_: str, at: int) -> None:
        """Somebody is wanted at a kiosk."""
        with self._database.writing() as connection:
            connection.execute(CALL.insert().values(id=id_, kiosk=kiosk, help=help_, at=at))

    def calls(self, since: int) -> Sequence[tuple[str, str, int]]:
        """(kiosk, help, when) since a second, newest first."""
        query = select(CALL.c.kiosk, CALL.c.help, CALL.c.at).where(CALL.c.at >= since)
        with self._database.reading() as connection:
            return [(r.kiosk, r.help, r.at) for r in connection.execute(query.order_by(CALL.c.at.desc()))]

    def object(self, id_: str, *, pseudonym: str, act: str, sealed: bytes, at: int) -> None:
        """A patient thinks an act wrong."""
        row = {"id": id_, "pseudonym": pseudonym, "act": act, "sealed": sealed, "at": at}
        with self._database.writing() as connection:
            connection.execute(OBJECTION.insert().values(row))


def _arrival(connection: Connection, id_: str) -> ArrivalKept | None:
    row = connection.execute(select(ARRIVAL).where(ARRIVAL.c.id == id_)).mappings().first()
    return ArrivalKept(**row) if row else None
