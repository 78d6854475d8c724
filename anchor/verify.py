"""Whether a receipt proves a record: pure, offline, every fact with what it rests on.

`record` is the canonical bytes of the whole record, or of the one resource that the receipt's opening is of.
What is PROVED follows from the bytes, the receipt and the log's public keys. What is ASSERTED is said by the
site under its signature. Nothing here reaches a network; what a chain said is brought along by whoever asked
it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from anchor import merkle
from anchor.checkpoint import Checkpoint, open_checkpoint
from anchor.commitment import Whole
from anchor.cosignature import Cosignature, Quorum, split_cosignatures
from anchor.entry import record_entry
from anchor.errors import AnchorError
from anchor.ledger import Publication
from anchor.note import LogVerifier, note_text
from anchor.receipt import Receipt
from anchor.reference import open_reference, read_reference, spoken_time


class Fact(StrEnum):
    """What a receipt speaks of, in the order in which it is checked."""

    RECORD = "record"
    LOGGED = "logged"
    SIGNED = "signed"
    WITNESSED = "witnessed"
    ANCHORED = "anchored"
    STORED = "stored"


class Standing(StrEnum):
    """What a fact rests on."""

    PROVED = "proved"
    ASSERTED = "asserted by the site"
    UNCHECKED = "not checked"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Check:
    """One fact, what it rests on, and a sentence for whoever reads it."""

    fact: Fact
    standing: Standing
    detail: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every fact of one receipt. It holds when nothing failed and the log's signature was checked."""

    checks: tuple[Check, ...]

    @property
    def holds(self) -> bool:
        """Whether the record may be relied on."""
        standings = {check.fact: check.standing for check in self.checks}
        return standings[Fact.SIGNED] is Standing.PROVED and Standing.FAILED not in standings.values()


@dataclass(frozen=True, slots=True)
class ChainAnswer:
    """What a chain said of the head that a receipt names: its publication, or None when there is none."""

    asked: str
    found: Publication | None


def verify(
    data: bytes,
    record: bytes,
    verifier: LogVerifier | None,
    *,
    chain: ChainAnswer | None = None,
    quorum: Quorum | None = None,
) -> Verdict:
    """Check a receipt against a record's canonical bytes; without `verifier` the signatures stay unchecked, and
    without `quorum` those of witnesses.

    Raises `FormatError` for a receipt that is not written in its one accepted spelling.
    """
    receipt = Receipt.parse(data)
    checkpoint = Checkpoint.parse(note_text(receipt.checkpoint))
    note, cosignatures = split_cosignatures(receipt.checkpoint)
    checks = (
        _record(receipt, record),
        _logged(receipt, checkpoint),
        _signed(note, verifier),
        *_witnessed(checkpoint, cosignatures, quorum),
        _anchored(receipt, checkpoint, verifier, chain),
    )
    return Verdict(checks + _stored(receipt, checks))


def place_of(data: bytes) -> Publication:
    """Where the receipt says that its head stands; only its signature, or a chain, makes that worth
    something.
    """
    return read_reference(note_text(Receipt.parse(data).reference))[1]


def _record(receipt: Receipt, record: bytes) -> Check:
    opening = receipt.opening
    what = (
        "the whole record"
        if opening.leaf == 0
        else f"resource {opening.leaf} of {opening.leaves - 1} of a record"
    )
    if hashlib.sha256(record).digest() != opening.facts.digest:
        return Check(Fact.RECORD, Standing.FAILED, f"the file is not {what} that this receipt is of")
    return Check(Fact.RECORD, Standing.PROVED, f"the file is {what}, in the form {opening.facts.profile}")


def _logged(receipt: Receipt, checkpoint: Checkpoint) -> Check:
    head = checkpoint.head
    leaf = merkle.leaf_hash(record_entry(receipt.opening.root()))
    if merkle.verify_inclusion(receipt.index, head.size, leaf=leaf, path=receipt.path, root=head.root):
        return Check(
            Fact.LOGGED, Standing.PROVED, f"its commitment is entry {receipt.index} of {head.size} in the log"
        )
    return Check(Fact.LOGGED, Standing.FAILED, "its commitment is not in the log at that place")


def _signed(note: str, verifier: LogVerifier | None) -> Check:
    if verifier is None:
        return Check(
            Fact.SIGNED, Standing.UNCHECKED, "no log key was given: anyone could have written this receipt"
        )
    try:
        open_checkpoint(note, verifier)
    except AnchorError as error:
        return Check(Fact.SIGNED, Standing.FAILED, str(error))
    return Check(Fact.SIGNED, Standing.PROVED, f"the log {verifier.origin} signed it with both keys")


def _witnessed(
    checkpoint: Checkpoint, cosignatures: tuple[Cosignature, ...], quorum: Quorum | None
) -> tuple[Check, ...]:
    if quorum is None:
        said = f"{len(cosignatures)} cosignatures, but no witness's key was given"
        return (Check(Fact.WITNESSED, Standing.UNCHECKED, said),) if cosignatures else ()
    names = quorum.seen_by(checkpoint.text(), cosignatures)
    enough = Standing.PROVED if len(names) >= quorum.needed else Standing.FAILED
    said = f"{len(names)} of {len(quorum.keys)} witnesses saw this tree, {quorum.needed} are asked for"
    return (Check(Fact.WITNESSED, enough, said),)


def _anchored(
    receipt: Receipt, checkpoint: Checkpoint, verifier: LogVerifier | None, chain: ChainAnswer | None
) -> Check:
    try:
        origin, place = read_reference(note_text(receipt.reference))
        if verifier is not None:
            open_reference(receipt.reference, verifier)
    except AnchorError as error:
        return Check(Fact.ANCHORED, Standing.FAILED, str(error))
    where = f"block {place.block} of chain {place.chain_id}, {spoken_time(place)}"
    if (origin, place.head) != (checkpoint.origin, checkpoint.head):
        return Check(Fact.ANCHORED, Standing.FAILED, "the chain reference is of another tree head")
    if chain is not None:
        return _asked(place, chain, where)
    standing = Standing.ASSERTED if verifier else Standing.UNCHECKED
    return Check(Fact.ANCHORED, standing, f"published in {where}; no chain was asked")


def _asked(place: Publication, chain: ChainAnswer, where: str) -> Check:
    if chain.found == place:
        return Check(Fact.ANCHORED, Standing.PROVED, f"published in {where}, as {chain.asked} says")
    said = "does not hold this head" if chain.found is None else "holds it in another place"
    return Check(Fact.ANCHORED, Standing.FAILED, f"{chain.asked} {said}")


def _stored(receipt: Receipt, checks: tuple[Check, ...]) -> tuple[Check, ...]:
    facts = receipt.opening.facts
    if not isinstance(facts, Whole):
        return ()
    signed = any(check.fact is Fact.SIGNED and check.standing is Standing.PROVED for check in checks)
    standing = Standing.ASSERTED if signed else Standing.UNCHECKED
    return (
        Check(
            Fact.STORED, standing, f"sealed as {facts.cid}, from a source with SHA-256 {facts.source.hex()}"
        ),
    )
