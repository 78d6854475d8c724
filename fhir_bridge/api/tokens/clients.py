"""Who may ask for tokens: an operator registers a system with its public keys. No key is ever fetched from a URL."""

from __future__ import annotations

import re
from typing import Final

from fhir_bridge.access.roles import Role
from fhir_bridge.api.tokens.keys import KeyFault, read_keys, write_keys
from fhir_bridge.api.tokens.scopes import CREATE, Scopes
from fhir_bridge.errors import Reason, Refused
from fhir_bridge.store.clients import Client
from fhir_bridge.store.journal import Journal

MEMBERS: Final = "urn:fhir-anchor:organisation"
"""Consents name a member of the directory as `MEMBERS|its name`."""
LONGEST_SHOWN: Final = 120
"""Characters of a name that a kiosk shows."""

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_GRANTEE: Final = re.compile(r"[^|\s]{1,200}\|[^|\s]{1,200}")


def registered(
    name: str,
    jwks: bytes,
    *,
    role: Role,
    scopes: str,
    organisation: str,
    own: bool,
    practitioners: str,
    shown: str = "",
) -> Client:
    """A client as an operator registers it; Refused(BAD_CLIENT) where something cannot be."""
    if not _NAME.fullmatch(name):
        raise Refused(Reason.BAD_CLIENT, "its name is not letters, digits, dots, lines and underscores")
    if not _GRANTEE.fullmatch(organisation):
        raise Refused(Reason.BAD_CLIENT, "its organisation is not system|value")
    try:
        keys = read_keys(jwks)
        asked = Scopes.parse(scopes)
    except KeyFault as fault:
        raise Refused(Reason.BAD_CLIENT, str(fault), where="the JWKS") from fault
    except ValueError as fault:
        raise Refused(Reason.BAD_CLIENT, str(fault), where="its scopes") from fault
    if asked.allows("Consent", CREATE) and not (shown.isprintable() and 0 < len(shown) <= LONGEST_SHOWN):
        raise Refused(Reason.BAD_CLIENT, "who asks patients has a name that kiosks can show (--shown)")
    return Client(name, role, organisation, own, practitioners, asked.text(), write_keys(keys))


def show_as(journal: Journal, client: str, shown: str) -> None:
    """Keep under which name kiosks show a client's organisation."""
    journal.note(_shown(client), shown.encode())


def shown_as(journal: Journal, client: str) -> str:
    """Under which name kiosks show a client's organisation; empty for one that may not ask patients."""
    return (journal.setting(_shown(client)) or b"").decode()


def _shown(client: str) -> str:
    return f"client-shown {client}"
