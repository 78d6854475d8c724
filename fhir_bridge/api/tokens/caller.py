"""Who a request's token stands for (RFC 6750): the `Authorization` header alone, never a parameter."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from typing import Final

from fhir_bridge.access.roles import CUSTODIAN, Role
from fhir_bridge.acts import Actor
from fhir_bridge.api.tokens.issuing import tag_of
from fhir_bridge.api.tokens.scopes import Scopes
from fhir_bridge.store.clients import Client, Clients, Token

_BEARER: Final = re.compile(r"Bearer ([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048])")


@dataclass(frozen=True, slots=True)
class Caller:
    """A client, whose it is, and who asks behind it."""

    client: str
    role: Role
    organisation: str
    grantees: frozenset[str]
    scopes: Scopes
    purpose: str
    practitioner: str

    @classmethod
    def of(cls, token: Token, client: Client) -> Caller:
        """The bearer of a token."""
        role = Role(client.role)
        house = client.organisation
        names = {house, role.grantee, token.practitioner} - {""}
        own = {CUSTODIAN} if client.own else set()
        scopes = Scopes.parse(token.scopes)
        grantees = frozenset(names | own)
        return cls(client.id, role, house, grantees, scopes, token.purpose, token.practitioner)

    def actor(self) -> Actor:
        """Who acts, for the trace: the practitioner where one is named."""
        return Actor(self.practitioner or self.client, f"client:{self.client}")


def caller_of(clients: Clients, authorization: str, now: int) -> Caller | None:
    """Who bears this header's token; None where it is no token that is alive."""
    found = _BEARER.fullmatch(authorization)
    bearer = clients.bearer(tag_of(urlsafe_b64decode(found[1] + "=")), now) if found else None
    return Caller.of(*bearer) if bearer else None
