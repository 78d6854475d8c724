"""A site's append-only log: entries in, signed checkpoints and proofs out.

The log signs a tree only after it has recomputed what the new root touches from what is stored, and only when
that tree continues what it signed before and what the chain has seen of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from anchor import merkle
from anchor.checkpoint import TreeHead, open_checkpoint, sign_checkpoint
from anchor.cosignature import Cosignature, split_cosignatures
from anchor.entered import Rider
from anchor.entry import record_entry
from anchor.errors import AnchorError, LogError
from anchor.logstore import LogRows, LogStore, leaf_hashes
from anchor.note import LogVerifier, NoteSigner
from anchor.places import Places
from anchor.recompute import check_continues, head_of, recompute
from anchor.tilefiles import export, mirrored_entries, read_checkpoint
from anchor.tiles import TILE_WIDTH

__all__ = ["Inclusion", "Log", "record_entry"]


@dataclass(frozen=True, slots=True)
class Inclusion:
    """The way from the entry at `index` to the root of the tree of `size` leaves."""

    index: int
    size: int
    path: tuple[bytes, ...]


class Log:
    """The log in one database, signed by one pair of keys."""

    def __init__(self, store: LogStore, places: Places, signer: NoteSigner) -> None:
        self._store = store
        self._places = places
        self._signer = signer

    @classmethod
    def open(cls, where: Path | str, signer: NoteSigner, *, places: Path | None = None) -> Log:
        """The log in a database, made when there is none; it carries its signer's name.

        `places` is the file of its index; beside a database that is a file, it goes without saying.
        """
        index = Places(places or Path(where).with_suffix(".places"))
        try:
            return cls(LogStore(where, signer.verifier.origin), index, signer)
        except AnchorError:
            index.close()
            raise

    @property
    def verifier(self) -> LogVerifier:
        """The public keys that check its notes."""
        return self._signer.verifier

    @property
    def size(self) -> int:
        """How many entries there are."""
        with self._store.reading() as rows:
            return rows.size() + rows.entered.count()

    def append(self, entries: Sequence[bytes]) -> list[int]:
        """The positions of these entries, once all of them are durable; an entry already there keeps its
        place. What was entered before comes before them.
        """
        with self._places.turn():
            with self._store.writing() as rows:
                waiting, size = rows.entered.waiting(), rows.size()
                every = [*(entry for _, entry in waiting), *entries]
                leaves = leaf_hashes(every)
                places = self._places.find(leaves, size, rows.leaves)
                new = {leaf: entry for leaf, entry in zip(leaves, every, strict=True) if leaf not in places}
                places |= {leaf: position for position, leaf in enumerate(new, size)}
                if new:
                    rows.add(new, size=size)
                if waiting:
                    rows.entered.placed(
                        {one[0]: places[leaf] for one, leaf in zip(waiting, leaves, strict=False)}
                    )
            self._places.learn(list(new), size)
        return [places[leaf] for leaf in leaves[len(waiting) :]]

    def enter(self, entries: Sequence[tuple[bytes, bytes]]) -> None:
        """Add new entries, each with what rides along, at the cost of one small row: durable when this returns.

        They are the log's last ones from now on, stand in every checkpoint that it signs from now on, and have their
        places once the tree is next grown.
        """
        with self._store.sharing() as rows:
            rows.entered.add(entries)

    def riders(self) -> Sequence[Rider]:
        """What came with entries and was not let go, in order, each entry with its place."""
        self._grow()
        with self._store.reading() as rows:
            return rows.entered.riders()

    def let_go(self, riders: Sequence[Rider]) -> None:
        """These are kept elsewhere."""
        with self._store.writing() as rows:
            rows.entered.let_go(riders)

    def head(self, size: int | None = None) -> TreeHead:
        """The tree as it is, or as it was at a size; what was entered since it last grew is not in it."""
        with self._store.reading() as rows:
            return head_of(rows, rows.size() if size is None else size)

    def root(self) -> bytes:
        """The root of the tree as it is."""
        return self.head().root

    def checkpoint(self, *, seen: TreeHead | None = None) -> str:
        """The signed note of the tree as it is; `seen` is the head that the chain holds of this log.

        A `LogError` when the tree does not continue what was signed or seen, or what is stored does not add
        up.
        """
        self._grow()
        with self._store.writing() as rows:
            last = self._last_signed(rows)
            head = head_of(rows, rows.size())
            for earlier in filter(None, (seen, last)):
                check_continues(rows, head, earlier)
            if last == head:
                return rows.checkpoint(head.size) or ""
            recompute(rows, since=last.size if last else 0, size=head.size)
            note = sign_checkpoint(head, self._signer)
            rows.keep_checkpoint(head.size, note)
            return note

    def signed(self, size: int) -> str:
        """The note that was signed at a size, with the cosignatures that it has."""
        with self._store.reading() as rows:
            note = rows.checkpoint(size)
            if note is None:
                raise LogError("no checkpoint was signed at that size")
            return _cosigned(note, rows.cosignatures(size))

    def last_signed(self) -> str:
        """The note that was signed last, as the log signed it."""
        with self._store.reading() as rows:
            note = rows.last_checkpoint()
        if note is None:
            raise LogError("no checkpoint was signed yet")
        return note

    def cosigned_by(self, witness: str) -> int:
        """The largest size that a witness of this name cosigned; 0 before the first."""
        with self._store.reading() as rows:
            return rows.cosigned_by(witness)

    def keep_cosignature(self, size: int, cosignature: Cosignature) -> None:
        """Keep a cosignature of the note that was signed at a size."""
        with self._store.writing() as rows:
            rows.keep_cosignature(size, cosignature.name, cosignature.line())

    def was_signed(self, head: TreeHead) -> bool:
        """Whether this head was signed."""
        with self._store.reading() as rows:
            note = rows.checkpoint(head.size)
        return note is not None and open_checkpoint(note, self.verifier).head == head

    def prove(self, index: int, *, size: int | None = None) -> Inclusion:
        """The proof that an entry is in the tree as it is, or as it was at a size."""
        with self._store.reading() as rows:
            within = self._within(rows, size)
            return Inclusion(index, within, rows.tiles().inclusion(index, within))

    def prove_consistency(self, old: int, *, size: int | None = None) -> tuple[bytes, ...]:
        """The proof that the tree as it is (or was at `size`) begins with the tree at size `old`."""
        with self._store.reading() as rows:
            return rows.tiles().consistency(old, self._within(rows, size))

    def entry(self, index: int) -> bytes:
        """The entry at a position."""
        with self._store.reading() as rows:
            number, within = divmod(index, TILE_WIDTH)
            entries = rows.bundle(number)
            if not 0 <= index < rows.size() or within >= len(entries):
                raise LogError("no such entry")
            return entries[within]

    def entries(self) -> Iterator[bytes]:
        """Every entry, in order, as they are at one moment."""
        with self._store.reading() as rows:
            for number in range(-(-rows.size() // TILE_WIDTH)):
                yield from rows.bundle(number)
            yield from (entry for _, entry in rows.entered.waiting())

    def check_continues(self, earlier: TreeHead) -> None:
        """Raise a `LogError` when the tree as it is does not begin with an earlier one."""
        with self._store.reading() as rows:
            check_continues(rows, head_of(rows, rows.size()), earlier)

    def scrub(self) -> int:
        """Recompute everything from the entries and hold every signed checkpoint against it; how many
        entries.
        """
        with self._store.reading() as rows:
            head = head_of(rows, rows.size())
            recompute(rows, since=0, size=head.size)
            for note in rows.checkpoints():
                check_continues(rows, head, open_checkpoint(note, self.verifier).head)
            return head.size

    def export(self, folder: Path) -> int:
        """Write the tree that was signed last into a folder as C2SP tiles; how many files were new."""
        with self._store.reading() as rows:
            note = rows.last_checkpoint()
            if note is None:
                raise LogError("no checkpoint was signed yet")
            size = open_checkpoint(note, self.verifier).head.size
            return export(rows, _cosigned(note, rows.cosignatures(size)), size, folder)

    def restore(self, folder: Path) -> int:
        """Put a lost log back from a mirror that `export` or any C2SP client wrote; how many entries.

        The log must be empty. A `LogError` when the mirror's checkpoint is not this log's, or its entries do
        not lead to it: the log is then left as it was found.
        """
        note, _ = split_cosignatures(read_checkpoint(folder))
        head = open_checkpoint(note, self.verifier).head
        entries = [entry for bundle in mirrored_entries(folder, head.size) for entry in bundle]
        if merkle.root(leaf_hashes(entries)) != head.root:
            raise LogError("the mirror's entries do not lead to its checkpoint")
        with self._store.writing() as rows:
            if rows.size():
                raise LogError("a log that holds entries is not restored over")
            rows.add(dict(zip(leaf_hashes(entries), entries, strict=True)), size=0)
            rows.keep_checkpoint(head.size, note)
        return head.size

    def close(self) -> None:
        """Close the databases."""
        self._places.close()
        self._store.close()

    def keep_reference(self, size: int, note: str | None) -> None:
        """Keep the note that says where a size stands on a chain; None when it stands nowhere any more."""
        with self._store.writing() as rows:
            rows.keep_reference(size, note)

    def reference(self, *, above: int) -> tuple[int, str] | None:
        """The smallest size above a number at which the log stands on a chain, and the note that says
        where.
        """
        with self._store.reading() as rows:
            return rows.reference(above=above)

    def last_reference(self, *, below: int | None = None) -> tuple[int, str] | None:
        """The largest size (below a number, where one is given) that stands on a chain, and the note that
        says where.
        """
        with self._store.reading() as rows:
            return rows.last_reference(below=below)

    def _grow(self) -> None:
        """The tree takes what was entered."""
        with self._store.reading() as rows:
            if not rows.entered.count():
                return
        self.append(())

    def _last_signed(self, rows: LogRows) -> TreeHead | None:
        note = rows.last_checkpoint()
        return open_checkpoint(note, self.verifier).head if note else None

    @staticmethod
    def _within(rows: LogRows, size: int | None) -> int:
        now = rows.size()
        if size is not None and size > now:
            raise LogError("the log never had that size")
        return now if size is None else size


def _cosigned(note: str, lines: Sequence[str]) -> str:
    return note + "".join(f"{line}\n" for line in lines)
