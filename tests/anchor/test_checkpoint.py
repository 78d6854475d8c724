from __future__ import annotations

from typing import Any

import pytest

from anchor.checkpoint import Checkpoint, TreeHead, open_checkpoint, sign_checkpoint
from anchor.errors import AnchorError, FormatError, SignatureError
from anchor.note import sign

HEAD = TreeHead(10, bytes(range(32)))


def test_there_and_back(clinic: Any) -> None:
    note = sign_checkpoint(HEAD, clinic.key())
    assert open_checkpoint(note, clinic.key().verifier) == Checkpoint(clinic.origin, HEAD)


def test_the_vector_still_verifies_and_its_deterministic_lines_are_made_again(clinic: Any) -> None:
    folder = clinic.vectors / "checkpoint"
    verifier, note = clinic.key().verifier, (folder / "ten.note").read_text()
    assert (folder / "log.pub").read_text() == verifier.text()
    assert open_checkpoint(note, verifier).head == HEAD
    made = sign_checkpoint(HEAD, clinic.key()).splitlines()
    assert note.splitlines()[:5] == made[:5]  # ML-DSA signs with fresh randomness each time


@pytest.mark.parametrize(
    "text",
    [
        "clinic.example/log\n10\n",
        "clinic.example/log\n010\n{root}\n",
        "clinic.example/log\n-1\n{root}\n",
        "clinic.example/log\n18446744073709551616\n{root}\n",
        "clinic.example/log\n10\nAAAA\n",
        "clinic.example/log\n10\n{root}\nextension\n",
        "clinic.example/log\n10 \n{root}\n",
        "other.example/log\n10\n{root}\n",
    ],
)
def test_a_signed_text_that_is_no_checkpoint_of_this_log_is_refused(clinic: Any, text: str) -> None:
    root = Checkpoint("x", HEAD).text().split("\n")[2]
    note = sign(text.format(root=root), clinic.key())
    with pytest.raises((FormatError, SignatureError)):
        open_checkpoint(note, clinic.key().verifier)


def test_no_bit_of_a_checkpoint_changes_unseen(clinic: Any) -> None:
    """Every seventh bit; the receipts' own test takes every bit of a checkpoint."""
    verifier = clinic.key().verifier
    note = sign_checkpoint(HEAD, clinic.key()).encode()
    for at in range(0, 8 * len(note), 7):
        flipped = bytearray(note)
        flipped[at // 8] ^= 1 << at % 8
        with pytest.raises((AnchorError, UnicodeDecodeError)):
            open_checkpoint(flipped.decode("utf-8"), verifier)
