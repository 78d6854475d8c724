"""The API as an ASGI application: reads a request's bytes, lets `answering` answer, writes the answer's.

Every path stands in the table of routes with who may ask. An application with a path that does not is not served.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from typing import Final

from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.routing import Route as Served

from fhir_bridge.api.answering import Answer, Route, answered
from fhir_bridge.api.desk import Desk
from fhir_bridge.api.wire.coding import MOST_BYTES
from fhir_bridge.api.wire.refusal import Refusal
from fhir_bridge.api.wire.signing import Message
from fhir_bridge.errors import BridgeError

_HEADERS: Final = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'",
}


class UnguardedRoute(BridgeError):
    """A path is served of which no table says who may ask."""


def application(desk: Desk, routes: Collection[Route]) -> FastAPI:
    """The application of these routes."""

    @asynccontextmanager
    async def alive(app: FastAPI) -> AsyncIterator[None]:
        guard(app, {route.operation.path for route in routes})
        yield

    app = FastAPI(title="fhir-bridge", openapi_url=None, lifespan=alive)
    for route in routes:
        app.add_api_route(route.operation.path, _endpoint(desk, route), methods=["POST"])
    guard(app, {route.operation.path for route in routes})
    return app


def guard(app: FastAPI, declared: Collection[str]) -> None:
    """An UnguardedRoute where the application serves anything but these paths."""
    for served in app.routes:
        if not (isinstance(served, Served) and served.path in declared):
            raise UnguardedRoute(f"no table says who may ask for {getattr(served, 'path', served)}")


def _endpoint(desk: Desk, route: Route) -> Callable[[Request], object]:
    async def endpoint(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return _response(Answer.of(Refusal.TOO_LARGE))
        headers = {name.lower(): value for name, value in request.headers.items()}
        message = Message(request.method, request.url.path, body, headers.get("idempotency-key", ""))
        return _response(await run_in_threadpool(answered, desk, route, message, headers))

    return endpoint


async def _body(request: Request) -> bytes | None:
    """The body; None for one that is longer than any request is."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def _response(answer: Answer) -> Response:
    kind = "application/json" if answer.status == 200 else "application/fhir+json"  # noqa: PLR2004 -- HTTP's
    return Response(answer.body, answer.status, _HEADERS, kind)
