"""How an operator's browser comes in: a link that a command prints on this machine, once, becomes a session.

    fhir-bridge console ──> link, two minutes ──> a page with one button ──> POST ──> cookie, eight hours

Whoever may run the command owns the data folder, so nobody needs a password of their own. The link itself changes
nothing: a browser that looks ahead uses nothing up. Of both, the journal has the hash alone.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Final

from fhir_bridge.acts import Act, Actor, Deed
from fhir_bridge.settings import Settings
from fhir_bridge.store.console import Kind, Pass, Passes
from fhir_bridge.trace import Trace

LINK_SECONDS: Final = 120
SESSION_SECONDS: Final = 8 * 3600
"""A shift."""
COOKIE: Final = "fhir-bridge-console"
ENTER: Final = "/console/enter"
_EVERYWHERE: Final = {"0.0.0.0", "::"}  # noqa: S104 -- no address to open in a browser


def new_link(passes: Passes, by: Actor, now: int) -> str:
    """A code that lets one browser in, once, within two minutes."""
    code = _new()
    passes.add(Pass(_tag(code), Kind.LINK, by.name, by.login, now + LINK_SECONDS), now)
    return code


def link_of(settings: Settings, code: str) -> str:
    """Where the code is to be opened, on this machine."""
    scheme = "https" if settings.http_certificate else "http"
    host = "127.0.0.1" if settings.http_host in _EVERYWHERE else settings.http_host
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{settings.http_port}{ENTER}?code={code}"


@dataclass(frozen=True, slots=True)
class Entrance:
    """Lets in, knows who is in, and shows out."""

    passes: Passes
    trace: Trace
    clock: Callable[[], float]

    def enter(self, code: str) -> str | None:
        """A session for a link's code; who came in is in the log before. None where the link is no good any more."""
        now = int(self.clock())
        link = self.passes.find(_tag(code), Kind.LINK, now)
        if link is None:
            return None
        self.trace.note(Act(Deed.CONSOLE, Actor(link.operator, link.login)))
        session = _new()
        made = self.passes.redeem(_tag(code), _tag(session), end=now + SESSION_SECONDS, now=now)
        return session if made else None

    def who(self, headers: Mapping[str, str]) -> Pass | None:
        """Whose session the cookie is."""
        session = _session(headers)
        return self.passes.find(_tag(session), Kind.SESSION, int(self.clock())) if session else None

    def leave(self, headers: Mapping[str, str]) -> None:
        """End the cookie's session."""
        if session := _session(headers):
            self.passes.drop(_tag(session))


def cookie(session: str, *, secure: bool) -> str:
    """The header that sets a session, or takes it back where it is empty."""
    life = SESSION_SECONDS if session else 0
    spelled = f"{COOKIE}={session}; Path=/console; Max-Age={life}; HttpOnly; SameSite=Strict"
    return f"{spelled}; Secure" if secure else spelled


def _session(headers: Mapping[str, str]) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _new() -> str:
    return urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode()


def _tag(code: str) -> bytes:
    """The hash by which the journal knows it: 32 random bytes need no key."""
    return hashlib.sha256(code.encode()).digest()
