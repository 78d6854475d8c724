"""What was entered into a log: one small row for an entry that the tree takes later, with what rides along.

entered ──> the tree takes it, its place is known ──> whoever sent what rides along keeps that elsewhere: let go
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

SCHEMA = MetaData()
"""The tables of a log; its others are in `logstore`."""

_entered = Table(
    "entered",
    SCHEMA,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("entry", LargeBinary, nullable=False),
    Column("place", BigInteger),
    Column("rider", LargeBinary, nullable=False),
)
_add = insert(_entered)
_waiting = (
    select(_entered.c.number, _entered.c.entry).where(_entered.c.place.is_(None)).order_by(_entered.c.number)
)
_count = select(func.count()).select_from(_entered).where(_entered.c.place.is_(None))
_placed = update(_entered).where(_entered.c.number == bindparam("which")).values(place=bindparam("found"))
_riders = (
    select(_entered.c.number, _entered.c.entry, _entered.c.place, _entered.c.rider)
    .where(_entered.c.place.is_not(None))
    .order_by(_entered.c.number)
)
_let_go = delete(_entered).where(
    _entered.c.number == bindparam("which"), _entered.c.place == bindparam("found")
)


@dataclass(frozen=True, slots=True)
class Rider:
    """What came with an entry, whose place is known, until whoever sent it lets it go. A number may come again, with
    another place.
    """

    number: int
    entry: bytes
    place: int
    data: bytes = field(repr=False)


class EnteredRows:
    """These rows within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, entries: Sequence[tuple[bytes, bytes]]) -> None:
        """New entries, each with its rider, for the tree to take."""
        self._connection.execute(_add, [{"entry": entry, "rider": rider} for entry, rider in entries])

    def waiting(self) -> Sequence[tuple[int, bytes]]:
        """(number, entry) of what the tree has not taken, in the order in which it was entered."""
        return [(row.number, row.entry) for row in self._connection.execute(_waiting)]

    def count(self) -> int:
        """How many of those there are."""
        return int(self._connection.scalar(_count) or 0)

    def placed(self, places: Mapping[int, int]) -> None:
        """Where the tree has them, by their numbers."""
        rows = [{"which": number, "found": place} for number, place in places.items()]
        self._connection.execute(_placed, rows)

    def riders(self) -> Sequence[Rider]:
        """What came with entries that the tree has, and was not let go."""
        return [Rider(*row) for row in self._connection.execute(_riders)]

    def let_go(self, riders: Sequence[Rider]) -> None:
        """These are kept elsewhere."""
        self._connection.execute(_let_go, [{"which": one.number, "found": one.place} for one in riders])
