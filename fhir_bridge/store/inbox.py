"""The way into the journal: many messages in one transaction, each with the acknowledgement that answers it.

    KEPT       new, and durable when the transaction is           AGAIN      these very bytes were kept before
    CONFLICT   another message bears its identity: the first is kept, this one is not
    STALE      it is not the next version of what it writes, or another resource bears the identifier it is found by
    GAP        its sequence number is not the one that its sender's last message leads to

Two messages have one identity where sender, control id and time are the same. Senders' counters restart, so an
identity counts for as long as its sender's window is, and is then free again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, select

from anchor.database import Database, put
from fhir_bridge.records import SITE, Format
from fhir_bridge.store.models import BEARING, LANE, MESSAGE, WRITTEN, MessageState, now


@dataclass(frozen=True, slots=True)
class Written:
    """A version of a resource that a client writes by its id; see `models.WrittenRow`."""

    name: bytes = field(repr=False)
    version: int
    message: bytes = field(repr=False)
    body: bytes = field(repr=False)
    created: bool
    gone: bool
    at: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message that can be kept: whatever says something of its content is sealed or hashed under a key.

    `tag` is of its bytes, `identity` of what its sender calls it (empty: nothing), `sender` of who that is.
    `sequence` is its number at the sender, if that numbers its messages. `writes` is the version that it is of
    something, `bears` are the hashes of that version's identifiers, and `alone` is one that nothing else may bear.
    """

    tag: bytes = field(repr=False)
    format: Format
    sealed: bytes = field(repr=False)
    wrapped_key: bytes = field(repr=False)
    sender: bytes = field(repr=False, default=b"")
    identity: bytes = field(repr=False, default=b"")
    window: timedelta = timedelta()
    sequence: int | None = None
    ack: bytes = field(repr=False, default=b"")
    writes: Written | None = None
    bears: frozenset[bytes] = field(repr=False, default=frozenset())
    alone: bytes = field(repr=False, default=b"")


class Fate(StrEnum):
    """What became of an arrival."""

    KEPT = "kept"
    AGAIN = "again"
    CONFLICT = "conflict"
    GAP = "gap"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an arrival; `ack` is the sealed acknowledgement that was kept with these bytes at first.

    `expected` is the sequence number that its sender's next message should have, 0 where none is known.
    """

    fate: Fate
    ack: bytes = field(repr=False, default=b"")
    expected: int = 0


class Inbox:
    """The tables `message` and `lane`, from the side of whoever takes messages in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, arrivals: Sequence[Arrival]) -> list[Verdict]:
        """What became of each, in order; everything that is KEPT is durable when this returns."""
        with self._database.writing() as connection:
            judge = _Judge(connection, arrivals)
            verdicts = [judge.judge(arrival) for arrival in arrivals]
            judge.write()
        return verdicts

    def expected(self, sender: bytes) -> int:
        """The sequence number that a sender's next message should have, 0 where none is known."""
        with self._database.reading() as connection:
            return connection.scalar(select(LANE.c.expected).where(LANE.c.sender == sender)) or 0

    def written(self, name: bytes) -> Written | None:
        """The newest version of what a client wrote under this name."""
        with self._database.reading() as connection:
            return _written(connection, name)

    def bearing(self, term: bytes) -> Sequence[Written]:
        """The newest versions that bear an identifier."""
        with self._database.reading() as connection:
            return [Written(**row) for row in connection.execute(_BEARING, {"term": term}).mappings()]


_BEARERS = select(BEARING.c.name).where(BEARING.c.term == bindparam("term"))
_BEARING = select(WRITTEN).where(WRITTEN.c.name.in_(_BEARERS))
_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
_KEPT = select(MESSAGE.c.tag, MESSAGE.c.ack).where(MESSAGE.c.tag.in_(_KEYS))
_SEEN = select(MESSAGE.c.identity, MESSAGE.c.accepted_at).where(MESSAGE.c.identity.in_(_KEYS))
_EXPECTED = select(LANE.c.sender, LANE.c.expected).where(LANE.c.sender.in_(_KEYS))


class _Judge:
    """Judges arrivals one after another, each in the light of those before it."""

    def __init__(self, connection: Connection, arrivals: Sequence[Arrival]) -> None:
        self._connection = connection
        self._now = now()
        tags = {arrival.tag for arrival in arrivals}
        identities = {arrival.identity for arrival in arrivals} - {b""}
        senders = {arrival.sender for arrival in arrivals}
        self._kept = dict(_pairs(connection, _KEPT, tags))
        seen = _pairs(connection, _SEEN, identities)
        self._seen = {identity: at.replace(tzinfo=UTC) for identity, at in sorted(seen)}
        self._lanes = dict(_pairs(connection, _EXPECTED, senders))
        self._expected = dict(self._lanes)
        self._rows: list[dict[str, object]] = []
        self._writes: dict[bytes, Arrival] = {}

    def judge(self, arrival: Arrival) -> Verdict:
        """What becomes of the next one."""
        expected = self._expected.get(arrival.sender, 0)
        if arrival.tag in self._kept:
            return Verdict(Fate.AGAIN, self._kept[arrival.tag], expected)
        at = self._seen.get(arrival.identity)
        if arrival.identity and at and self._now - at < arrival.window:
            return Verdict(Fate.CONFLICT)
        if arrival.sequence and expected and arrival.sequence != expected:
            return Verdict(Fate.GAP, expected=expected)
        if arrival.writes and not self._follows(arrival, arrival.writes):
            return Verdict(Fate.STALE)
        self._keep(arrival)
        return Verdict(Fate.KEPT, arrival.ack, self._expected[arrival.sender])

    def write(self) -> None:
        """Write what was kept."""
        if not self._rows:
            return
        for sender in self._expected.keys() - self._lanes.keys():
            row = {"sender": sender, "worker": "", "expected": self._expected[sender]}
            self._connection.execute(LANE.insert().values(row))
        for sender, expected in self._lanes.items():
            if self._expected[sender] != expected:
                lane = LANE.update().where(LANE.c.sender == sender)
                self._connection.execute(lane.values(expected=self._expected[sender]))
        self._connection.execute(MESSAGE.insert(), self._rows)
        if self._writes:
            self._write_versions()

    def _write_versions(self) -> None:
        put(self._connection, WRITTEN, [asdict(one.writes) for one in self._writes.values() if one.writes])
        self._connection.execute(BEARING.delete().where(BEARING.c.name.in_(self._writes)))
        bearing = [{"term": term, "name": name} for name, one in self._writes.items() for term in one.bears]
        if bearing:
            self._connection.execute(BEARING.insert(), bearing)

    def _follows(self, arrival: Arrival, writes: Written) -> bool:
        """Whether nothing came before it that its writer had not seen."""
        before = self._writes.get(writes.name)
        last = before.writes if before else _written(self._connection, writes.name)
        is_next = writes.version == (last.version + 1 if last else 1)
        return is_next and not (arrival.alone and self._bearers(arrival.alone) - {writes.name})

    def _bearers(self, term: bytes) -> set[bytes]:
        kept = set(self._connection.scalars(_BEARERS, {"term": term})) - self._writes.keys()
        return kept | {name for name, one in self._writes.items() if term in one.bears}

    def _keep(self, arrival: Arrival) -> None:
        self._kept[arrival.tag] = arrival.ack
        if arrival.writes:
            self._writes[arrival.writes.name] = arrival
        self._seen[arrival.identity] = self._now
        before = self._expected.get(arrival.sender, 0)
        self._expected[arrival.sender] = arrival.sequence + 1 if arrival.sequence else before
        names = ("tag", "format", "sealed", "wrapped_key", "sender", "identity", "sequence", "ack")
        row = {name: getattr(arrival, name) for name in names}
        fresh = {"pseudonym": SITE, "state": MessageState.ACCEPTED, "reason": "", "attempts": 0}
        self._rows.append(row | fresh | {"accepted_at": self._now})


def _written(connection: Connection, name: bytes) -> Written | None:
    row = connection.execute(select(WRITTEN).where(WRITTEN.c.name == name)).mappings().first()
    return Written(**row) if row else None


def _pairs(connection: Connection, query: Select[tuple[Any, Any]], keys: set[bytes]) -> Iterator[Any]:
    """(key, value) of the rows that have one of these keys."""
    if keys:
        yield from connection.execute(query, {"keys": list(keys)})
