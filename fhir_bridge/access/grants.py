"""Grants as the chain has them: its events followed into a projection, with confirmations.

    confirmed ──────────────── settled ┐         head
    ... every event taken for good      │ events that a reorganisation may still undo
                                        └ revocations count already, grants do not

What is above the settled block is read again at every look, so an event that a reorganisation dropped is gone
at the next one. A look that fails changes nothing: the projection grows old, and what is too old denies. So it does
behind a node that came back without the blocks that were taken for good.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from anchor.errors import LedgerError


@dataclass(frozen=True, slots=True)
class Seen:
    """A grant that was made (with its end) or revoked (None) in a block."""

    grant: bytes
    end: int | None
    block: int


class ConsentChain(Protocol):
    """What following asks of a chain."""

    def head(self) -> int:
        """The newest block's number."""
        ...

    def decided(self, first: int) -> Sequence[Seen]:
        """Every grant made or revoked from a block on, in order."""
        ...


class GrantBook(Protocol):
    """Where the projection is kept."""

    def settled(self) -> int:
        """The last block that was taken for good; -1 before the first."""
        ...

    def take(self, final: Sequence[Seen], passing: Sequence[Seen], *, settled: int, at: int) -> None:
        """In one transaction: these events for good, those until the next look, and when that was."""
        ...


def follow(chain: ConsentChain, book: GrantBook, *, confirmations: int, now: int) -> int:
    """Take in what the chain has decided since; how many events are final now. A `LedgerError` when it does not answer.

    `now` is read before the chain is asked: what is decided later is not yet seen.
    """
    before, head = book.settled(), chain.head()
    if head < before:
        raise LedgerError("the node does not have the blocks yet that were followed before")
    settled = max(before, head - confirmations)
    new = chain.decided(before + 1) if head > before else ()  # nodes refuse to be asked of blocks to come
    events = [event for event in new if event.block <= head]
    final = [event for event in events if event.block <= settled]
    book.take(final, [event for event in events if event.block > settled], settled=settled, at=now)
    return len(final)
