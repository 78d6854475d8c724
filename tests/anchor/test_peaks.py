"""A tree that goes on from its peaks is the tree of all its leaves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anchor import merkle
from anchor.errors import FormatError
from anchor.peaks import Peaks


@given(st.lists(st.integers(0, 70), max_size=6))
def test_peaks_lead_to_the_root_of_all_leaves(steps: list[int]) -> None:
    leaves = merkle.leaf_hashes([b"%d" % number for number in range(sum(steps))])
    peaks, at = Peaks(), 0
    for step in steps:
        peaks = peaks.grown(leaves[at : at + step])
        at += step
        assert (peaks.head().size, peaks.head().root) == (at, merkle.root(leaves[:at]))
        assert Peaks.parse(bytes(peaks)) == peaks


@pytest.mark.parametrize(
    "wrong", [b"", bytes(7), bytes(9), bytes(8) + bytes(32), (3).to_bytes(8, "big") + bytes(32)]
)
def test_other_bytes_are_no_peaks(wrong: bytes) -> None:
    with pytest.raises(FormatError):
        Peaks.parse(wrong)
