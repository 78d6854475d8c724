"""The embedded chain's blocks: one signed transaction each, with what came of it, chained by hash in one
database.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import rlp  # type: ignore[import-untyped]  # it has no stubs
from eth_account import Account
from eth_utils.crypto import keccak
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    Select,
    String,
    Table,
    func,
    insert,
    select,
)

from anchor.database import open_database
from anchor.errors import FormatError

VERSION = 1
CHAIN_ID = 0x66686972  # "fhir"; no registered chain
TOPICS = 4  # an EVM event has at most so many

_schema = MetaData()
_block = Table(
    "block",
    _schema,
    Column("number", BigInteger, primary_key=True),
    Column("hash", LargeBinary, nullable=False, unique=True),
    Column("parent", LargeBinary, nullable=False),
    Column("time", BigInteger, nullable=False),
    Column("transaction", LargeBinary, nullable=False, unique=True),
    Column("raw", LargeBinary, nullable=False),
    Column("sender", String, nullable=False),
    Column("status", Boolean, nullable=False),
    Column("gas", BigInteger, nullable=False),
    Column("contract", String),
)
_event = Table(
    "event",
    _schema,
    Column("block", BigInteger, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("address", String, nullable=False, index=True),
    *(Column(f"topic{i}", LargeBinary, index=i > 0) for i in range(TOPICS)),
    Column("data", LargeBinary, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Transaction:
    """What a signed transaction asks for; `to` is None when it makes a contract."""

    hash: bytes
    sender: str
    nonce: int
    to: str | None
    data: bytes
    value: int

    @classmethod
    def parse(cls, raw: bytes) -> Transaction:
        """The transaction in its signed bytes: type 2 (EIP-1559), for this chain."""
        if raw[:1] != b"\x02":
            raise FormatError("transaction: the embedded chain takes type 2 alone")
        return cls.decode(raw, str(Account.recover_transaction(raw)).lower())

    @classmethod
    def decode(cls, raw: bytes, sender: str) -> Transaction:
        """The same, where its sender was found out before."""
        chain, nonce, _tip, _fee, _gas, to, value, data, *_rest = rlp.decode(raw[1:])
        if int.from_bytes(chain, "big") != CHAIN_ID:
            raise FormatError("transaction: for another chain")
        return cls(
            hash=keccak(raw),
            sender=sender,
            nonce=int.from_bytes(nonce, "big"),
            to="0x" + to.hex() if to else None,
            data=data,
            value=int.from_bytes(value, "big"),
        )


@dataclass(frozen=True, slots=True)
class Event:
    """What a contract (its address) told: up to four topics of 32 bytes, and data."""

    address: str
    topics: tuple[bytes, ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a transaction: whether it stood, its gas, the contract that it made, what was told."""

    status: bool
    gas: int
    contract: str | None
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A block of one transaction. Its hash covers everything but the gas."""

    number: int
    hash: bytes
    parent: bytes
    time: int
    transaction: bytes
    raw: bytes
    sender: str
    outcome: Outcome

    @classmethod
    def genesis(cls) -> Block:
        """The block before the first, which nothing is written of."""
        seal = keccak(b"fhir-anchor/embedded-chain/v1")
        return cls(
            0, seal, bytes(32), 0, bytes(32), b"", "", Outcome(status=True, gas=0, contract=None, events=())
        )

    @classmethod
    def follow(
        cls, last: Block, transaction: Transaction, *, raw: bytes, time: int, outcome: Outcome
    ) -> Block:
        """The block after `last`."""
        number = last.number + 1
        told = b"".join(
            keccak(b"".join([one.address.encode(), *one.topics, one.data])) for one in outcome.events
        )
        made = (outcome.contract or "").encode()
        content = [last.hash, number.to_bytes(8, "big"), time.to_bytes(8, "big"), transaction.hash]
        content.append(transaction.sender.encode())
        seal = keccak(b"".join([*content, bytes([outcome.status]), keccak(made), keccak(told)]))
        return cls(number, seal, last.hash, time, transaction.hash, raw, transaction.sender, outcome)


class Journal:
    """The blocks and events of the embedded chain."""

    def __init__(self, where: Path | str) -> None:
        self._database = open_database(where, _schema, name="chain", version=VERSION)

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction for the one writer."""
        return self._database.writing()

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that sees one moment."""
        return self._database.reading()

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def add(self, connection: Connection, block: Block) -> None:
        """Write a block and its events."""
        done = block.outcome
        row = {
            name: getattr(block, name)
            for name in ("number", "hash", "parent", "time", "transaction", "raw", "sender")
        }
        kept = {"status": done.status, "gas": done.gas, "contract": done.contract}
        connection.execute(insert(_block).values(row | kept))
        for place, event in enumerate(done.events):
            topics = {f"topic{i}": topic for i, topic in enumerate(event.topics)}
            told = {"block": block.number, "place": place, "address": event.address, "data": event.data}
            connection.execute(insert(_event).values(told | topics))

    def above(self, connection: Connection, number: int) -> Iterator[Block]:
        """The blocks after a number, in order, without their events."""
        wanted = select(_block).where(_block.c.number > number).order_by(_block.c.number)
        return map(_read, connection.execute(wanted))

    def block(self, number: int) -> Block | None:
        """The block at a number."""
        return self._one(select(_block).where(_block.c.number == number))

    def by_hash(self, seal: bytes) -> Block | None:
        """The block with a hash."""
        return self._one(select(_block).where(_block.c.hash == seal))

    def by_transaction(self, transaction: bytes) -> Block | None:
        """The block of a transaction, by its hash."""
        return self._one(select(_block).where(_block.c.transaction == transaction))

    def height(self) -> int:
        """The number of the last block."""
        with self.reading() as connection:
            return int(connection.execute(select(func.max(_block.c.number))).scalar() or 0)

    def events(
        self, first: int, last: int, *, addresses: list[str] | None, topics: list[list[bytes] | None]
    ) -> list[tuple[int, int, Event]]:
        """The events (block, place, event) in a range of blocks, both ends in it, where address and topics
        are among those given.
        """
        wanted = select(_event).where(_event.c.block.between(first, last))
        if addresses is not None:
            wanted = wanted.where(_event.c.address.in_(addresses))
        for i, among in enumerate(topics):
            if among is not None:
                wanted = wanted.where(_event.c[f"topic{i}"].in_(among))
        with self.reading() as connection:
            rows = connection.execute(wanted.order_by(_event.c.block, _event.c.place)).all()
        return [(row.block, row.place, _read_event(row)) for row in rows]

    def _one(self, wanted: Select[tuple[object, ...]]) -> Block | None:
        with self.reading() as connection:
            row = connection.execute(wanted).one_or_none()
        return _read(row) if row else None


def _read(row: Row[tuple[object, ...]]) -> Block:
    done = Outcome(row.status, row.gas, row.contract, ())
    return Block(row.number, row.hash, row.parent, row.time, row.transaction, row.raw, row.sender, done)


def _read_event(row: Row[tuple[object, ...]]) -> Event:
    topics = (getattr(row, f"topic{i}") for i in range(TOPICS))
    return Event(row.address, tuple(topic for topic in topics if topic is not None), row.data)
