"""The Kubo store against a node that misbehaves on request; the real node is met in tests/live."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fhir_bridge.errors import Unavailable
from fhir_bridge.store.blobs import BlobStore
from fhir_bridge.store.car import CarBlocks
from fhir_bridge.store.cid import Cid
from fhir_bridge.store.faults import BlobMissing, BlobTampered, StoreFull
from fhir_bridge.store.migrate import Progress, migrate
from tests.fhir_bridge.store.node import Node, UnixNode, answering

pytest.importorskip("ipfshttpclient", reason="needs the extra kubo")
from fhir_bridge.store.kubo import KuboBlocks

pytestmark = pytest.mark.filterwarnings("ignore:The 'strict' parameter:FutureWarning")
MIB = 1 << 20


@pytest.fixture
def node() -> Iterator[Node]:
    folder = tempfile.mkdtemp()  # a socket's path is short
    with answering(UnixNode(folder + "/rpc")) as server:
        yield server
    shutil.rmtree(folder)


@pytest.fixture
def kubo(node: Node) -> Iterator[KuboBlocks]:
    blocks = KuboBlocks.open(f"/unix{node.server_address}", answer_seconds=0.5)
    yield blocks
    blocks.close()


def test_what_is_put_is_pinned_and_comes_back(node: Node, kubo: KuboBlocks) -> None:
    blobs = BlobStore(kubo)
    many = [os.urandom(size) for size in (0, 1, 5000, MIB, 2 * MIB + 1)]
    cids = blobs.put_many(many)
    assert [blobs.get(cid) for cid in cids] == many
    assert all(map(blobs.has, cids))
    assert node.pins == set(cids)
    assert blobs.put(many[2]) == cids[2]


def test_pins_go_in_calls_of_a_bounded_length(node: Node, kubo: KuboBlocks) -> None:
    BlobStore(kubo).put_many([number.to_bytes(2, "big") for number in range(600)])
    assert node.calls == ["dag/import", "pin/add", "pin/add", "pin/add"]


def test_what_is_dropped_is_unpinned(node: Node, kubo: KuboBlocks) -> None:
    blobs = BlobStore(kubo)
    cid = blobs.put(b"blob")
    for _ in range(2):
        blobs.drop(cid)
    assert not blobs.has(cid)
    assert node.pins == set()


def test_what_the_node_does_not_have_is_missing(kubo: KuboBlocks) -> None:
    with pytest.raises(BlobMissing):
        BlobStore(kubo).get(str(Cid.of(b"never")))


def test_t074_swapped_bytes_are_found(node: Node, kubo: KuboBlocks) -> None:
    blobs = BlobStore(kubo)
    cid = blobs.put(b"blob")
    node.fault = "swaps"
    with pytest.raises(BlobTampered):
        blobs.get(cid)


def test_t077_a_giant_answer_is_not_read_to_its_end(node: Node, kubo: KuboBlocks) -> None:
    blobs = BlobStore(kubo)
    cid = blobs.put(b"blob")
    node.fault = "giant"
    with pytest.raises(BlobTampered, match="more bytes"):
        blobs.get(cid)


@pytest.mark.parametrize("fault", ["hang", "html", "breaks-off", "pins-less"])
def test_t077_a_node_that_hangs_or_answers_in_part_is_unavailable(
    node: Node, kubo: KuboBlocks, fault: str
) -> None:
    blobs = BlobStore(kubo)
    node.fault = fault
    with pytest.raises(Unavailable):
        blobs.put(b"blob")
    node.fault = ""
    node.over.set()
    assert blobs.get(blobs.put(b"blob")) == b"blob"


def test_t076_garbage_collected_during_the_import_is_not_acknowledged(node: Node, kubo: KuboBlocks) -> None:
    node.fault = "collects"
    with pytest.raises((BlobMissing, Unavailable)):
        BlobStore(kubo).put_many([b"one", b"two"])


def test_t078_a_full_node_is_said(node: Node, kubo: KuboBlocks) -> None:
    node.fault = "full"
    with pytest.raises(StoreFull):
        BlobStore(kubo).put(b"blob")


def test_t073_no_node_is_unavailable() -> None:
    kubo = KuboBlocks.open("/unix/nowhere/rpc")
    with pytest.raises(Unavailable, match="does not answer"):
        BlobStore(kubo).put(b"blob")
    kubo.close()


def test_a_source_that_fails_is_no_fault_of_the_node(kubo: KuboBlocks) -> None:
    def failing() -> Iterator[bytes]:
        yield b"some"
        raise RuntimeError("the source broke")

    with pytest.raises(RuntimeError, match="broke"):
        BlobStore(kubo).put_stream(failing())


def test_the_configuration_is_read(kubo: KuboBlocks) -> None:
    assert kubo.configuration() == {"Routing": {"Type": "none"}}


@pytest.fixture
def segments(tmp_path: Path) -> list[Path]:
    cars = CarBlocks.open(tmp_path, segment_bytes=400_000)
    BlobStore(cars).put_many([os.urandom(30_000) for _ in range(6)])
    cars.close()
    return sorted(tmp_path.glob("*.car"))


def test_the_embedded_store_moves_segment_by_segment_and_goes_on_where_it_stood(
    node: Node, kubo: KuboBlocks, segments: list[Path]
) -> None:
    first = next(migrate(iter(segments), kubo))
    assert first == Progress("00000001.car", first.roots, segments[0].stat().st_size, sent=True)
    again = list(migrate(iter(segments), kubo))
    assert [done.sent for done in again] == [False] + [True] * (len(segments) - 1)
    assert sum(done.roots for done in again) == 6
    assert len(node.pins) == 6 + 1


@pytest.mark.parametrize("fault", ["pin-error", "no-pins"])
def test_a_root_that_is_not_pinned_ends_the_move(
    node: Node, kubo: KuboBlocks, segments: list[Path], fault: str
) -> None:
    node.fault = fault
    with pytest.raises(Unavailable, match="pin"):
        list(migrate(iter(segments), kubo))
