"""Tokens of outside OIDC servers: JWTs of an issuer in the operator's file, read as strictly as an assertion of a
client and checked against keys that are fetched from there, bounded and kept for a while.

    keys kept for an hour, looked at again after five minutes ── an unknown kid: at once, but once a minute at most
    an issuer that does not answer: what is kept counts until its hour is over, then nobody of it comes in (503)

A token is somebody's for an hour at most, whatever it says; it cannot be revoked here but by its issuer's keys.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, Final

from fhir_bridge.access.roles import PURPOSES, Role
from fhir_bridge.api.outward import Endpoint, Trouble, Untaken, Way, exchange
from fhir_bridge.api.tokens.assertion import SKEW, Assertion, BadAssertion, Fault, instant
from fhir_bridge.api.tokens.caller import Caller
from fhir_bridge.api.tokens.issuers import OutsideIssuer
from fhir_bridge.api.tokens.keys import KeyFault, PublicKey, issuers_keys
from fhir_bridge.errors import Unavailable
from fhir_bridge.store.clients import Token

LIFE: Final = 3600
"""Seconds that a token has left at most."""
FRESH: Final = 300
KEPT: Final = 3600
AGAIN: Final = 60
MOST_BYTES: Final = 65_536
"""Of an issuer's keys."""
TYPES: Final = ("JWT", "at+jwt")
_BEARER: Final = re.compile(r"Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)")
_SUBJECT: Final = re.compile(r"[^|\s]{1,128}")
_LOG = logging.getLogger(__name__)


def fetch(endpoint: Endpoint, way: Way) -> bytes:
    """An issuer's keys; Untaken, also where they are more than anybody has."""
    said = exchange("GET", endpoint, way, headers={"accept": "application/json"}, most=MOST_BYTES)
    if len(said) > MOST_BYTES:
        raise Untaken(Trouble.TOO_LONG)
    return said


@dataclass(slots=True)
class IssuerKeys:
    """One issuer's keys as they were fetched last: in `at`, and tried in `tried`."""

    issuer: OutsideIssuer
    fetch: Callable[[Endpoint, Way], bytes]
    _keys: tuple[PublicKey, ...] = ()
    _at: int = -KEPT
    _tried: int = -KEPT
    _alone: threading.Lock = field(default_factory=threading.Lock)

    def find(self, kid: str, now: int) -> PublicKey | None:
        """The key of this name; Unavailable where keys cannot be had and those that are kept are too old."""
        found, old = self._named(kid), now - self._at
        if found is None or old >= FRESH:
            self._look(now, wait=found is None or old >= KEPT)
            found = self._named(kid)
        if now - self._at >= KEPT:
            raise Unavailable(f"the keys of issuer {self.issuer.name} cannot be fetched")
        return found

    def _named(self, kid: str) -> PublicKey | None:
        return next((one for one in self._keys if one.kid == kid), None)

    def _look(self, now: int, *, wait: bool) -> None:
        """Fetch them, unless that was tried a moment ago; who has a key that will do waits for nobody who fetches."""
        if not self._alone.acquire(blocking=wait):
            return
        try:
            if now - self._tried >= AGAIN:
                self._tried = now
                self._keys, self._at = issuers_keys(self.fetch(self.issuer.jwks, self.issuer.way)), now
        except Untaken as untaken:
            _LOG.info("keys of issuer %s: %s", self.issuer.name, untaken.trouble.code)
        except KeyFault as fault:
            _LOG.info("keys of issuer %s: %s", self.issuer.name, fault)
        finally:
            self._alone.release()


class Outside:
    """Knows the bearers of outside tokens."""

    def __init__(
        self, issuers: Collection[OutsideIssuer] = (), fetch: Callable[[Endpoint, Way], bytes] = fetch
    ) -> None:
        self._issuers = {one.issuer: IssuerKeys(one, fetch) for one in issuers}

    def caller(self, authorization: str, now: int) -> Caller | None:
        """Who bears this header's token; None where it is none of a known issuer that holds now."""
        found = _BEARER.fullmatch(authorization) if self._issuers else None
        if found is None:
            return None
        try:
            return self._accepted(found[1], now)
        except BadAssertion as bad:
            _LOG.info("an outside token was refused: %s", bad.fault.name)
            return None

    def _accepted(self, text: str, now: int) -> Caller:
        said = Assertion.parse(text, types=TYPES)
        keys = self._issuers.get(said.issuer)
        if keys is None:
            raise BadAssertion(Fault.ISSUER)
        _hold(said, keys.issuer, now)  # before a key is looked for: what cannot hold fetches nothing
        subject, role = _subject(said), _role(said, keys.issuer)
        key = keys.find(said.kid, now)
        if key is None:
            raise BadAssertion(Fault.UNKNOWN_KEY)
        if key.algorithm != said.algorithm:
            raise BadAssertion(Fault.ALGORITHM)
        if not key.verifies(said.token):
            raise BadAssertion(Fault.SIGNATURE)
        client = keys.issuer.client(role)
        who = f"{client.practitioners}|{subject}"
        end = instant(said.claims, "exp")
        return Caller.of(Token(b"", client.id, client.scopes, PURPOSES[role][0], who, end), client)


def _hold(said: Assertion, issuer: OutsideIssuer, now: int) -> None:
    audience = said.claims.get("aud")
    if issuer.audience not in (audience if isinstance(audience, list) else [audience]):
        raise BadAssertion(Fault.AUDIENCE)
    since = [instant(said.claims, name) for name in ("iat", "nbf") if name in said.claims]
    if not now < instant(said.claims, "exp") <= now + LIFE or any(one > now + SKEW for one in since):
        raise BadAssertion(Fault.TIMES)


def _subject(said: Assertion) -> str:
    found = said.claims.get("sub")
    if not isinstance(found, str) or not _SUBJECT.fullmatch(found):
        raise BadAssertion(Fault.IDENTITY)
    return found


def _role(said: Assertion, issuer: OutsideIssuer) -> Role:
    """The first of the issuer's roles that the token has."""
    found: Any = said.claims
    for name in issuer.path:
        found = found.get(name) if isinstance(found, dict) else None
    theirs = found if isinstance(found, list) else [found]
    ours = [role for name, role in issuer.roles.items() if name in theirs]
    if not ours:
        raise BadAssertion(Fault.BEYOND)
    return ours[0]
