"""What the anchor asks of a chain, and the double that stands in for one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from anchor.checkpoint import TreeHead
from anchor.errors import LedgerError
from anchor.purse import Alarm


@dataclass(frozen=True, slots=True)
class Publication:
    """Where on a chain a tree head stands.

    `contract` is an address as `0x` and 40 lower-case digits; `log`, `block_hash` and `transaction` are 32
    bytes; `time` is the block's, in seconds since 1970, and worth what the chain's blocks say.
    """

    chain_id: int
    contract: str
    log: bytes
    block: int
    block_hash: bytes
    time: int
    transaction: bytes
    head: TreeHead


class Ledger(Protocol):
    """One log's place on one chain. Everything may raise `LedgerError`, also as `LedgerUnavailableError`."""

    def head(self) -> TreeHead | None:
        """The head published last, or None before the first."""
        ...

    def find(self, size: int) -> Publication | None:
        """The publication of that size, or None when there is none."""
        ...

    def publish(self, head: TreeHead) -> Publication:
        """Publish a head and wait until it stands; a head that stands already is found, not sent again.

        A head that is not above the last one, or another root for a size that stands, is a `LedgerError`.
        """
        ...

    def alarms(self) -> tuple[Alarm, ...]:
        """What is to be told of the money that publishing costs."""
        ...


class LateLedger:
    """A ledger that is opened when it is first asked."""

    def __init__(self, open_ledger: Callable[[], Ledger]) -> None:
        self._open = open_ledger

    def head(self) -> TreeHead | None:
        """The head published last."""
        return self._ledger.head()

    def find(self, size: int) -> Publication | None:
        """The publication of that size."""
        return self._ledger.find(size)

    def publish(self, head: TreeHead) -> Publication:
        """Publish a head and wait until it stands."""
        return self._ledger.publish(head)

    def alarms(self) -> tuple[Alarm, ...]:
        """What is to be told of the money that publishing costs."""
        return self._ledger.alarms()

    @cached_property
    def _ledger(self) -> Ledger:
        return self._open()


class MemoryLedger:
    """A ledger that forgets when it ends, with the rules of the real ones; one block for each publication."""

    def __init__(self, *, chain_id: int = 1, log: bytes = bytes(32), time: int = 1_800_000_000) -> None:
        self._chain_id = chain_id
        self._log = log
        self._time = time
        self._standing: list[Publication] = []

    def head(self) -> TreeHead | None:
        """The head published last."""
        return self._standing[-1].head if self._standing else None

    def find(self, size: int) -> Publication | None:
        """The publication of that size."""
        return next((one for one in self._standing if one.head.size == size), None)

    def publish(self, head: TreeHead) -> Publication:
        """Publish a head at once."""
        standing = self.find(head.size)
        if standing is None:
            check_growing(head, self.head())
            standing = self._add(head)
        return check_same(standing, head)

    def alarms(self) -> tuple[Alarm, ...]:
        """Nothing: memory is free."""
        return ()

    def _add(self, head: TreeHead) -> Publication:
        block = len(self._standing) + 1
        seal = hashlib.sha256(block.to_bytes(8, "big") + head.root).digest()
        place = Publication(
            chain_id=self._chain_id,
            contract="0x" + "00" * 20,
            log=self._log,
            block=block,
            block_hash=seal,
            time=self._time + block,
            transaction=hashlib.sha256(seal).digest(),
            head=head,
        )
        self._standing.append(place)
        return place


def check_growing(head: TreeHead, last: TreeHead | None) -> None:
    """Refuse a head that is not above the last one."""
    if head.size <= (last.size if last else 0):
        raise LedgerError("the chain holds a head of this log that is as large or larger")


def check_same(standing: Publication, head: TreeHead) -> Publication:
    """The publication that stands, when it is the head's."""
    if standing.head != head:
        raise LedgerError("the chain holds another root for this size")
    return standing
