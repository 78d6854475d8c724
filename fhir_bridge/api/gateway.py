"""The gateway as an ASGI application: finds a request's row in the table, asks who it is, and lets the row answer.

    path -> row -> method -> token -> role and scope -> the client's bucket -> body -> answer, chunk by chunk

Answers are made in threads; of what goes wrong in one nothing is told but that it did.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import replace
from typing import Final, TypeAlias
from urllib.parse import parse_qsl

from anchor.errors import DatabaseUnavailableError, LedgerError
from fhir_bridge.api.limits import CLIENT
from fhir_bridge.api.problem import Problem, Turned
from fhir_bridge.api.records.asked import Asked, Gate, Reply
from fhir_bridge.api.records.door import Withdrawn
from fhir_bridge.api.table import TABLE, Needs, Route, guard
from fhir_bridge.api.tokens.caller import Caller, caller_of
from fhir_bridge.errors import Unavailable
from fhir_bridge.serve.asgi import Application, Receive, Scope, Send
from fhir_bridge.serve.web import nothing_here

ROOT: Final = "/fhir"
NOT_MODIFIED: Final = 304
"""Has neither content nor a length of its own (RFC 9110, 8.6)."""
MOST_BYTES: Final = 65_536
"""Of a request's body: an assertion, a reason."""
MOST_QUERY: Final = 2048
MOST_FIELDS: Final = 20
BODY_SECONDS: Final = 10
AT_ONCE: Final = 64
"""Requests that are answered at the same time; whoever comes then is asked to come again."""
SECURE: Final = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "strict-transport-security": "max-age=31536000",
    "referrer-policy": "no-referrer",
}

Row: TypeAlias = tuple[re.Match[str], Route]

_LOG = logging.getLogger(__name__)


class Gateway:
    """Answers what is in the table, and gives the rest to another application."""

    def __init__(
        self, gate: Gate, routes: Collection[Route] = TABLE, *, otherwise: Application = nothing_here
    ) -> None:
        guard(routes)
        self._gate = gate
        self._rows = [(route.pattern(), route) for route in routes]
        self._otherwise = otherwise
        self._inside = 0

    @property
    def gate(self) -> Gate:
        """What its answers stand on."""
        return self._gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI 3."""
        path = scope.get("path", "") if scope["type"] == "http" else ""
        row = self._row(scope["method"], path) if path else None
        if row is None:
            await self._elsewhere(scope, receive, send, path)
            return
        if self._inside >= AT_ONCE:
            await _send(send, _turned(Turned(Problem.UNAVAILABLE, after=1)))
            return
        self._inside += 1
        try:
            await self._answer(scope, receive, send, row)
        finally:
            self._inside -= 1

    def _row(self, method: str, path: str) -> Row | None:
        """The first row of the table for this, and what the path names."""
        mine = ((pattern.fullmatch(path), route) for pattern, route in self._rows if route.method == method)
        return next(((found, route) for found, route in mine if found), None)

    async def _elsewhere(self, scope: Scope, receive: Receive, send: Send, path: str) -> None:
        """What is in no row: another method of one, no more of FHIR's than this, or another application's."""
        methods = sorted({route.method for pattern, route in self._rows if pattern.fullmatch(path)})
        if methods:
            reply = _turned(Turned(Problem.NOT_ALLOWED))
            await _send(send, replace(reply, headers={"allow": ", ".join(methods)}))
        elif path.startswith(f"{ROOT}/"):
            await _send(send, _turned(Turned(Problem.NOT_FOUND)))
        else:
            await self._otherwise(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, row: Row) -> None:
        try:
            headers, query = _headers(scope), _query(scope)
            body = await _body(receive) if scope["method"] == "POST" else b""
            reply, first = await asyncio.to_thread(self._made, *row, query, headers, body)
        except Exception as fault:  # noqa: BLE001 -- the outermost loop over requests: a fault tells no insides
            reply, first = _turned(_problem(fault)), None
        await _send(send, reply, first)

    def _made(
        self,
        named: re.Match[str],
        route: Route,
        query: tuple[tuple[str, str], ...],
        headers: Mapping[str, str],
        body: bytes,
    ) -> tuple[Reply, bytes | None]:
        """The answer and its first chunk: what fails until then is still an answer of its own."""
        access, bearer = route.access, None
        if isinstance(access, Needs):
            bearer = self._caller(access, access.kind or named["type"], headers)
        reply = route.answer(Asked(self._gate, named.string, named.groupdict(), query, headers, body, bearer))
        chunks = iter(reply.chunks)
        first = next(chunks, None)
        return Reply(reply.status, chunks, reply.length, reply.headers, reply.kind), first

    def _caller(self, access: Needs, kind: str, headers: Mapping[str, str]) -> Caller:
        door, shown = self._gate.door, headers.get("authorization", "")
        now = door.desk.now()
        caller = caller_of(door.clients, shown, now) or self._gate.outside.caller(shown, now)
        if caller is None:
            raise Turned(Problem.NO_TOKEN)
        door.limits.take(door.desk.keeping.custody.search_tag("bucket", caller.client), CLIENT)
        if caller.role not in access.roles or not caller.scopes.allows(kind, access.action):
            raise Turned(Problem.BEYOND_SCOPE)
        return caller


def _headers(scope: Scope) -> dict[str, str]:
    """By lower-case name; Turned where one that decides stands twice."""
    pairs = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]]
    if sum(name == "authorization" for name, _ in pairs) > 1:
        raise Turned(Problem.NO_TOKEN)
    return dict(pairs)


def _query(scope: Scope) -> tuple[tuple[str, str], ...]:
    raw = bytes(scope.get("query_string", b""))
    try:
        pairs = parse_qsl(
            raw.decode("ascii"), strict_parsing=bool(raw), errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise Turned(Problem.BAD_REQUEST) from None
    if len(raw) > MOST_QUERY:
        raise Turned(Problem.BAD_REQUEST)
    return tuple(pairs)


async def _body(receive: Receive) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                event = await receive()
                body += event.get("body", b"")
                if len(body) > MOST_BYTES:
                    raise Turned(Problem.TOO_LARGE)
                if event["type"] == "http.disconnect" or not event.get("more_body"):
                    return bytes(body)
    except TimeoutError:
        raise Turned(Problem.BAD_REQUEST) from None


def _problem(fault: Exception) -> Turned:
    match fault:
        case Turned():
            return fault
        case Withdrawn():
            return Turned(Problem.NOT_FOUND)
        case Unavailable() | LedgerError() | DatabaseUnavailableError():
            return Turned(Problem.UNAVAILABLE, after=5)
    _LOG.error("a system's request ended faulty: %s", type(fault).__name__)
    return Turned(Problem.FAULT)


def _turned(turned: Turned) -> Reply:
    headers = {"retry-after": str(turned.after)} if turned.after else {}
    if turned.problem is Problem.NO_TOKEN:
        headers["www-authenticate"] = "Bearer"
    return Reply(turned.problem.status, (turned.problem.body(),), len(turned.problem.body()), headers)


async def _send(send: Send, reply: Reply, first: bytes | None = None) -> None:
    said = {"content-type": reply.kind, "content-length": str(reply.length)}
    headers = {**SECURE, **({} if reply.status == NOT_MODIFIED else said), **reply.headers}
    listed = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": reply.status, "headers": listed})
    try:
        async for chunk in _chunks(reply, first):
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    except Withdrawn:
        return  # the server ends the connection, short of the length that was said
    await send({"type": "http.response.body", "body": b""})


async def _chunks(reply: Reply, first: bytes | None) -> AsyncIterator[bytes]:
    """What is left to send, until the length that was said: no thread is asked for an end that is known."""
    left, chunks = reply.length, iter(reply.chunks)
    while left > 0:
        chunk = first if first is not None else await asyncio.to_thread(next, chunks, None)
        if chunk is None:
            return
        yield chunk
        first, left = None, left - len(chunk)
