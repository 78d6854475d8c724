"""What is dropped from the embedded store is written over, and its segments stay CAR files that say what is kept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fhir_bridge.store.blobs import BlobStore
from fhir_bridge.store.car import CarBlocks
from fhir_bridge.store.carsegment import EMPTY, FREE, read_roots, sections
from fhir_bridge.store.faults import BlobMissing

SIZES = (0, 1, 4096, 1 << 20, (1 << 20) + 1, 3 << 20)


@pytest.mark.parametrize("size", SIZES)
def test_no_byte_of_it_is_left(tmp_path: Path, size: int) -> None:
    kept, gone = os.urandom(5000), os.urandom(size)
    blocks = CarBlocks.open(tmp_path)
    store = BlobStore(blocks)
    first, dropped, last = store.put_many([kept, gone, kept[:100]])
    store.drop(dropped)
    with pytest.raises(BlobMissing):
        store.get(dropped)
    pieces = [gone[at : at + 32] for at in range(0, size, 1 << 18)]
    files = [path.read_bytes() for path in tmp_path.iterdir() if path.is_file()]
    assert not any(piece in data for piece in pieces for data in files if len(piece) == 32)
    assert (store.get(first), store.get(last)) == (kept, kept[:100])
    blocks.close()


@pytest.mark.parametrize("size", SIZES)
def test_the_segment_is_whole_and_can_be_indexed_again(tmp_path: Path, size: int) -> None:
    blocks = CarBlocks.open(tmp_path)
    store = BlobStore(blocks)
    first, dropped, last = store.put_many([b"first", os.urandom(size), b"last"])
    store.drop(dropped)
    store.drop(dropped)
    blocks.close()
    (segment,) = tmp_path.glob("*.car")
    with segment.open("rb") as file:
        found = [section.end for section, _ in sections(file.fileno(), len(EMPTY))]
        assert found[-1] == segment.stat().st_size
        assert {str(root) for root in read_roots(file.fileno())} == {first, last}
        assert FREE.cid not in read_roots(file.fileno())
    for index in tmp_path.glob("index.db*"):
        index.unlink()
    again = CarBlocks.open(tmp_path)
    assert [BlobStore(again).get(cid) for cid in (first, last)] == [b"first", b"last"]
    with pytest.raises(BlobMissing):
        BlobStore(again).get(dropped)
    again.close()
