"""The Kubo store against a node that misbehaves on request; the real node is met in tests/live."""

from __future__ import annotations

import json
import os
import shutil
import socket
import socketserver
import tempfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from fhir_bridge.errors import Unavailable
from fhir_bridge.store.blobs import BlobStore
from fhir_bridge.store.car import CarBlocks
from fhir_bridge.store.cid import CID_BYTES, Cid
from fhir_bridge.store.faults import BlobMissing, BlobTampered, StoreFull
from fhir_bridge.store.migrate import Progress, migrate
from fhir_bridge.store.varint import read_varint

pytest.importorskip("ipfshttpclient", reason="needs the extra kubo")
from fhir_bridge.store.kubo import KuboBlocks

pytestmark = pytest.mark.filterwarnings("ignore:The 'strict' parameter:FutureWarning")
MIB = 1 << 20


class Node(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Answers the calls that the store makes, as Kubo 0.42 does, from a dictionary; `fault` says how to fail."""

    daemon_threads = True

    def __init__(self, path: str) -> None:
        super().__init__(path, Handler)
        self.blocks: dict[str, bytes] = {}
        self.pins: set[str] = set()
        self.fault = ""
        self.calls: list[str] = []
        self.over = threading.Event()

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        request, _ = super().get_request()
        return request, ("unix", 0)

    def handle_error(self, *_: object) -> None:
        """A client hung up in the middle of a call."""


class Handler(BaseHTTPRequestHandler):
    server: Node
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        return

    def do_POST(self) -> None:
        call = urlsplit(self.path)
        query = parse_qs(call.query)
        name = call.path.removeprefix("/api/v0/")
        self.server.calls.append(name)
        assert query["offline"] == ["true"]
        body = self._body()
        if self.server.fault == "hang":
            self.server.over.wait()
        if self.server.fault == "html":
            return self._answer(502, b"<html>bad gateway</html>")
        getattr(self, "do_" + name.replace("/", "_"))(query, body)
        return None

    def do_dag_import(self, query: dict[str, list[str]], body: bytes) -> None:
        car = body.split(b"\r\n\r\n", 1)[1].rsplit(b"\r\n--", 1)[0]
        length, place = read_varint(car, 0)
        header, place = car[place : place + length], place + length
        count = 0
        while place < len(car):
            length, place = read_varint(car, place)
            cid = str(Cid.from_bytes(car[place : place + CID_BYTES]))
            if not (self.server.fault == "collects" and count > 1):
                self.server.blocks[cid] = car[place + CID_BYTES : place + length]
            place, count = place + length, count + 1
        if self.server.fault == "full":
            return self._error("write /blocks/x: no space left on device")
        lines = []
        if query["pin-roots"] == ["true"]:
            link = b"\xd8\x2a\x58\x25\x00"
            roots = {str(Cid.from_bytes(part[:CID_BYTES])) for part in header.split(link)[1:]}
            error = "merkledag: not here" if self.server.fault == "pin-error" else ""
            lines = [{"Root": {"Cid": {"/": root}, "PinErrorMsg": error}} for root in roots]
            self.server.pins |= set() if error or self.server.fault == "no-pins" else roots
        if self.server.fault != "breaks-off":
            lines.append({"Stats": {"BlockCount": count, "BlockBytesCount": 0}})
        return self._answer(200, "".join(json.dumps(line) + "\n" for line in lines).encode())

    def do_pin_add(self, query: dict[str, list[str]], _body: bytes) -> None:
        if not set(query["arg"]) <= set(self.server.blocks):
            return self._error("block was not found locally (offline): ipld: could not find it")
        kept = query["arg"][1:] if self.server.fault == "pins-less" else query["arg"]
        self.server.pins |= set(kept)
        return self._answer(200, json.dumps({"Pins": kept}).encode())

    def do_pin_ls(self, query: dict[str, list[str]], _body: bytes) -> None:
        wanted = query.get("arg")
        if wanted and wanted[0] not in self.server.pins:
            return self._error(f"path '{wanted[0]}' is not pinned")
        keys = {pin: {"Type": "recursive"} for pin in (wanted or self.server.pins)}
        return self._answer(200, json.dumps({"Keys": keys}).encode())

    def do_pin_rm(self, query: dict[str, list[str]], _body: bytes) -> None:
        if query["arg"][0] not in self.server.pins:
            return self._error("not pinned or pinned indirectly")
        self.server.pins -= set(query["arg"])
        return self._answer(200, json.dumps({"Pins": query["arg"]}).encode())

    def do_block_get(self, query: dict[str, list[str]], _body: bytes) -> None:
        data = self.server.blocks.get(query["arg"][0])
        if data is None:
            return self._error("block was not found locally (offline): ipld: could not find it")
        if self.server.fault == "swaps":
            data = bytes([data[0] ^ 1]) + data[1:]
        return self._answer(200, data * (2 * MIB) if self.server.fault == "giant" else data)

    def do_config_show(self, _query: dict[str, list[str]], _body: bytes) -> None:
        self._answer(200, b'{"Routing": {"Type": "none"}}')

    def _error(self, message: str) -> None:
        self._answer(500, json.dumps({"Message": message, "Code": 0, "Type": "error"}).encode())

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = bytearray()
        while length := int(self.rfile.readline(), 16):
            body += self.rfile.read(length)
            self.rfile.readline()
        self.rfile.readline()
        return bytes(body)


@pytest.fixture
def node() -> Iterator[Node]:
    folder = tempfile.mkdtemp()  # a socket's path is short
    with Node(folder + "/rpc") as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.over.set()
        server.shutdown()
        thread.join()
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
