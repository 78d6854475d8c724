from __future__ import annotations

import base64
import hashlib
import os
import runpy
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from anchor.checkpoint import sign_checkpoint
from anchor.commitment import Facts, commitment, open_leaf
from anchor.entry import record_entry
from anchor.errors import AnchorError, FormatError, LogError
from anchor.ledger import MemoryLedger
from anchor.note import LogVerifier
from anchor.receipt import Receipt
from anchor.reference import open_reference, sign_reference
from anchor.site import Anchor
from anchor.verify import ChainAnswer, Fact, Standing, Verdict, place_of, verify

foreign = runpy.run_path(str(Path(__file__).parent / "foreign_verifier.py"))


def standing(verdict: Verdict, fact: Fact) -> Standing:
    return next(check.standing for check in verdict.checks if check.fact is fact)


def holds(receipt: bytes, record: bytes, verifier: LogVerifier) -> bool:
    try:
        return verify(receipt, record, verifier).holds
    except AnchorError:
        return False


def flipped(data: Any, at: int) -> bytes:
    """The bytes with one bit changed."""
    changed = bytearray(data)
    changed[at // 8] ^= 1 << at % 8
    return bytes(changed)


def unseen(
    receipt: bytes, record: bytes, verifier: LogVerifier, which: str, bits: Iterable[int]
) -> list[int]:
    """The bits of a receipt or a record whose change goes unseen."""
    if which == "record":
        return [at for at in bits if holds(receipt, flipped(record, at), verifier)]
    return [at for at in bits if holds(flipped(receipt, at), record, verifier)]


def all_unseen(receipt: bytes, record: bytes, verifier: LogVerifier, which: str) -> list[int]:
    """The same for every bit, on two processors."""
    bits = 8 * len(record if which == "record" else receipt)
    shares = [range(start, bits, 2) for start in range(2)]
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        found = pool.map(unseen, *map(repeat, (receipt, record, verifier, which)), shares)
        return [at for share in found for at in share]


def test_a_receipt_proves_the_whole_record(issued: Any) -> None:
    verdict = verify(issued.receipt, issued.record, issued.verifier)
    assert verdict.holds
    assert [(check.fact, check.standing) for check in verdict.checks] == [
        (Fact.RECORD, Standing.PROVED),
        (Fact.LOGGED, Standing.PROVED),
        (Fact.SIGNED, Standing.PROVED),
        (Fact.ANCHORED, Standing.ASSERTED),
        (Fact.STORED, Standing.ASSERTED),
    ]


def test_a_part_is_proved_alone_and_its_receipt_tells_nothing_of_the_rest(
    anchor: Anchor, issued: Any, clinic: Any
) -> None:
    receipt = anchor.receipt(2, clinic.opening(2, 2))
    assert verify(receipt, clinic.record(2, 2), issued.verifier).holds
    assert not verify(receipt, clinic.record(2), issued.verifier).holds
    facts, extra = clinic.facts(2), base64.b64decode(receipt.split(b"\n")[1].removeprefix(b"extra "))
    for hidden in (facts.digest, facts.source, facts.parts[0], facts.parts[2], clinic.seed(2)):
        assert base64.b64encode(hidden) not in extra
    assert facts.cid.encode() not in extra


def test_the_part_of_another_record_is_refused(anchor: Anchor, issued: Any, clinic: Any) -> None:
    receipt = anchor.receipt(2, clinic.opening(2, 2))
    for number, part in ((2, 1), (2, 3), (1, 2), (3, 2)):
        assert not verify(receipt, clinic.record(number, part), issued.verifier).holds


def test_a_missing_key_is_said_and_does_not_hold(issued: Any) -> None:
    verdict = verify(issued.receipt, issued.record, None)
    assert not verdict.holds
    assert standing(verdict, Fact.SIGNED) is Standing.UNCHECKED
    assert standing(verdict, Fact.ANCHORED) is Standing.UNCHECKED


def test_the_key_of_another_log_is_refused(issued: Any, clinic: Any) -> None:
    for other in (clinic.key(1), clinic.key(origin="other.example/log")):
        verdict = verify(issued.receipt, issued.record, other.verifier)
        assert not verdict.holds
        assert standing(verdict, Fact.SIGNED) is Standing.FAILED


def test_every_flipped_bit_of_a_receipt_is_refused(issued: Any) -> None:
    assert all_unseen(issued.receipt, issued.record, issued.verifier, "receipt") == []


def test_every_flipped_bit_of_a_record_of_2_kb_is_refused(anchor: Anchor, clinic: Any) -> None:
    record = os.urandom(2048)
    facts = replace(clinic.facts(9), digest=_sha256(record))
    anchor.append([record_entry(commitment(facts, clinic.seed(9)))])
    anchor.publish()
    receipt, verifier = (
        anchor.receipt(0, open_leaf(facts, clinic.seed(9), 0)),
        LogVerifier.parse(anchor.verifier),
    )
    assert holds(receipt, record, verifier)
    assert all_unseen(receipt, record, verifier, "record") == []


def _sha256(data: Any) -> bytes:
    return hashlib.sha256(data).digest()


def test_a_foreign_verifier_accepts_ours(anchor: Anchor, issued: Any, clinic: Any) -> None:
    vkey = anchor.verifier.splitlines()[0]
    assert foreign["verify_proof"](issued.receipt.decode(), clinic.entry(2), vkey) == 2
    with pytest.raises(ValueError, match="tree"):
        foreign["verify_proof"](issued.receipt.decode(), clinic.entry(3), vkey)


def test_the_extra_data_of_one_receipt_does_not_fit_another(anchor: Anchor, issued: Any, clinic: Any) -> None:
    mine, other = (Receipt.parse(anchor.receipt(index, clinic.opening(index))) for index in (2, 3))
    mixed = replace(mine, opening=other.opening).text().encode()
    assert not holds(mixed, clinic.record(3), issued.verifier)
    moved = replace(mine, index=3).text().encode()
    assert not holds(moved, issued.record, issued.verifier)


def test_a_reference_to_another_head_or_log_is_refused(issued: Any, clinic: Any) -> None:
    receipt = Receipt.parse(issued.receipt)
    place = open_reference(receipt.reference, issued.verifier)
    key = clinic.key()
    again = replace(
        receipt, checkpoint=sign_checkpoint(place.head, key), reference=sign_reference(place, key)
    )
    assert holds(again.text().encode(), issued.record, key.verifier)
    grown = replace(place, head=replace(place.head, size=place.head.size + 1))
    for reference in (
        sign_reference(grown, key),
        sign_reference(place, clinic.key(1)),
        sign_reference(place, clinic.key(origin="other.example/log")),
        again.checkpoint,
    ):
        fault = replace(again, reference=reference)
        assert not holds(fault.text().encode(), issued.record, key.verifier)


def test_a_chain_that_was_asked_proves_or_refutes_the_place(issued: Any) -> None:
    place = place_of(issued.receipt)
    for found, expected in (
        (place, Standing.PROVED),
        (None, Standing.FAILED),
        (replace(place, block=place.block + 1), Standing.FAILED),
        (replace(place, chain_id=5), Standing.FAILED),
        (MemoryLedger().publish(place.head), Standing.FAILED),
    ):
        verdict = verify(issued.receipt, issued.record, issued.verifier, chain=ChainAnswer("a node", found))
        assert standing(verdict, Fact.ANCHORED) is expected
        assert verdict.holds is (expected is Standing.PROVED)


@pytest.mark.parametrize("name", ["whole", "part"])
def test_the_vectors_hold_for_ever(clinic: Any, name: str) -> None:
    folder = clinic.vectors / "receipt"
    receipt = (folder / f"{name}.tlog-proof").read_bytes()
    verifier = LogVerifier.parse((folder / "log.pub").read_text())
    assert verify(receipt, (folder / f"{name}.record").read_bytes(), verifier).holds
    assert Receipt.parse(receipt).text().encode() == receipt


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("proof@v1", "proof@v2"),
        lambda text: text.replace("index 2", "index 02"),
        lambda text: text.replace("index 2", "index -2"),
        lambda text: text.replace("index 2\n", "index 2\n\n"),
        lambda text: text.replace("extra ", "extra  "),
        lambda text: text.replace("\nindex", "\r\nindex"),
        lambda text: text[: len(text) // 2],
        lambda text: text * 6,
        lambda _: "",
        lambda _: "c2sp.org/tlog-proof@v1\nindex 0\n\n",
    ],
)
def test_another_spelling_of_a_receipt_is_refused(issued: Any, change: Any) -> None:
    with pytest.raises(FormatError):
        verify(change(issued.receipt.decode()).encode(), issued.record, issued.verifier)


@pytest.mark.parametrize(
    "change", [lambda data: data + b"\n", lambda data: data[:-1], lambda data: data + b"x"]
)
def test_nothing_stands_after_the_last_signature(issued: Any, change: Any) -> None:
    assert not holds(change(issued.receipt), issued.record, issued.verifier)


def test_a_receipt_before_publication_or_for_another_entry_is_not_given(anchor: Anchor, clinic: Any) -> None:
    anchor.append([clinic.entry(0), clinic.entry(1)])
    with pytest.raises(LogError, match="not published"):
        anchor.receipt(0, clinic.opening(0))
    anchor.publish()
    with pytest.raises(LogError, match="not of that entry"):
        anchor.receipt(0, clinic.opening(1))


def test_a_record_without_parts_is_proved(anchor: Anchor, clinic: Any) -> None:
    facts = Facts("rfc8785", _sha256(b"{}"), "bafk", _sha256(b"source"))
    anchor.append([record_entry(commitment(facts, clinic.seed(1)))])
    anchor.publish()
    receipt = anchor.receipt(0, open_leaf(facts, clinic.seed(1), 0))
    assert verify(receipt, b"{}", LogVerifier.parse(anchor.verifier)).holds
