"""Subscriptions and what is on its way to them: plain rows, no decisions. Nothing in them names a patient.

subscription   who is told of which type, of one patient or of all, where; how far the index was looked through
delivery       a notification that was not taken yet; it goes when it is, and stays as a dead letter when it is not
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from sqlalchemy import RowMapping, func, select
from sqlmodel import Field

from anchor.database import Database
from fhir_bridge.store.models import Table


class SubscriptionRow(Table, table=True):
    """A subscription, with what its client's token allowed. `pseudonym` is empty for whomever it may read of;
    `after` is the last entry of the index that was looked at, `events` how many it was to be told of; nothing is
    sent before `due`.
    """

    __tablename__ = "subscription"

    id: str = Field(primary_key=True)
    client: str = Field(index=True)
    scopes: str
    purpose: str
    practitioner: str
    kind: str
    pseudonym: str
    endpoint: str
    content: str
    status: str
    after: int
    events: int = 0
    attempts: int = 0
    due: int = 0


class DeliveryRow(Table, table=True):
    """A notification of one entry of the index, the subscription's event number `event`; 0 is the handshake."""

    __tablename__ = "delivery"

    number: int | None = Field(default=None, primary_key=True)
    subscription: str = Field(index=True)
    event: int
    entry: int
    at: int
    dead: bool = Field(default=False, index=True)
    problem: str = ""


SUBSCRIPTION, DELIVERY = Table.metadata.tables["subscription"], Table.metadata.tables["delivery"]


class Status(StrEnum):
    """Subscription.status: asked for, told something, in trouble since, or given up."""

    REQUESTED = "requested"
    ACTIVE = "active"
    ERROR = "error"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Subscription:
    """One subscription; see `SubscriptionRow`."""

    id: str
    client: str
    scopes: str
    purpose: str
    practitioner: str
    kind: str
    pseudonym: str
    endpoint: str
    content: str
    status: str
    after: int
    events: int = 0
    attempts: int = 0
    due: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """One notification; `problem` is why it was not taken when it was last tried."""

    number: int
    subscription: str
    event: int
    entry: int
    at: int
    dead: bool
    problem: str


class Subscriptions:
    """The tables `subscription` and `delivery`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, one: Subscription, *, most: int, at: int) -> bool:
        """One more, with its handshake to deliver; False where its client has that many."""
        mine = select(func.count()).select_from(SUBSCRIPTION).where(SUBSCRIPTION.c.client == one.client)
        with self._database.writing() as connection:
            if (connection.scalar(mine) or 0) >= most:
                return False
            connection.execute(SUBSCRIPTION.insert().values(asdict(one)))
            connection.execute(DELIVERY.insert().values(_waiting(one.id, 0, 0, at)))
        return True

    def all(self, client: str | None = None) -> Sequence[Subscription]:
        """Every subscription, or a client's."""
        query = select(SUBSCRIPTION).order_by(SUBSCRIPTION.c.id)
        if client is not None:
            query = query.where(SUBSCRIPTION.c.client == client)
        with self._database.reading() as connection:
            return [Subscription(**row) for row in connection.execute(query).mappings()]

    def remove(self, id_: str) -> None:
        """Let go of one and of all that is on its way to it."""
        with self._database.writing() as connection:
            connection.execute(DELIVERY.delete().where(DELIVERY.c.subscription == id_))
            connection.execute(SUBSCRIPTION.delete().where(SUBSCRIPTION.c.id == id_))

    def looked(self, one: Subscription, *, after: int, entries: Sequence[int], at: int) -> None:
        """The index was looked through so far, and these entries are to be told of: both or neither."""
        rows = [_waiting(one.id, one.events + count, entry, at) for count, entry in enumerate(entries, 1)]
        progress = {"after": after, "events": one.events + len(rows)}
        with self._database.writing() as connection:
            which = SUBSCRIPTION.update().where(
                SUBSCRIPTION.c.id == one.id, SUBSCRIPTION.c.after == one.after
            )
            if connection.execute(which.values(progress)).rowcount == 1 and rows:
                connection.execute(DELIVERY.insert(), rows)

    def due(self, now: int) -> Sequence[tuple[Subscription, Delivery]]:
        """The oldest delivery that waits for each subscription whose time has come: in order, one at a time."""
        first = select(func.min(DELIVERY.c.number)).where(DELIVERY.c.dead.is_(False))
        query = select(DELIVERY).where(DELIVERY.c.number.in_(first.group_by(DELIVERY.c.subscription)))
        with self._database.reading() as connection:
            heads = [_delivery(row) for row in connection.execute(query).mappings()]
        known = {one.id: one for one in self.all() if one.due <= now and one.status != Status.OFF}
        return [(known[one.subscription], one) for one in heads if one.subscription in known]

    def done(self, one: Delivery) -> None:
        """It was taken."""
        self._finish(one, {"attempts": 0, "due": 0, "status": Status.ACTIVE})

    def dropped(self, one: Delivery) -> None:
        """There is nothing to be told any more."""
        self._finish(one, {"attempts": 0, "due": 0})

    def failed(self, one: Delivery, problem: str, *, due: int) -> None:
        """It was not taken; the subscription waits until `due`."""
        which = SUBSCRIPTION.update().where(SUBSCRIPTION.c.id == one.subscription)
        with self._database.writing() as connection:
            mine = DELIVERY.c.number == one.number
            connection.execute(DELIVERY.update().where(mine).values(problem=problem))
            connection.execute(
                which.values(attempts=SUBSCRIPTION.c.attempts + 1, due=due, status=Status.ERROR)
            )

    def bury(self, one: Delivery, problem: str) -> None:
        """It was tried often enough: a dead letter, and nothing more is sent there until somebody says so."""
        which = SUBSCRIPTION.update().where(SUBSCRIPTION.c.id == one.subscription)
        with self._database.writing() as connection:
            mine = DELIVERY.c.number == one.number
            connection.execute(DELIVERY.update().where(mine).values(problem=problem, dead=True))
            connection.execute(which.values(attempts=0, due=0, status=Status.OFF))

    def waiting(self, subscription: str) -> int:
        """How many deliveries there are for one, on their way or dead."""
        mine = select(func.count()).select_from(DELIVERY).where(DELIVERY.c.subscription == subscription)
        with self._database.reading() as connection:
            return connection.scalar(mine) or 0

    def deliveries(self) -> Sequence[Delivery]:
        """All that is on its way or dead, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(select(DELIVERY).order_by(DELIVERY.c.number)).mappings()
            return [_delivery(row) for row in rows]

    def revive(self, subscription: str) -> int:
        """Let a subscription that was given up be tried anew, at once; how many dead letters there were."""
        which = DELIVERY.update().where(DELIVERY.c.subscription == subscription, DELIVERY.c.dead.is_(True))
        with self._database.writing() as connection:
            mine = SUBSCRIPTION.update().where(SUBSCRIPTION.c.id == subscription)
            connection.execute(mine.values(attempts=0, due=0, status=Status.ERROR))
            return connection.execute(which.values(dead=False)).rowcount

    def _finish(self, one: Delivery, values: dict[str, object]) -> None:
        with self._database.writing() as connection:
            connection.execute(DELIVERY.delete().where(DELIVERY.c.number == one.number))
            which = SUBSCRIPTION.update().where(SUBSCRIPTION.c.id == one.subscription)
            connection.execute(which.values(values))


def _waiting(subscription: str, event: int, entry: int, at: int) -> dict[str, object]:
    row = {"subscription": subscription, "event": event, "entry": entry, "at": at}
    return row | {"dead": False, "problem": ""}


def _delivery(row: RowMapping) -> Delivery:
    return Delivery(**row)
