"""Posts to a hook, signed.

    webhook-id, webhook-timestamp, webhook-signature: v1,base64(HMAC-SHA256(secret, id "." timestamp "." body))

as Standard Webhooks 1.0 spells it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Protocol

from fhir_bridge.api.outward import Endpoint, exchange
from fhir_bridge.api.subscriptions.hooks import Hook
from fhir_bridge.seal.secret import Secret


@dataclass(frozen=True, slots=True)
class Notice:
    """What is posted: its id, which stays the same when it is sent again, and its body."""

    id: str
    body: bytes = field(repr=False)

    def headers(self, secret: Secret, now: int) -> dict[str, str]:
        """Its headers, signed as of now."""
        text = f"{self.id}.{now}.".encode() + self.body
        signature = base64.b64encode(hmac.digest(secret.reveal(), text, hashlib.sha256)).decode()
        named = {"webhook-id": self.id, "webhook-timestamp": str(now), "webhook-signature": f"v1,{signature}"}
        return named | ({"content-type": "application/fhir+json"} if self.body else {})


class Poster(Protocol):
    """Brings a notice to an endpoint."""

    def __call__(self, hook: Hook, endpoint: Endpoint, headers: dict[str, str], body: bytes) -> None:
        """Untaken, unless the other side took it."""
        ...


def post(hook: Hook, endpoint: Endpoint, headers: dict[str, str], body: bytes) -> None:
    """Post over HTTP; Untaken for anything but 2xx."""
    exchange("POST", endpoint, hook.way, headers=headers, body=body)
