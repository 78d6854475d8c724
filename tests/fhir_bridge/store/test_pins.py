from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from fhir_bridge.errors import Unavailable
from fhir_bridge.store.blobs import BlobStore, MemoryBlocks, Source
from fhir_bridge.store.car import CarBlocks
from fhir_bridge.store.carsegment import EMPTY
from fhir_bridge.store.cid import Cid
from fhir_bridge.store.faults import BlobMissing
from fhir_bridge.store.pins import Finding, State, audit


class Node(MemoryBlocks):
    """A store that keeps blocks without pins, damages some, and may stay damaged."""

    def __init__(self, *, mends: bool = True) -> None:
        super().__init__()
        self.unpinned: set[Cid] = set()
        self.damaged: set[Cid] = set()
        self.mends = mends

    def write(self, sources: Iterable[Source]) -> list[Cid]:
        roots = super().write(sources)
        self.unpinned -= set(roots)
        if self.mends:
            self.damaged.clear()
        return roots

    def read(self, cid: Cid) -> bytes:
        data = super().read(cid)
        return data[:-1] + bytes([data[-1] ^ 1]) if cid in self.damaged else data

    def holds(self, root: Cid) -> bool:
        return super().holds(root) and root not in self.unpinned


def stores(*, mends: bool = True) -> tuple[Node, BlobStore, BlobStore, str]:
    node = Node(mends=mends)
    source = BlobStore(MemoryBlocks())
    data = os.urandom((1 << 20) + 1)
    store = BlobStore(node)
    cid = store.put(data)
    assert source.put(data) == cid
    return node, store, source, cid


def test_what_is_there_is_sound() -> None:
    _, store, source, cid = stores()
    assert list(audit([cid], store, source=source)) == [Finding(cid, State.SOUND)]


def test_t076_a_lost_pin_is_set_again() -> None:
    node, store, source, cid = stores()
    node.unpinned.add(Cid.parse(cid))
    assert [found.state for found in audit([cid, cid], store, source=source)] == [State.REPINNED, State.SOUND]


def test_t076_a_blob_that_was_collected_is_put_again_and_read_back() -> None:
    _, store, source, cid = stores()
    store.drop(cid)
    assert [found.state for found in audit([cid, cid], store, source=source)] == [State.REPAIRED, State.SOUND]


def test_t074_a_damaged_block_is_put_again() -> None:
    node, store, source, cid = stores()
    node.damaged.add(Cid.parse(cid))
    assert [found.state for found in audit([cid, cid], store, source=source)] == [State.REPAIRED, State.SOUND]


def test_t074_a_store_that_stays_wrong_is_not_called_repaired() -> None:
    node, store, source, cid = stores(mends=False)
    node.damaged.add(Cid.parse(cid))
    assert [found.state for found in audit([cid], store, source=source)] == [State.LOST]


def test_what_no_store_has_is_lost() -> None:
    _, store, source, cid = stores()
    store.drop(cid)
    source.drop(cid)
    assert [found.state for found in audit([cid], store, source=source)] == [State.LOST]
    with pytest.raises(BlobMissing):
        store.get(cid)


def test_t073_a_store_that_does_not_answer_ends_the_audit() -> None:
    class Down(Node):
        def holds(self, root: Cid) -> bool:
            raise Unavailable(str(root))

    store = BlobStore(Down())
    cid = store.put(b"kept")
    with pytest.raises(Unavailable):
        list(audit([cid], store, source=store))


def test_t074_a_damaged_segment_of_the_embedded_store_is_repaired(tmp_path: Path) -> None:
    cars = CarBlocks.open(tmp_path)
    store, source = BlobStore(cars), BlobStore(MemoryBlocks())
    cid = store.put(b"a blob")
    source.put(b"a blob")
    segment = tmp_path / "00000001.car"
    damaged = bytearray(segment.read_bytes())
    damaged[len(EMPTY) + 40] ^= 1
    segment.write_bytes(damaged)
    assert [found.state for found in audit([cid, cid], store, source=source)] == [State.REPAIRED, State.SOUND]
    cars.close()
