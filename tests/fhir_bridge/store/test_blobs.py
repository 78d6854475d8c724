"""What every blob store must do, the double and the embedded one alike."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fhir_bridge.store.blobs import BlobStore, BlockStore, MemoryBlocks
from fhir_bridge.store.car import CarBlocks
from fhir_bridge.store.cid import Cid
from fhir_bridge.store.faults import BlobMissing, BlobTampered

MIB = 1 << 20
MAKERS: dict[str, Callable[[Path], BlockStore]] = {
    "memory": lambda _folder: MemoryBlocks(),
    "car": lambda folder: CarBlocks.open(folder / "blobs"),
    "car-small-segments": lambda folder: CarBlocks.open(folder / "blobs", segment_bytes=400_000),
}


@pytest.fixture(params=MAKERS)
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BlobStore]:
    made = MAKERS[request.param](tmp_path)
    yield BlobStore(made)
    if isinstance(made, CarBlocks):
        made.close()


@pytest.mark.parametrize("size", [0, 1, 2048, MIB - 1, MIB, MIB + 1, 3 * MIB + 7])
def test_what_is_put_comes_back(blobs: BlobStore, size: int) -> None:
    data = os.urandom(size)
    cid = blobs.put(data)
    assert blobs.has(cid)
    assert blobs.get(cid) == data
    assert max(map(len, blobs.stream(cid))) <= MIB


def test_t075_putting_again_gives_the_same_cid_and_changes_nothing(blobs: BlobStore) -> None:
    data = os.urandom(MIB + 1)
    assert blobs.put(data) == blobs.put(data) == blobs.put_stream([data[:7], data[7:]])
    assert blobs.get(blobs.put(data)) == data


def test_many_are_put_together(blobs: BlobStore) -> None:
    many = [os.urandom(100) for _ in range(50)] + [os.urandom(MIB + 1)] + [b"same"] * 2
    cids = blobs.put_many(many)
    assert [blobs.get(cid) for cid in cids] == many
    assert blobs.put_many([]) == []


def test_what_was_never_put_is_missing(blobs: BlobStore) -> None:
    cid = str(Cid.of(b"never"))
    assert not blobs.has(cid)
    with pytest.raises(BlobMissing, match=cid):
        blobs.get(cid)
    with pytest.raises(ValueError, match="CID"):
        blobs.get("../../etc/passwd")


def test_what_is_dropped_is_gone_and_can_be_put_again(blobs: BlobStore) -> None:
    data, other = os.urandom(2 * MIB + 1), os.urandom(10)
    cid, kept = blobs.put(data), blobs.put(other)
    for _ in range(2):
        blobs.drop(cid)
    assert not blobs.has(cid)
    with pytest.raises(BlobMissing):
        blobs.get(cid)
    assert blobs.get(kept) == other
    assert blobs.put(data) == cid
    assert blobs.get(cid) == data


def test_a_file_that_shares_a_block_with_another_stays_whole_when_that_one_is_dropped(
    blobs: BlobStore,
) -> None:
    chunk = os.urandom(MIB)
    long, short = blobs.put(chunk + b"more"), blobs.put(chunk)
    blobs.drop(long)
    assert blobs.get(short) == chunk


def test_t074_a_store_that_lies_is_found_out() -> None:
    class Lying(MemoryBlocks):
        def read(self, cid: Cid) -> bytes:
            return super().read(cid) + b"\0"

    blobs = BlobStore(Lying())
    with pytest.raises(BlobTampered):
        blobs.get(blobs.put(b"data"))


def test_a_source_that_fails_leaves_nothing_of_itself(blobs: BlobStore) -> None:
    whole = os.urandom(MIB + 1)

    def failing() -> Iterator[bytes]:
        yield whole
        raise RuntimeError("the source broke")

    with pytest.raises(RuntimeError, match="broke"):
        blobs.put_stream(failing())
    cid = blobs.put(b"next")
    assert blobs.get(cid) == b"next"
    assert not blobs.has(str(Cid.of(whole[:MIB])))
