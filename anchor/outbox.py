"""Signed transactions, saved before they are sent: after a crash the same one is sent again, never a second.

One process at a time sends for an account: whoever holds the database's lock, which a death lets go.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import (
    BigInteger,
    Column,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    delete,
    func,
    insert,
    select,
)

from anchor.database import open_database, put_new
from anchor.errors import LedgerUnavailableError
from anchor.fees import Fees
from anchor.home import Home

VERSION = 1

_GWEI = 10**9  # wei; a database's numbers have 64 bits

_schema = MetaData()
_outgoing = Table(
    "outgoing",
    _schema,
    Column("hash", LargeBinary, primary_key=True),
    Column("purpose", String, nullable=False, index=True),
    Column("nonce", BigInteger, nullable=False, index=True),
    Column("tip", BigInteger, nullable=False),
    Column("fee", BigInteger, nullable=False),
    Column("raw", LargeBinary, nullable=False),
)
_paid = Table(
    "paid",
    _schema,
    Column("hash", LargeBinary, primary_key=True),
    Column("time", BigInteger, nullable=False, index=True),
    Column("gwei", BigInteger, nullable=False),
)
_signed = select(_outgoing).order_by(_outgoing.c.nonce, _outgoing.c.fee)


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed transaction: its hash (32 bytes), the sender's nonce, what it offers, and the bytes that are
    sent.
    """

    hash: bytes
    nonce: int
    fees: Fees
    raw: bytes


class Outbox:
    """The transactions of one account, by purpose: a word for what must happen once."""

    def __init__(self, where: Path | str, *, name: str = "outbox") -> None:
        self._database = open_database(where, _schema, name=name, version=VERSION)

    @classmethod
    def of(cls, home: Home, account: str) -> Outbox:
        """The outbox of an account of a home; the one that publishes the log has no name."""
        name = f"outbox_{account}" if account else "outbox"
        return cls(home.database(name), name=name)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Send as the only process; a `LedgerUnavailableError` when another one is sending."""
        with self._database.alone("sender") as free:
            if not free:
                raise LedgerUnavailableError("another process is sending for this account")
            yield

    def saved(self, purpose: str) -> list[Signed]:
        """Every transaction signed for a purpose, the cheapest of the lowest nonce first."""
        return self._read(_signed.where(_outgoing.c.purpose == purpose))

    def open_from(self, nonce: int) -> list[Signed]:
        """Every transaction that may still get onto a chain that waits for this nonce."""
        return self._read(_signed.where(_outgoing.c.nonce >= nonce))

    def save(self, purpose: str, signed: Signed) -> None:
        """Keep a transaction; it may be sent when this returns."""
        row = {"hash": signed.hash, "purpose": purpose, "nonce": signed.nonce, "raw": signed.raw}
        fees = {"tip": signed.fees.tip, "fee": signed.fees.fee}
        with self._database.writing() as connection:
            connection.execute(insert(_outgoing), row | fees)

    def forget(self, purpose: str) -> None:
        """Drop the transactions of a purpose that failed on the chain, so that it can be tried anew."""
        with self._database.writing() as connection:
            connection.execute(delete(_outgoing).where(_outgoing.c.purpose == purpose))

    def note_cost(self, transaction: bytes, *, time: int, wei: int) -> None:
        """Keep what a transaction cost, and its block's time; once for a transaction."""
        row = {"hash": transaction, "time": time, "gwei": -(-wei // _GWEI)}
        with self._database.writing() as connection:
            put_new(connection, _paid, [row])

    def spent_since(self, time: int) -> int:
        """Wei that transactions cost in blocks after a time."""
        with self._database.reading() as connection:
            wanted = select(func.sum(_paid.c.gwei)).where(_paid.c.time > time)
            return int(connection.scalar(wanted) or 0) * _GWEI

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def _read(self, wanted: Select[tuple[object, ...]]) -> list[Signed]:
        with self._database.reading() as connection:
            rows = connection.execute(wanted).all()
        return [Signed(row.hash, row.nonce, Fees(row.tip, row.fee), row.raw) for row in rows]
