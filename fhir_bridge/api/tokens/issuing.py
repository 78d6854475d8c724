"""The token endpoint (OAuth 2.0 client credentials with `private_key_jwt`; SMART Backend Services 2.2).

    client_assertion --strictly read--> client --signature, audience, times--> jti, once --> token for five minutes

A token is 32 random bytes; the journal has their hash. So a revoked client is out with its next request.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from fhir_bridge.access.roles import PURPOSES, Role
from fhir_bridge.api.tokens.assertion import Assertion, BadAssertion, Fault
from fhir_bridge.api.tokens.keys import read_keys
from fhir_bridge.api.tokens.scopes import Scope, Scopes
from fhir_bridge.store.clients import Client, Clients, Token

LIFE: Final = 300
"""Seconds that a token lasts (SMART Backend Services: at most five minutes)."""
ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

_LOG = logging.getLogger(__name__)


class OAuthError(Enum):
    """RFC 6749, 5.2: the code and its HTTP status."""

    INVALID_REQUEST = "invalid_request", 400
    INVALID_CLIENT = "invalid_client", 401
    INVALID_SCOPE = "invalid_scope", 400
    UNSUPPORTED_GRANT_TYPE = "unsupported_grant_type", 400

    def __init__(self, code: str, status: int) -> None:
        self.code = code
        self.status = status


class NoToken(Exception):
    """No token is given; `fault` is why an assertion was not accepted, for nobody outside."""

    def __init__(self, error: OAuthError, fault: Fault | None = None) -> None:
        super().__init__(error.code)
        self.error = error
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Given:
    """A token, and what it may."""

    token: str
    scopes: Scopes


@dataclass(frozen=True, slots=True)
class Issuer:
    """Gives tokens; `audience` is the token endpoint's own URL."""

    clients: Clients
    audience: str
    clock: Callable[[], int]

    def give(self, form: Mapping[str, str]) -> Given:
        """A token for what the form asks; NoToken where there is none."""
        if "grant_type" not in form:
            raise NoToken(OAuthError.INVALID_REQUEST)
        if form["grant_type"] != "client_credentials":
            raise NoToken(OAuthError.UNSUPPORTED_GRANT_TYPE)
        if form.get("client_assertion_type") != ASSERTION_TYPE or "client_assertion" not in form:
            raise NoToken(OAuthError.INVALID_REQUEST)
        try:
            assertion, client = self._accepted(form["client_assertion"])
            purpose, practitioner = _named(assertion, client)
        except BadAssertion as bad:
            _LOG.info("an assertion was refused: %s", bad.fault.name)
            raise NoToken(OAuthError.INVALID_CLIENT, bad.fault) from None
        scopes = _scopes(form.get("scope", ""), client)
        made = secrets.token_bytes(32)
        end = self.clock() + LIFE
        token = Token(tag_of(made), client.id, scopes.text(), purpose, practitioner, end)
        self.clients.issue(token, self.clock())
        return Given(urlsafe_b64encode(made).rstrip(b"=").decode(), scopes)

    def _accepted(self, text: str) -> tuple[Assertion, Client]:
        if not text.isascii():
            raise BadAssertion(Fault.NOT_A_JWS)
        assertion = Assertion.parse(text)
        client = self.clients.find(assertion.issuer)
        if client is None or client.revoked:
            raise BadAssertion(Fault.UNKNOWN_CLIENT)
        now = self.clock()
        assertion.check(read_keys(client.keys), client=client.id, audience=self.audience, now=now)
        if not self.clients.use_assertion(client.id, assertion.jti, end=assertion.end, now=now):
            raise BadAssertion(Fault.REPLAYED)
        return assertion, client


def tag_of(token: bytes) -> bytes:
    """The hash by which the journal knows a token: 32 random bytes need no key."""
    return hashlib.sha256(token).digest()


def _named(assertion: Assertion, client: Client) -> tuple[str, str]:
    """Purpose and practitioner; a client that names people names one, and of its own system."""
    purposes = PURPOSES[Role(client.role)]
    purpose = assertion.purpose or purposes[0]
    system, _, value = assertion.practitioner.rpartition("|")
    if purpose not in purposes or system != client.practitioners or bool(value) != bool(client.practitioners):
        raise BadAssertion(Fault.BEYOND)
    return purpose, assertion.practitioner


def _scopes(text: str, client: Client) -> Scopes:
    try:
        asked = [Scope.parse(one) for one in text.split(" ")]
    except ValueError:
        raise NoToken(OAuthError.INVALID_SCOPE) from None
    granted = Scopes.parse(client.scopes).granted(asked)
    if not granted.each:
        raise NoToken(OAuthError.INVALID_SCOPE)
    return granted
