"""A stand-in for a Kubo node: answers the store's RPC calls from a dictionary; `fault` says how to fail."""

from __future__ import annotations

import json
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from fhir_bridge.store.cid import CID_BYTES, Cid
from fhir_bridge.store.varint import read_varint

MIB = 1 << 20


class Node(socketserver.ThreadingMixIn, socketserver.BaseServer):
    """Answers as Kubo 0.42 does. What it keeps may outlive it."""

    daemon_threads = True
    allow_reuse_address = True

    def keep(self, blocks: dict[str, bytes] | None = None, pins: set[str] | None = None) -> None:
        """Begin with these blocks and pins."""
        self.blocks = {} if blocks is None else blocks
        self.pins = set() if pins is None else pins
        self.fault = ""
        self.calls: list[str] = []
        self.over = threading.Event()

    def handle_error(self, *_: object) -> None:
        """A client hung up in the middle of a call."""


class UnixNode(Node, socketserver.UnixStreamServer):
    """At a socket file."""

    def __init__(self, path: str) -> None:
        super().__init__(path, Handler)
        self.keep()

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        request, _ = super().get_request()
        return request, ("unix", 0)


class TcpNode(Node, socketserver.TCPServer):
    """At a port of loopback."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.keep()


@contextmanager
def answering(node: Node) -> Iterator[Node]:
    """The node answers as long as this lasts."""
    with node:
        thread = threading.Thread(target=node.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield node
        finally:
            node.over.set()
            node.shutdown()
            thread.join()


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
