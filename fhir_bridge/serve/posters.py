"""Who may post FHIR: whoever bears the token, or shows a certificate that a sender's profile names.

Where neither is set everybody may, and the port is on loopback (`tls.web_tls_of` holds it there).
"""

from __future__ import annotations

import hashlib
import hmac
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from fhir_bridge.errors import FolderFault
from fhir_bridge.serve.asgi import Scope
from fhir_bridge.settings import Settings
from fhir_bridge.source.senders import Senders

BEARER: Final = "token"
"""Who bears the token, whichever it is: a sender's name has a bar in it."""


@dataclass(frozen=True, slots=True)
class Posters:
    """`senders` are the names of those whose certificates (SHA-256 in hex) are known; `closed` lets nobody else in."""

    token: str = field(default="", repr=False)
    senders: Mapping[str, str] = field(default_factory=dict)
    closed: bool = False

    @classmethod
    def of(cls, settings: Settings, senders: Senders) -> Self:
        """As the settings and the senders' profiles say; FolderFault where the token cannot be read."""
        if settings.http_clients is None:
            return cls(_token(settings))
        named = {
            one: f"{profile.application}|{profile.facility}"
            for profile in senders.profiles
            for one in profile.certificates
        }
        return cls(_token(settings), named, closed=True)

    def who(self, scope: Scope, headers: Mapping[str, str]) -> str | None:
        """A name for who asks, the same each time; None for who may not."""
        sender = self.senders.get(fingerprint(scope))
        if sender is not None:
            return sender
        if self.token:
            borne = headers.get("authorization", "").encode()
            return BEARER if hmac.compare_digest(borne, f"Bearer {self.token}".encode()) else None
        return None if self.closed else ""


def fingerprint(scope: Scope) -> str:
    """The SHA-256 of the certificate that the client has shown, in hex; empty where it showed none (ASGI, TLS)."""
    shown = scope.get("extensions", {}).get("tls", {}).get("client_cert_chain", ())
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(shown[0])).hexdigest() if shown else ""


def _token(settings: Settings) -> str:
    if settings.http_token is None:
        return ""
    try:
        token = settings.http_token.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise FolderFault(f"{settings.http_token} cannot be read") from error
    if not token:
        raise FolderFault(f"{settings.http_token} is empty")
    return token
