"""Outside OIDC servers whose tokens are taken: an operator's file says which, and what each of their roles is here.

    [[issuer]]
    name = "clinic"                               # how the trace and the limits know it: `oidc:clinic`
    issuer = "https://id.example/realms/clinic"   # `iss`, letter for letter
    audience = "https://bridge.example"           # `aud`, or one of them
    jwks = "https://id.example/realms/clinic/certs"
    claim = "realm_access.roles"                  # where a token has its roles: a text, or a list of texts
    organisation = "urn:oid:2.999.1|clinic"       # whom consents are to name
    own = true                                    # the custodian's own people, by base policy
    practitioners = "urn:oid:2.999.5"             # the system that `sub` is of: who reads
    scopes = "system/*.rs"                        # at most; reading and searching alone
    inside = true                                 # its address may be of this network; only then may it be http
    authority = "/etc/bridge/id-ca.pem"           # who vouches for its certificate, where that is nobody public
    [issuer.roles]
    doctor = "clinician"                          # the first that a token has counts

`inside`, `authority` and `own` may be left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fhir_bridge.access.roles import Role
from fhir_bridge.api.entries import entries_of
from fhir_bridge.api.outward import Endpoint, Way
from fhir_bridge.api.tokens.scopes import READ, SEARCH, Scopes
from fhir_bridge.errors import BadMap
from fhir_bridge.store.clients import Client

_TEXTS: Final = ("name", "issuer", "audience", "jwks", "claim", "organisation", "practitioners", "scopes")
_KEYS: Final = dict.fromkeys(_TEXTS, str) | {"roles": dict, "own": bool, "inside": bool, "authority": str}
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_GRANTEE: Final = re.compile(r"[^|\s]{1,200}\|[^|\s]{1,200}")


@dataclass(frozen=True, slots=True)
class OutsideIssuer:
    """One entry. `path` leads to a token's roles, `roles` are ours by theirs, in order."""

    name: str
    issuer: str
    audience: str
    jwks: Endpoint
    way: Way
    path: tuple[str, ...]
    roles: Mapping[str, Role]
    organisation: str
    own: bool
    practitioners: str
    scopes: str

    def client(self, role: Role) -> Client:
        """As whom somebody of this role asks: no client of that name can be registered."""
        return Client(
            f"oidc:{self.name}", role, self.organisation, self.own, self.practitioners, self.scopes, keys=b""
        )


def load_issuers(path: Path) -> tuple[OutsideIssuer, ...]:
    """The entries of a file. Raises BadMap with the entry at fault."""
    found = tuple(_issuer(where, one) for where, one in entries_of(path, "issuer"))
    if len({one.issuer for one in found}) < len(found) or len({one.name for one in found}) < len(found):
        raise BadMap(f"{path}: two entries have the same name or issuer")
    return found


def _issuer(where: str, said: Any) -> OutsideIssuer:
    if not isinstance(said, dict) or not {*_TEXTS, "roles"} <= said.keys() <= _KEYS.keys():
        raise BadMap(f"{where}: {', '.join(_TEXTS)}, roles, and at most own, inside and authority")
    if any(not isinstance(value, _KEYS[name]) or value == "" for name, value in said.items()):
        raise BadMap(f"{where}: roles is a table, own and inside are true or false, the others are texts")
    if not _NAME.fullmatch(said["name"]) or not _GRANTEE.fullmatch(said["organisation"]):
        raise BadMap(
            f"{where}: its name is small letters, digits and lines; its organisation is system|value"
        )
    way = Way.of(said)
    try:
        jwks, scopes = Endpoint.parse(said["jwks"]), Scopes.parse(said["scopes"])
        roles = {theirs: Role(ours) for theirs, ours in said["roles"].items()}
    except ValueError as fault:
        raise BadMap(f"{where}: {fault}") from None
    if jwks.scheme == "http" and not way.inside:
        raise BadMap(f"{where}: without TLS its keys must be inside")
    if not roles or not all(set(one.actions) <= {READ, SEARCH} for one in scopes.each):
        raise BadMap(f"{where}: some roles, and scopes that read and search alone")
    return OutsideIssuer(
        name=said["name"],
        issuer=said["issuer"],
        audience=said["audience"],
        jwks=jwks,
        way=way,
        path=tuple(said["claim"].split(".")),
        roles=roles,
        organisation=said["organisation"],
        own=said.get("own", False),
        practitioners=said["practitioners"],
        scopes=scopes.text(),
    )
