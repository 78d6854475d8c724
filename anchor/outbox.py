"""Signed transactions, saved before they are sent: after a crash the same one is sent again, never a
second.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, String, Table, delete, insert, select

from anchor.database import Database

VERSION = 1

_schema = MetaData()
_outgoing = Table(
    "outgoing",
    _schema,
    Column("hash", LargeBinary, primary_key=True),
    Column("purpose", String, nullable=False, index=True),
    Column("nonce", BigInteger, nullable=False),
    Column("raw", LargeBinary, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed transaction: its hash (32 bytes), the sender's nonce and the bytes that are sent."""

    hash: bytes
    nonce: int
    raw: bytes


class Outbox:
    """The transactions of one relayer account, by purpose: a word for what must happen once."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, _schema, version=VERSION)

    def saved(self, purpose: str) -> list[Signed]:
        """Every transaction signed for a purpose, oldest nonce first; several where one replaced another."""
        wanted = select(_outgoing.c.hash, _outgoing.c.nonce, _outgoing.c.raw)
        with self._database.reading() as connection:
            rows = connection.execute(
                wanted.where(_outgoing.c.purpose == purpose).order_by(_outgoing.c.nonce)
            )
            return [Signed(*row) for row in rows]

    def save(self, purpose: str, signed: Signed) -> None:
        """Keep a transaction; it may be sent when this returns."""
        row = {"hash": signed.hash, "purpose": purpose, "nonce": signed.nonce, "raw": signed.raw}
        with self._database.writing() as connection:
            connection.execute(insert(_outgoing), row)

    def forget(self, purpose: str) -> None:
        """Drop the transactions of a purpose that failed on the chain, so that it can be tried anew."""
        with self._database.writing() as connection:
            connection.execute(delete(_outgoing).where(_outgoing.c.purpose == purpose))

    def close(self) -> None:
        """Close the database."""
        self._database.close()
