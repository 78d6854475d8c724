"""Following a chain that grows, forks and goes away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from anchor.database import open_database
from anchor.errors import LedgerError, LedgerUnavailableError
from fhir_bridge.access.grants import Seen, follow
from fhir_bridge.store.grants import GrantKept, GrantTables, SubmissionKept
from fhir_bridge.store.models import Table

G = b"g" * 32


@dataclass
class Blocks:
    """A chain of events that a test writes."""

    height: int = 0
    events: list[Seen] = field(default_factory=list)
    down: bool = False

    def head(self) -> int:
        if self.down:
            raise LedgerUnavailableError("down")
        return self.height

    def decided(self, first: int) -> Sequence[Seen]:
        assert first <= self.height, "nodes refuse to be asked of blocks to come"
        return [event for event in self.events if event.block >= first]


@pytest.fixture
def book(tmp_path: Path) -> GrantTables:
    tables = GrantTables(open_database(tmp_path / "j.db", Table.metadata, name="journal", version=1))
    submission = SubmissionKept("s", "anna", 0, "pending", "1", b"", 1)
    tables.submit(submission, [GrantKept(G, "anna", "s", b"c" * 32, b"", 99)], answered=(), withdrawn=())
    return tables


def grant(book: GrantTables) -> GrantKept:
    (found,) = book.of("anna")
    return found


def test_a_grant_counts_when_it_is_confirmed(book: GrantTables) -> None:
    chain = Blocks(5, [Seen(G, 500, 5)])
    follow(chain, book, confirmations=2, now=10)
    assert (grant(book).since, book.settled(), book.seen()) == (0, 3, 10)
    chain.height = 7
    assert follow(chain, book, confirmations=2, now=20) == 1
    assert (grant(book).since, grant(book).end, grant(book).block) == (20, 500, 5)


def test_a_revocation_counts_at_once_and_is_undone_with_its_block(book: GrantTables) -> None:
    chain = Blocks(5, [Seen(G, 500, 2)])
    follow(chain, book, confirmations=2, now=10)
    chain.height, chain.events = 6, [*chain.events, Seen(G, None, 6)]
    follow(chain, book, confirmations=2, now=20)
    assert (grant(book).revoked, grant(book).settled) == (20, False)
    chain.events.pop()
    follow(chain, book, confirmations=2, now=30)
    assert grant(book).revoked == 0
    chain.height, chain.events = 9, [*chain.events, Seen(G, None, 7)]
    follow(chain, book, confirmations=2, now=40)
    follow(chain, book, confirmations=2, now=50)
    assert (grant(book).revoked, grant(book).settled) == (40, True)


def test_t088_a_chain_that_is_away_changes_nothing(book: GrantTables) -> None:
    chain = Blocks(5, [Seen(G, 500, 2)])
    follow(chain, book, confirmations=0, now=10)
    chain.down = True
    with pytest.raises(LedgerUnavailableError):
        follow(chain, book, confirmations=0, now=99)
    assert book.seen() == 10


def test_t088_a_chain_without_a_new_block_is_fresh_and_one_that_lost_blocks_is_not(book: GrantTables) -> None:
    chain = Blocks(5, [Seen(G, 500, 2)])
    for now in (10, 11):
        assert follow(chain, book, confirmations=0, now=now) == (1 if now == 10 else 0)
        assert book.seen() == now
    chain.height = 4
    with pytest.raises(LedgerError):
        follow(chain, book, confirmations=0, now=12)
    assert (book.seen(), book.settled(), grant(book).since) == (11, 5, 10)


def test_a_look_does_not_count_what_came_after_it(book: GrantTables) -> None:
    chain = Blocks(5, [Seen(G, 500, 6)])
    assert follow(chain, book, confirmations=0, now=10) == 0
    chain.height = 6
    assert follow(chain, book, confirmations=0, now=11) == 1
