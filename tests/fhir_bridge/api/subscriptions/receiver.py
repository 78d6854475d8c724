"""An EHR's endpoint, on a real port: it takes notices as it is told to, and checks their signatures by itself."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[[BaseHTTPRequestHandler], None]


def taking(request: BaseHTTPRequestHandler, status: int = 200, **headers: str) -> None:
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name, value)
    request.send_header("content-length", "0")
    request.end_headers()


def answering(status: int, **headers: str) -> Behaviour:
    return lambda request: taking(request, status, **headers)


@dataclass
class Receiver:
    """What came, and how the next one is answered."""

    port: int = 0
    behaviour: Behaviour = taking
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    let_go: threading.Event = field(default_factory=threading.Event)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) if body else {} for _, body in self.came]

    def never(self, _request: BaseHTTPRequestHandler) -> None:
        """No answer until the test is over."""
        self.let_go.wait(60)

    def signed(self, key: str) -> bool:
        """Whether all that came was signed with this key (`whsec_...`), as Standard Webhooks says."""
        secret = base64.b64decode(key.removeprefix("whsec_"))
        return all(self._signature(secret, *one) == one[0]["webhook-signature"] for one in self.came)

    @staticmethod
    def _signature(secret: bytes, headers: dict[str, str], body: bytes) -> str:
        text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        return "v1," + base64.b64encode(hmac.new(secret, text, hashlib.sha256).digest()).decode()


@contextmanager
def receiving(tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    receiver = Receiver()

    class Request(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.came.append((headers, body))
            receiver.behaviour(self)

        def log_message(self, *_: object) -> None: ...

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None: ...

    server = Server(("127.0.0.1", 0), Request)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.let_go.set()
        server.shutdown()
        thread.join(30)
        server.server_close()
