"""The console as an ASGI application: every page stands in one table with who may see it; what does not is not here.

PUBLIC      looks, the verifier, a receipt by its 32 bytes, the way in
OPERATOR    whoever came in by a link that the command printed on this machine
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import logging
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from importlib.resources import files
from typing import Final
from urllib.parse import parse_qs

from fhir_bridge.api.console import pages
from fhir_bridge.api.console.entering import ENTER, Entrance, cookie
from fhir_bridge.api.console.layout import LIVE_SECONDS, STYLE, operators_page, page
from fhir_bridge.api.console.markup import Html, element
from fhir_bridge.api.console.pages import Board
from fhir_bridge.api.console.receipt import PATH, Receipts
from fhir_bridge.errors import BridgeError
from fhir_bridge.serve.asgi import Application, Receive, Scope, Send

MOST_BYTES: Final = 1024
"""Of a form: a code."""
SECURE: Final = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
_HTML: Final = "text/html; charset=utf-8"
_LOG = logging.getLogger(__name__)


class Access(Enum):
    """Who may see a page."""

    PUBLIC = "everybody: it shows nobody"
    OPERATOR = "an operator's session"


class UnguardedPage(BridgeError):
    """A page of which the table does not say who may see it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: what its path ends in, its fields (of a form, or of the query), its headers, who is in."""

    rest: str
    fields: Mapping[str, str] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    secure: bool
    operator: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = _HTML


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table; a path that ends in a slash is asked for with 32 bytes in hex behind it."""

    method: str
    path: str
    access: Access
    show: Callable[[Asked], Shown]

    def finds(self, method: str, path: str) -> str | None:
        """What stands behind the path, if this row is asked for."""
        if method != self.method:
            return None
        if not self.path.endswith("/"):
            return "" if path == self.path else None
        rest = path.removeprefix(self.path)
        return rest if path != rest and re.fullmatch(r"[0-9a-f]{64}", rest) else None


class Console:
    """Shows what is in its table, and gives the rest to another application."""

    def __init__(self, entrance: Entrance, rows: Collection[Row], *, otherwise: Application) -> None:
        guard(rows)
        self._entrance = entrance
        self._rows = rows
        self._otherwise = otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI 3."""
        path = scope.get("path", "") if scope["type"] == "http" else ""
        found = ((row, row.finds(scope["method"], path)) for row in self._rows) if path else ()
        row, rest = next(((row, rest) for row, rest in found if rest is not None), (None, ""))
        if row is None:
            await self._otherwise(scope, receive, send)
            return
        try:
            shown = await self._shown(row, rest, scope, receive)
        except Exception as fault:  # noqa: BLE001 -- the outermost loop over requests: a fault tells no insides
            _LOG.error("a page could not be made: %s", type(fault).__name__)
            shown = _told("This cannot be shown now.", "Load it again in a moment.", status=503)
        await _send(send, shown)

    async def _shown(self, row: Row, rest: str, scope: Scope, receive: Receive) -> Shown:
        raw = bytes(scope.get("query_string", b"")) if row.method == "GET" else await _body(receive)
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        fields = {
            name: values[0]
            for name, values in parse_qs(raw.decode("latin-1"), keep_blank_values=True).items()
        }
        secure = scope.get("scheme") == "https"
        return await asyncio.to_thread(self._made, row, Asked(rest, fields, headers, secure))

    def _made(self, row: Row, asked: Asked) -> Shown:
        if row.access is Access.PUBLIC:
            return row.show(asked)
        who = self._entrance.who(asked.headers)
        if who is None:
            return shut(401)
        return row.show(Asked(asked.rest, asked.fields, asked.headers, asked.secure, who.operator))


def guard(rows: Collection[Row]) -> None:
    """An UnguardedPage where a row does not say who may see it."""
    for row in rows:
        if not isinstance(row.access, Access):
            raise UnguardedPage(f"no table says who may see {row.path}")


def table(board: Board, entrance: Entrance, receipts: Receipts) -> tuple[Row, ...]:
    """Every page there is."""
    shown = (
        ("/console", "How it stands", pages.overview),
        ("/console/quarantine", "Quarantine", pages.quarantine),
        ("/console/keeping", "Chain, store, keys", pages.keeping),
        ("/console/deliveries", "Deliveries", pages.deliveries),
        ("/console/trace", "Trace", pages.trace),
    )
    return (
        Row("GET", STYLE, Access.PUBLIC, _look),
        Row("GET", "/verify", Access.PUBLIC, _verifier),
        Row("GET", PATH, Access.PUBLIC, lambda asked: _receipt(receipts, asked.rest)),
        Row("GET", ENTER, Access.PUBLIC, lambda asked: _way_in(asked.fields.get("code", ""))),
        Row("POST", ENTER, Access.PUBLIC, lambda asked: _enter(entrance, asked)),
        Row("POST", "/console/leave", Access.OPERATOR, lambda asked: _leave(entrance, asked)),
        *(
            Row("GET", path, Access.OPERATOR, _operators(board, path, title, made))
            for path, title, made in shown
        ),
    )


def shut(status: int) -> Shown:
    """What is told to whoever is not in."""
    command = element("p", "On the machine that it runs on: ", element("code", "fhir-bridge console"))
    return _told("The console is shut.", "Open it with a new link.", command, status=status)


def _operators(
    board: Board, path: str, title: str, made: Callable[[Board], Html]
) -> Callable[[Asked], Shown]:
    def show(asked: Asked) -> Shown:
        live, now = "still" not in asked.fields, int(board.clock())
        site = board.service.anchor.status().origin
        body = operators_page(
            path, title, made(board), operator=asked.operator, live=live, now=now, site=site
        )
        return Shown(body, headers={"refresh": str(LIVE_SECONDS)} if live else {})

    return show


def _way_in(code: str) -> Shown:
    hidden = element("input", type="hidden", name="code", value=code)
    form = element(
        "form", hidden, element("button", "Open the console", class_="first"), method="post", action=ENTER
    )
    said = element("p", "You asked for this on the machine that the bridge runs on. The link works once.")
    return Shown(
        page("The console", element("div", element("h1", "The console"), said, form, class_="narrow"))
    )


def _enter(entrance: Entrance, asked: Asked) -> Shown:
    session = entrance.enter(asked.fields.get("code", ""))
    if session is None:
        return shut(403)
    return Shown(b"", 303, {"location": "/console", "set-cookie": cookie(session, secure=asked.secure)})


def _leave(entrance: Entrance, asked: Asked) -> Shown:
    entrance.leave(asked.headers)
    told = shut(200)
    return Shown(told.body, 200, {"set-cookie": cookie("", secure=asked.secure)})


def _receipt(receipts: Receipts, id_: str) -> Shown:
    body = receipts.page(id_)
    if body is None:
        return _told(
            "There is no such receipt here.", "Check the address, or ask where you were given it.", status=404
        )
    return Shown(body)


def _told(what: str, step: str, *more: str, status: int) -> Shown:
    inner = element("div", element("h1", what), element("p", step), *more, class_="narrow")
    return Shown(page(what, inner), status)


def _look(_asked: Asked) -> Shown:
    return Shown(
        files("fhir_bridge.api.console").joinpath("look.css").read_bytes(), kind="text/css; charset=utf-8"
    )


def _verifier(_asked: Asked) -> Shown:
    """The offline verifier, which may run its own script and style, known by their hashes, and reach nothing."""
    body = files("anchor").joinpath("verify.html").read_bytes()
    policy = (
        f"default-src 'none'; {_hashed(body, b'script')}; {_hashed(body, b'style')}; frame-ancestors 'none'"
    )
    return Shown(body, headers={"content-security-policy": f"{policy}; form-action 'none'; base-uri 'none'"})


def _hashed(body: bytes, kind: bytes) -> str:
    found = re.findall(rb"<%s[^>]*>(.*?)</%s>" % (kind, kind), body, re.DOTALL)
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(one).digest()).decode()}'" for one in found]
    return f"{kind.decode()}-src {' '.join(hashes)}"


async def _body(receive: Receive) -> bytes:
    body, more = bytearray(), True
    while more and len(body) <= MOST_BYTES:
        event = await receive()
        body += event.get("body", b"")
        more = event.get("more_body", False)
    return bytes(body[:MOST_BYTES])


async def _send(send: Send, shown: Shown) -> None:
    headers = {**SECURE, "content-type": shown.kind, "content-length": str(len(shown.body)), **shown.headers}
    listed = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": shown.status, "headers": listed})
    await send({"type": "http.response.body", "body": shown.body})
