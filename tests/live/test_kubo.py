"""The blob store on a real, private Kubo: `scripts/live-kubo` starts one and runs these."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from fhir_bridge.errors import Unavailable
from fhir_bridge.neighbours import standing
from fhir_bridge.settings import Settings
from fhir_bridge.store.blobs import BlobStore
from fhir_bridge.store.car import CarBlocks
from fhir_bridge.store.migrate import migrate
from fhir_bridge.store.pins import State, audit
from fhir_bridge.store.private import faults

pytest.importorskip("ipfshttpclient", reason="needs the extra kubo")
from fhir_bridge.store.kubo import KuboBlocks

REPO, API, PID = (os.environ.get(f"LIVE_KUBO_{name}", "") for name in ("REPO", "API", "PID"))
pytestmark = [
    pytest.mark.skipif(not API, reason="needs a Kubo node: scripts/live-kubo"),
    pytest.mark.filterwarnings("ignore:The 'strict' parameter:FutureWarning"),
]
MIB = 1 << 20
VECTORS = Path(__file__).parents[1] / "vectors" / "cid" / "kubo.json"
FILLING = hashlib.shake_128(b"").digest(MIB)
ADD = [
    "--quieter",
    "--only-hash",
    "--cid-version=1",
    "--raw-leaves",
    "--chunker=size-1048576",
    "--max-file-links=1024",
]


@pytest.fixture
def kubo() -> Iterator[KuboBlocks]:
    secret = Path(REPO, "api.secret").read_text()
    blocks = KuboBlocks.open(API, authorization=f"Bearer {secret}")
    yield blocks
    blocks.close()


def command(*arguments: str) -> list[str]:
    secret = Path(REPO, "api.secret").read_text()
    return ["ipfs", f"--repo-dir={REPO}", f"--api-auth=bearer:{secret}", *arguments]


def ipfs(*arguments: str) -> bytes:
    return subprocess.run(command(*arguments), capture_output=True, check=True).stdout


def test_status_says_that_the_node_answers() -> None:
    settings = Settings(kubo=API, kubo_secret=Path(REPO, "api.secret"))
    assert standing(settings) == f"the node at {API}, which answers"


@pytest.mark.parametrize("size", [0, 1, 4096, MIB - 1, MIB, MIB + 1, 2 * MIB + 1, 100 * MIB])
def test_what_is_put_comes_back_and_is_what_ipfs_cat_gives(kubo: KuboBlocks, size: int) -> None:
    data = os.urandom(size)
    blobs = BlobStore(kubo)
    cid = blobs.put(data)
    assert blobs.has(cid)
    assert blobs.get(cid) == ipfs("cat", cid) == data


@pytest.mark.parametrize(("size", "cid"), json.loads(VECTORS.read_text()).items())
def test_t079_the_vectors_are_what_this_kubo_gives(size: str, cid: str) -> None:
    with subprocess.Popen(command("add", *ADD), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as add:
        assert add.stdin is not None
        for number in range(-(-int(size) // MIB)):
            add.stdin.write((number.to_bytes(8, "big") + FILLING[8:])[: int(size) - number * MIB])
        assert add.communicate()[0].decode().strip() == cid


def test_the_node_that_packaging_configures_is_private(kubo: KuboBlocks) -> None:
    stranger = KuboBlocks.open(API)
    with pytest.raises(Unavailable):
        stranger.configuration()
    stranger.close()
    assert faults(kubo.configuration(), answers_strangers=False) == []


def test_every_root_of_the_embedded_store_is_pinned_by_ipfs_dag_import(tmp_path: Path) -> None:
    cars = CarBlocks.open(tmp_path, segment_bytes=3 * MIB)
    blobs = BlobStore(cars)
    kept = {
        blobs.put(data): data
        for data in (os.urandom(size) for size in (0, 1, 5000, MIB, 2 * MIB + 1, 3 * MIB))
    }
    gone = blobs.put(b"dropped before the import")
    blobs.drop(gone)
    ipfs("dag", "import", *map(str, sorted(tmp_path.glob("*.car"))))
    pins = ipfs("pin", "ls", "--type=recursive", "--quiet").decode().split()
    assert set(kept) <= set(pins)
    assert gone not in pins
    assert all(ipfs("cat", cid) == data for cid, data in kept.items())
    cars.close()


def test_the_embedded_store_moves_to_the_node(kubo: KuboBlocks, tmp_path: Path) -> None:
    cars = CarBlocks.open(tmp_path, segment_bytes=3 * MIB)
    many = [os.urandom(size) for size in [20_000] * 50 + [2 * MIB + 1] * 3]
    cids = BlobStore(cars).put_many(many)
    cars.close()
    segments = sorted(tmp_path.glob("*.car"))
    assert all(done.sent for done in migrate(iter(segments), kubo))
    assert not any(done.sent for done in migrate(iter(segments), kubo))
    assert [BlobStore(kubo).get(cid) for cid in cids] == many


def test_t076_an_audit_repins_and_brings_back_what_the_node_collected(
    kubo: KuboBlocks, tmp_path: Path
) -> None:
    cars = CarBlocks.open(tmp_path)
    source, store = BlobStore(cars), BlobStore(kubo)
    data = os.urandom(2 * MIB + 1)
    cid = source.put(data)
    store.put(data)
    store.drop(cid)
    assert [found.state for found in audit([cid], store, source=source)] == [State.REPINNED]
    store.drop(cid)
    ipfs("repo", "gc", "--quiet")
    assert [found.state for found in audit([cid, cid], store, source=source)] == [State.REPAIRED, State.SOUND]
    cars.close()


def test_t077_a_node_that_hangs_is_unavailable_and_serves_again(kubo: KuboBlocks) -> None:
    secret = Path(REPO, "api.secret").read_text()
    hasty = KuboBlocks.open(API, authorization=f"Bearer {secret}", answer_seconds=0.5)
    os.kill(int(PID), signal.SIGSTOP)
    try:
        with pytest.raises(Unavailable):
            BlobStore(hasty).put(b"while it hangs")
    finally:
        os.kill(int(PID), signal.SIGCONT)
        hasty.close()
    blobs = BlobStore(kubo)
    assert blobs.get(blobs.put(b"while it hangs")) == b"while it hangs"


def test_t073_a_node_that_is_killed_is_unavailable_and_has_lost_nothing_that_it_acknowledged(
    kubo: KuboBlocks,
) -> None:
    blobs = BlobStore(kubo)
    many = [os.urandom(4096) for _ in range(200)]
    cids = blobs.put_many(many)
    os.kill(int(PID), signal.SIGKILL)
    with pytest.raises(Unavailable):
        blobs.put(b"while it is dead")
    environment = os.environ | {"LIBP2P_FORCE_PNET": "1"}
    daemon = [*command("daemon"), "--migrate=false"]
    with subprocess.Popen(
        daemon, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as again:
        assert again.stdout is not None
        assert any(b"Daemon is ready" in line for line in again.stdout)
        try:
            assert [blobs.get(cid) for cid in cids] == many
            assert all(map(blobs.has, cids))
        finally:
            again.terminate()
