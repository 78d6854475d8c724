from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from fhir_bridge.errors import FolderFault, Tampered, Unavailable
from fhir_bridge.store.blobs import BlobStore
from fhir_bridge.store.car import CarBlocks
from fhir_bridge.store.carindex import Index
from fhir_bridge.store.carsegment import EMPTY, FREE, SLOTS, read_roots, sections
from fhir_bridge.store.cid import Cid
from fhir_bridge.store.faults import BlobMissing, StoreFull

MIB = 1 << 20


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "blobs"


def reopened(folder: Path, *, index: bool = True) -> BlobStore:
    if not index:
        for path in folder.glob("index.db*"):
            path.unlink()
    return BlobStore(CarBlocks.open(folder))


def close(blobs: BlobStore) -> None:
    store = blobs._blocks
    assert isinstance(store, CarBlocks)
    store.close()


def put(folder: Path, *blobs: bytes) -> list[str]:
    store = BlobStore(CarBlocks.open(folder))
    cids = [store.put(blob) for blob in blobs]
    close(store)
    return cids


def roots_in(path: Path) -> list[str]:
    with path.open("rb") as file:
        return [str(root) for root in read_roots(file.fileno())]


@pytest.mark.parametrize("index", [True, False])
def test_what_is_kept_survives_reopening_and_the_loss_of_the_index(folder: Path, index: bool) -> None:
    blobs = [os.urandom(size) for size in (0, 1, 5000, MIB, 2 * MIB + 1)]
    cids = put(folder, *blobs)
    store = reopened(folder, index=index)
    assert [store.get(cid) for cid in cids] == blobs
    close(store)


def test_an_index_that_is_no_database_is_made_again(folder: Path) -> None:
    (cid,) = put(folder, b"kept")
    for path in folder.glob("index.db-*"):
        path.unlink()
    (folder / "index.db").write_bytes(b"this is not a database" * 100)
    store = reopened(folder)
    assert store.get(cid) == b"kept"
    close(store)


def test_a_dropped_blob_stays_dropped_when_the_index_is_made_again(folder: Path) -> None:
    gone, kept = put(folder, os.urandom(MIB + 1), b"kept")
    store = reopened(folder)
    store.drop(gone)
    close(store)
    store = reopened(folder, index=False)
    assert not store.has(gone)
    assert store.get(kept) == b"kept"
    close(store)


def test_the_header_names_what_is_kept_at_every_moment(folder: Path) -> None:
    store = reopened(folder)
    first, second = store.put(b"first"), store.put(os.urandom(MIB + 1))
    path = folder / "00000001.car"
    assert roots_in(path) == [first, second]
    store.drop(first)
    assert roots_in(path) == [second]
    close(store)


def test_a_segment_is_a_car_file_whose_free_slots_name_its_first_block(folder: Path) -> None:
    put(folder, b"a blob")
    path = folder / "00000001.car"
    data = path.read_bytes()
    assert data.count(bytes(FREE.cid)) == SLOTS - 1 + 1
    with path.open("rb") as file:
        first = len(EMPTY) - 1 - 36 - len(FREE.data)
        assert [found.cid for found, _ in sections(file.fileno(), first)] == [FREE.cid, Cid.of(b"a blob")]


def test_segments_roll_over_by_size_and_a_blob_lies_in_one_alone(folder: Path) -> None:
    store = BlobStore(CarBlocks.open(folder, segment_bytes=400_000))
    blobs = [os.urandom(40_000) for _ in range(5)] + [os.urandom(2 * MIB)]
    cids = store.put_many(blobs)
    assert [store.get(cid) for cid in cids] == blobs
    assert sorted(root for path in folder.glob("*.car") for root in roots_in(path)) == sorted(cids)
    assert len(list(folder.glob("*.car"))) > 2
    close(store)


def test_segments_roll_over_when_their_slots_are_taken(folder: Path) -> None:
    store = reopened(folder)
    blobs = [number.to_bytes(2, "big") for number in range(SLOTS + 1)]
    cids = store.put_many(blobs)
    assert [len(roots_in(path)) for path in sorted(folder.glob("*.car"))] == [SLOTS, 1]
    assert store.get(cids[-1]) == blobs[-1]
    close(store)


def _bits(length: int, step: int, *, header: bool) -> list[int]:
    """Bits of a segment: of what it holds, and some of the 2.7 million of its header, which are nearly all alike."""
    start = len(EMPTY) * 8
    return [*(range(0, start, 1009) if header else ()), *range(start, length, step)]


@pytest.mark.parametrize("index", [True, False])
def test_t057_a_flipped_bit_of_a_segment_gives_no_wrong_byte(
    folder: Path, index: bool, request: pytest.FixtureRequest
) -> None:
    blobs = [b"first blob", b"second blob"]
    cids = put(folder, *blobs)
    path = folder / "00000001.car"
    whole = path.read_bytes()
    every = request.config.getoption("--every-bit")
    for bit in _bits(len(whole) * 8, 1 if index or every else 13, header=every):
        damaged = bytearray(whole)
        damaged[bit // 8] ^= 1 << bit % 8
        path.write_bytes(damaged)
        store = reopened(folder, index=index)
        for cid, blob in zip(cids, blobs, strict=True):
            try:
                assert store.get(cid) == blob
            except (Tampered, BlobMissing):
                continue
        close(store)


def test_damage_behind_a_lost_index_is_set_aside_and_never_thrown_away(folder: Path) -> None:
    first, second = put(folder, b"first", b"second")
    path = folder / "00000001.car"
    damaged = bytearray(path.read_bytes())
    damaged[len(EMPTY)] = 0
    path.write_bytes(damaged)
    store = reopened(folder, index=False)
    assert not store.has(first)
    assert not store.has(second)
    assert (folder / "00000001.tail").read_bytes() == damaged[len(EMPTY) :]
    close(store)


def test_damage_to_one_blob_hides_no_other_when_the_index_is_made_again(folder: Path) -> None:
    first, second = put(folder, b"first", b"second")
    path = folder / "00000001.car"
    damaged = bytearray(path.read_bytes())
    damaged[len(EMPTY) + 1 + 36] ^= 1
    path.write_bytes(damaged)
    store = reopened(folder, index=False)
    assert not store.has(first)
    assert store.get(second) == b"second"
    assert store.get(store.put(b"first")) == b"first"
    close(store)


def test_a_torn_tail_is_cut_at_every_byte(folder: Path) -> None:
    (cid,) = put(folder, b"kept")
    path = folder / "00000001.car"
    kept = path.read_bytes()
    put(folder, b"torn blob")
    torn = path.read_bytes()
    for end in range(len(kept), len(torn)):
        path.write_bytes(torn[:end])
        store = reopened(folder, index=False)
        assert store.get(cid) == b"kept"
        assert not store.has(str(Cid.of(b"torn blob")))
        assert path.read_bytes() == kept
        close(store)


def test_a_segment_shorter_than_what_was_kept_in_it_is_said(folder: Path) -> None:
    put(folder, b"kept")
    path = folder / "00000001.car"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(FolderFault, match="ends before"):
        CarBlocks.open(folder)


def test_a_segment_that_is_gone_is_a_missing_blob(folder: Path) -> None:
    (cid,) = put(folder, b"kept")
    (folder / "00000001.car").unlink()
    store = reopened(folder)
    with pytest.raises(BlobMissing):
        store.get(cid)
    close(store)


CHILD = """
import os, signal, sys
from pathlib import Path
from fhir_bridge.store.blobs import BlobStore
from fhir_bridge.store.car import CarBlocks
from fhir_bridge.store import cartail, carindex

store = BlobStore(CarBlocks.open(Path(sys.argv[1])))
print(store.put(b"before"), flush=True)
die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
real = os.fdatasync
if sys.argv[2] == "append":
    cartail._write = lambda d, data, place: (os.pwrite(d, data[: len(data) // 2], place), die())
elif sys.argv[2] == "sync":
    os.fdatasync = die
elif sys.argv[2] == "index":
    os.fdatasync = lambda d: (real(d), die())
elif sys.argv[2] == "acknowledge":
    add = carindex.Index.add
    carindex.Index.add = lambda *all: (add(*all), die())
store.put_many([b"during " * 100, b"x" * 1500000])
"""


@pytest.mark.parametrize("moment", ["append", "sync", "index", "acknowledge"])
@pytest.mark.parametrize("index", [True, False])
def test_killed_between_append_sync_index_and_acknowledge_nothing_acknowledged_is_lost(
    folder: Path, moment: str, index: bool
) -> None:
    child = subprocess.run(
        [sys.executable, "-c", CHILD, folder, moment], capture_output=True, text=True, check=False
    )
    assert child.returncode == -signal.SIGKILL, child.stderr
    store = reopened(folder, index=index)
    assert store.get(child.stdout.strip()) == b"before"
    assert store.has(str(Cid.of(b"during " * 100))) is (moment in {"sync", "index", "acknowledge"})
    again = [b"during " * 100, b"x" * 1500000]
    assert [store.get(cid) for cid in store.put_many(again)] == again
    path = folder / "00000001.car"
    assert len(roots_in(path)) == 3
    close(store)
    store = reopened(folder, index=False)
    assert [store.get(cid) for cid in store.put_many(again)] == again
    close(store)


FULL = """
import resource, signal, sys
from pathlib import Path
from fhir_bridge.store.blobs import BlobStore
from fhir_bridge.store.car import CarBlocks
from fhir_bridge.store.faults import StoreFull

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = BlobStore(CarBlocks.open(Path(sys.argv[1])))
print(store.put(b"before"))
size = (Path(sys.argv[1]) / "00000001.car").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 700_000, resource.RLIM_INFINITY))
try:
    store.put_many([b"y" * 5000, b"x" * 3_000_000])
except StoreFull as full:
    print(full)
print((Path(sys.argv[1]) / "00000001.car").stat().st_size - size)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(store.put(b"after"))
"""


def test_t078_a_full_disk_leaves_nothing_half_written(folder: Path) -> None:
    child = subprocess.run([sys.executable, "-c", FULL, folder], capture_output=True, text=True, check=True)
    before, said, grown, after = child.stdout.splitlines()
    assert "no room under" in said
    assert grown == "0"
    store = reopened(folder)
    assert [store.get(cid) for cid in (before, after)] == [b"before", b"after"]
    assert roots_in(folder / "00000001.car") == [before, after]
    close(store)


def test_t078_an_index_that_cannot_grow_leaves_the_segment_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (kept,) = put(folder, b"kept")
    store = reopened(folder)

    def full(*_all: object) -> None:
        raise StoreFull(folder)

    size = (folder / "00000001.car").stat().st_size
    with monkeypatch.context() as patched:
        patched.setattr(Index, "add", full)
        with pytest.raises(StoreFull):
            store.put(b"too much")
    assert (folder / "00000001.car").stat().st_size == size
    assert roots_in(folder / "00000001.car") == [kept]
    assert store.get(kept) == b"kept"
    assert store.get(store.put(b"too much")) == b"too much"
    close(store)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Unavailable, match="cannot be used"):
        CarBlocks.open(tmp_path / "file" / "blobs")


def test_threads_and_processes_share_a_store(folder: Path) -> None:
    one, two = reopened(folder), reopened(folder)
    found: list[str] = []

    def work(store: BlobStore, start: int) -> None:
        found.extend(store.put(number.to_bytes(4, "big")) for number in range(start, start + 50))

    threads = [
        threading.Thread(target=work, args=(store, n * 40)) for n, store in enumerate([one, two, one, two])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 200
    assert all(one.has(cid) and two.has(cid) for cid in found)
    assert sorted(roots_in(folder / "00000001.car")) == sorted(set(found))
    close(one)
    close(two)


def test_memory_stays_at_a_few_chunks(folder: Path) -> None:
    code = """
import sys, resource
from pathlib import Path
from fhir_bridge.store.blobs import BlobStore
from fhir_bridge.store.car import CarBlocks
store = BlobStore(CarBlocks.open(Path(sys.argv[1])))
store.put(b"warm")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
cid = store.put_stream(number.to_bytes(4, "big") * 262144 for number in range(100))
print(sum(map(len, store.stream(cid))), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    child = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, text=True, check=True)
    size, grown_kib = map(int, child.stdout.split())
    assert size == 100 * MIB
    assert grown_kib < 12 * 1024
