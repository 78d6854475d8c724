"""Every route of the gateway, with who may ask. What does not stand here cannot be served.

An open route gives nothing of a patient's. Every other names what the token must allow (`c`, `r`, `d`, `s`) with the
resource type of the path, or with `kind` where the path has none, and the roles that ever come in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import Enum
from typing import Final

from fhir_bridge.access.roles import Role
from fhir_bridge.api.records import history, proposing, reading, searching, smart
from fhir_bridge.api.records.asked import Asked, Reply
from fhir_bridge.api.research import answering as research
from fhir_bridge.api.server import UnguardedRoute
from fhir_bridge.api.subscriptions import answering as subscriptions
from fhir_bridge.api.tokens.scopes import CREATE, DELETE, READ, SEARCH

READERS: Final = frozenset({Role.CLINICIAN, Role.PHARMACY, Role.INSURER, Role.RESEARCHER})
RESEARCHERS: Final = frozenset({Role.RESEARCHER})
COUNTS: Final = "ResearchCount"
"""What the scope for counting names (`system/ResearchCount.s`): no resource type, so that it reads no resource."""
PARTS: Final = {
    "type": r"[A-Z][A-Za-z]{1,63}",
    "id": r"[A-Za-z0-9.-]{1,64}",
    "version": r"[1-9][0-9]{0,8}",
    "ask": r"ask-[0-9a-f]{60}",
}


class Open(Enum):
    """Why a route asks for no token."""

    METADATA = "says where tokens are given"
    TOKENS = "gives tokens, for a signature"


@dataclass(frozen=True, slots=True)
class Needs:
    """What a token must allow, and for whom a route is."""

    action: str
    roles: frozenset[Role]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """One row: method, path with `{type}`, `{id}` or `{ask}`, who may ask, and what answers."""

    method: str
    path: str
    access: Open | Needs
    answer: Callable[[Asked], Reply]

    def pattern(self) -> re.Pattern[str]:
        """Matches a path and finds what it names."""
        escaped = re.escape(self.path).replace(r"\{", "{").replace(r"\}", "}")
        return re.compile(re.sub(r"{(\w+)}", lambda name: f"(?P<{name[1]}>{PARTS[name[1]]})", escaped))


SMART: Final = "/.well-known/smart-configuration"
TABLE: Final = (
    Route("GET", SMART, Open.METADATA, smart.configuration),
    Route("GET", f"/fhir{SMART}", Open.METADATA, smart.configuration),
    Route("POST", "/token", Open.TOKENS, smart.token),
    Route(
        "GET",
        "/fhir/AuditEvent",
        Needs(SEARCH, frozenset({Role.OPERATOR}), "AuditEvent"),
        searching.audit_events,
    ),
    Route("GET", "/fhir/Bundle/{id}", Needs(READ, READERS, "Bundle"), reading.record),
    Route("GET", "/fhir/Patient/{id}/$everything", Needs(READ, READERS, "Patient"), searching.everything),
    Route(
        "POST",
        "/fhir/Patient/{id}/$break-glass",
        Needs(READ, frozenset({Role.CLINICIAN}), "Patient"),
        reading.break_glass,
    ),
    Route("POST", "/fhir/Consent", Needs(CREATE, READERS, "Consent"), proposing.propose),
    Route("GET", "/fhir/Consent/{ask}", Needs(READ, READERS, "Consent"), proposing.proposed),
    Route("POST", "/fhir/Subscription", Needs(CREATE, READERS, "Subscription"), subscriptions.create),
    Route("GET", "/fhir/Subscription", Needs(SEARCH, READERS, "Subscription"), subscriptions.search),
    Route("GET", "/fhir/Subscription/{id}", Needs(READ, READERS, "Subscription"), subscriptions.read),
    Route("DELETE", "/fhir/Subscription/{id}", Needs(DELETE, READERS, "Subscription"), subscriptions.delete),
    Route("POST", "/research/count", Needs(SEARCH, RESEARCHERS, COUNTS), research.count),
    Route("POST", "/research/histogram", Needs(SEARCH, RESEARCHERS, COUNTS), research.histogram),
    Route("GET", "/fhir/{type}", Needs(SEARCH, READERS), searching.search),
    Route("GET", "/fhir/{type}/{id}", Needs(READ, READERS), reading.read),
    Route("GET", "/fhir/{type}/{id}/_history", Needs(READ, READERS), history.history),
    Route("GET", "/fhir/{type}/{id}/_history/{version}", Needs(READ, READERS), reading.version),
)


def guard(routes: Collection[Route]) -> None:
    """An UnguardedRoute where a row does not say who may ask."""
    for route in routes:
        access = route.access
        named = isinstance(access, Needs) and (access.kind or "{type}" in route.path)
        closed = named and isinstance(access, Needs) and access.action and access.roles
        if not (isinstance(access, Open) or closed):
            raise UnguardedRoute(f"no table says who may ask for {route.path}")
