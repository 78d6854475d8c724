"""HTTP beside MLLP: whether the service lives, whether it is ready, and its figures, as plain ASGI.

GET /health/live    200 while the process answers        GET /health/ready    200 while messages are taken: not
GET /metrics        figures                                                   while it ends, or the journal is away
anything else       the application behind it
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Final

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from fhir_bridge.serve.asgi import Application, Receive, Scope, Send
from fhir_bridge.serve.figures import FORMAT, Figures
from fhir_bridge.serve.readiness import READY

THREADS: Final = 16
"""In which answers are made: most wait for a commit that they share, and more of them share one on a slow disk."""


async def nothing_here(_scope: Scope, _receive: Receive, send: Send) -> None:
    """The application where there is none."""
    await _answer(send, 404, b"not found\n")


@dataclass(frozen=True, slots=True)
class Health:
    """Answers for the service, and gives the rest to an application."""

    ready: Callable[[], Awaitable[str]]
    """`READY`, or why not."""
    figures: Figures
    application: Application = nothing_here

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI 3."""
        path = scope.get("path", "") if scope["type"] == "http" else ""
        if path == "/health/live":
            await _answer(send, 200, b"live\n")
        elif path == "/health/ready":
            word = await self.ready()
            await _answer(send, 200 if word == READY else 503, f"{word}\n".encode())
        elif path == "/metrics":
            await _answer(send, 200, await asyncio.to_thread(self.figures.page), FORMAT)
        else:
            await self.application(scope, receive, send)


class _Server(uvicorn.Server):
    """Leaves signals to the service."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """None of them."""
        yield


class _Protocol(HttpToolsProtocol):
    """Says in every scope which certificate the client has shown, as ASGI's TLS extension spells it; none in clear."""

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        secured = self.transport.get_extra_info("ssl_object")
        shown = secured.getpeercert(binary_form=True) if secured else None
        if shown:
            self.scope["extensions"] = {"tls": {"client_cert_chain": [ssl.DER_cert_to_PEM_cert(shown)]}}


@asynccontextmanager
async def serving_web(
    application: Application, port: int, *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    """Serve it as long as this lasts; the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family)
    # asyncio does so for sockets that it made itself: else an answer's body waits 40 ms for its head to be acknowledged
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    config = uvicorn.Config(
        application,
        http=_Protocol,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        ssl_context_factory=(lambda _config, _default: tls) if tls else None,
    )
    server = _Server(config)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS, "answers"))
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        await task


async def _answer(send: Send, status: int, body: bytes, kind: str = "text/plain; charset=utf-8") -> None:
    headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
