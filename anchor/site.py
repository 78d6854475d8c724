"""A site's anchor: its log, its keys and its chain in one folder, behind what a bridge needs of them.

    log.key      the log's two private keys        relayer.key   the account that publishes
    log.db       entries, tree, checkpoints        outbox.db     transactions, saved before they are sent
    log.places   where each entry is, derivable    chain.db      the embedded chain

Everything is made on first use. A crash at any moment is made good by the next `publish`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from anchor.checkpoint import TreeHead, open_checkpoint
from anchor.commitment import Opening
from anchor.cosignature import Cosignature
from anchor.cosigning import cosign
from anchor.entered import Rider
from anchor.entry import record_entry
from anchor.errors import KeyFileError, LedgerError, LogError
from anchor.home import Home
from anchor.ledger import LateLedger, Ledger, Publication
from anchor.log import Log
from anchor.logkey import LogKey
from anchor.note import NoteSigner
from anchor.purse import Alarm
from anchor.receipt import Receipt
from anchor.reference import open_reference, sign_reference
from anchor.witness import Witness

__all__ = ["Anchor", "ChainChoice", "Publication", "Status"]


@dataclass(frozen=True, slots=True)
class Status:
    """How far the log is: its entries, and its last publication if there is one."""

    origin: str
    size: int
    published: Publication | None

    @property
    def waiting(self) -> int:
        """Entries that stand on no chain yet."""
        return self.size - (self.published.head.size if self.published else 0)


class ChainChoice(Protocol):
    """Which chain: `anchor.chains` has the embedded one and those of others."""

    def ledger(self, home: Home, key: LogKey, closing: ExitStack) -> Ledger:
        """The log's place on this chain, opened when it was not; `closing` closes what it keeps at home."""
        ...


class Anchor:
    """One site's log on one chain."""

    def __init__(self, log: Log, key: LogKey, ledger: Ledger, *closing: Callable[[], None]) -> None:
        self._log = log
        self._key = key
        self._ledger = ledger
        self._closing = closing

    @classmethod
    def open(
        cls,
        folder: Path,
        origin: str,
        *,
        clock: Callable[[], float] = time.time,
        chain: ChainChoice | None = None,
        database: str | None = None,
    ) -> Anchor:
        """The anchor in a folder, made when there is none; `origin` is the log's name, `database` the
        `postgresql://` URL of what several machines share: then each has a folder of its own, with the same
        keys in it.

        Without `chain` it stands on the embedded one, whose blocks carry the seconds since 1970 that `clock`
        gives. A chain is opened when it is first asked: most acts ask none.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = _log_key(folder / "log.key", origin)
        closing = ExitStack()
        home = Home(folder, database)
        log = Log.open(home.database("log"), key, places=folder / "log.places")
        closing.callback(log.close)

        def open_ledger() -> Ledger:
            return (chain or _embedded(clock)).ledger(home, key, closing)

        return cls(log, key, LateLedger(open_ledger), closing.close)

    @property
    def verifier(self) -> str:
        """The log's public keys: what a LOGKEY file holds."""
        return self._key.verifier.text()

    @property
    def signer(self) -> NoteSigner:
        """Signs notes as this site; the first line of each says what kind of text it is."""
        return self._key

    def append(self, entries: Sequence[bytes]) -> list[int]:
        """The positions of these entries, once they are durable; an entry already there keeps its place."""
        return self._log.append(entries)

    def enter(self, entries: Sequence[tuple[bytes, bytes]]) -> None:
        """Add new entries, each with what rides along, at the cost of one small commit; see `Log.enter`."""
        self._log.enter(entries)

    def riders(self) -> Sequence[Rider]:
        """What came with entries and was not let go."""
        return self._log.riders()

    def let_go(self, riders: Sequence[Rider]) -> None:
        """These are kept elsewhere."""
        self._log.let_go(riders)

    def entries(self) -> Iterator[bytes]:
        """Every entry of the log, in order."""
        return self._log.entries()

    def publish(self) -> Publication | None:
        """Sign the tree as it is, publish it and wait until it stands; None when the chain has everything.

        What a reorganisation of the chain has moved or dropped since is found, and published again.
        """
        seen = self._ledger.head()
        self._settle(seen)
        note = self._log.checkpoint(seen=seen)
        head = open_checkpoint(note, self._key.verifier).head
        if head.size == (seen.size if seen else 0):
            return None
        return self._keep(self._ledger.publish(head))

    def cosign(self, witness: Witness) -> Cosignature:
        """A witness's cosignature of the checkpoint that was signed last, kept for receipts and mirrors."""
        return cosign(self._log, witness)

    def receipt(self, index: int, opening: Opening) -> bytes:
        """The receipt of the entry at `index`, by the first tree that holds it and stands on the chain.

        A `LogError` when none does yet, or when the opening is not of that entry.
        """
        found = self._log.reference(above=index)
        if found is None:
            raise LogError("the entry is not published yet")
        if self._log.entry(index) != record_entry(opening.root()):
            raise LogError("the opening is not of that entry")
        size, reference = found
        path = self._log.prove(index, size=size).path
        return Receipt(index, path, self._log.signed(size), opening, reference).text().encode()

    def status(self) -> Status:
        """How far the log is."""
        found = self._log.last_reference()
        published = open_reference(found[1], self._key.verifier) if found else None
        return Status(self._key.verifier.origin, self._log.size, published)

    def export(self, folder: Path) -> int:
        """Write the tree that was signed last into a folder as C2SP tiles, for a web server; how many files
        were new.
        """
        return self._log.export(folder)

    def scrub(self) -> int:
        """Recompute the whole log and hold every signed checkpoint against it; the number of entries."""
        return self._log.scrub()

    def alarms(self) -> tuple[Alarm, ...]:
        """What is to be told of the money that publishing costs; the chain is asked."""
        return self._ledger.alarms()

    def check_chain(self) -> str:
        """Hold the log against its chain; one sentence of what stands, or a `LogError` or `LedgerError`."""
        published = self.status().published
        seen = self._ledger.head()
        if seen is not None:
            self._log.check_continues(seen)
        if published is None:
            return "nothing is published yet"
        if self._ledger.find(published.head.size) != published:
            raise LedgerError("the chain does not show the last publication where it was")
        return f"{published.head.size} entries stand in block {published.block} of chain {published.chain_id}"

    def close(self) -> None:
        """Close every database."""
        for close in self._closing:
            close()

    def _settle(self, seen: TreeHead | None) -> None:
        found = self._log.last_reference()
        while found and not self._stands(*found):
            found = self._log.last_reference(below=found[0])
        if seen is None or (found and found[0] == seen.size):
            return
        place = self._ledger.find(seen.size)
        if place and self._log.was_signed(seen):
            self._keep(place)

    def _stands(self, size: int, note: str) -> bool:
        kept, now = open_reference(note, self._key.verifier), self._ledger.find(size)
        if now is None or now.head != kept.head:
            self._log.keep_reference(size, None)
        elif now != kept:
            self._keep(now)
        return now == kept

    def _keep(self, place: Publication) -> Publication:
        self._log.keep_reference(place.head.size, sign_reference(place, self._key))
        return place


def _embedded(clock: Callable[[], float]) -> ChainChoice:
    from anchor.chains import EmbeddedChoice  # noqa: PLC0415 -- web3 loads longer than most acts take

    return EmbeddedChoice(clock)


def _log_key(path: Path, origin: str) -> LogKey:
    if not path.exists():
        LogKey.make(origin).save(path)
    key = LogKey.load(path)
    if key.verifier.origin != origin:
        raise KeyFileError(f"{path.name}: holds the keys of another log")
    return key
