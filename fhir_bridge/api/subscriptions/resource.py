"""A Subscription as FHIR R4 writes it, and the notices of it.

    {"resourceType": "Subscription", "status": "requested", "reason": "new results",
     "criteria": "Observation?patient=p0",
     "channel": {"type": "rest-hook", "endpoint": "https://ehr.example/hook"}}

`criteria` is a type, or a type and one patient. Without `payload` a notice has no body. With `application/fhir+json`
and `id-only` in the extension backport-payload-content (HL7's Subscriptions R5 Backport IG) it is a history Bundle
with the name of what is new. More is never sent: whoever wants it reads it. What is not understood is refused.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from fhir_bridge.api.outward import Endpoint
from fhir_bridge.api.problem import Problem, Turned
from fhir_bridge.errors import Refused
from fhir_bridge.fhir import json as strict
from fhir_bridge.seal.secret import Secret
from fhir_bridge.store.subscribing import Subscription

CONTENT: Final = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content"
SECRET: Final = "urn:fhir-anchor:subscription-secret"  # noqa: S105 -- the name of an extension
LONGEST_REASON: Final = 200
_CRITERIA: Final = re.compile(r"([A-Z][A-Za-z]{1,63})(?:\?patient=((?:Patient/)?[A-Za-z0-9.-]{1,64}))?")
_FIELDS: Final = {"resourceType", "status", "reason", "criteria", "channel"}
_CHANNEL: Final = {"type", "endpoint", "payload", "_payload"}
_FHIR: Final = "application/fhir+json"


class Content(StrEnum):
    """What a notice has in it."""

    EMPTY = "empty"
    ID_ONLY = "id-only"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a client asks for; `patient` is empty for whomever it may read of."""

    kind: str
    patient: str
    endpoint: Endpoint
    url: str
    content: Content

    @classmethod
    def parse(cls, body: bytes) -> Wanted:
        """What a Subscription asks for; Turned(BAD_REQUEST) for what is none, or is more than this."""
        try:
            said: Any = strict.loads(body)
            channel = said["channel"]
            known = said.keys() <= _FIELDS | {"id", "meta"} and said.keys() >= _FIELDS
            known = known and channel.keys() <= _CHANNEL and 0 < len(said["reason"]) <= LONGEST_REASON
            plain = (said["resourceType"], said["status"], channel["type"])
            found = _CRITERIA.fullmatch(said["criteria"])
            endpoint = Endpoint.parse(channel["endpoint"])
            content = _content(channel)
        except (Refused, ValueError, KeyError, TypeError, AttributeError):
            raise Turned(Problem.BAD_REQUEST) from None
        if not known or plain != ("Subscription", "requested", "rest-hook") or found is None:
            raise Turned(Problem.BAD_REQUEST)
        return cls(found[1], found[2] or "", endpoint, channel["endpoint"], content)


def written(one: Subscription, secret: Secret | None = None) -> dict[str, Any]:
    """The resource; with `secret`, which is told once, the key that its notices are signed with."""
    channel: dict[str, Any] = {"type": "rest-hook", "endpoint": one.endpoint}
    if one.content == Content.ID_ONLY:
        said = {"extension": [{"url": CONTENT, "valueCode": one.content}]}
        channel |= {"payload": _FHIR, "_payload": said}
    found: dict[str, Any] = {"resourceType": "Subscription", "id": one.id}
    if secret:
        key = "whsec_" + b64encode(secret.reveal()).decode()
        found["extension"] = [{"url": SECRET, "valueString": key}]
    criteria = f"{one.kind}?patient={one.pseudonym}" if one.pseudonym else one.kind
    return found | {"status": one.status, "reason": "as asked", "criteria": criteria, "channel": channel}


def notice(one: Subscription, base: str, *, event: int, focus: str, at: int) -> bytes:
    """The body of a notice: a history Bundle that begins with the subscription's state; event 0 is the handshake."""
    if one.content == Content.EMPTY:
        return b""
    parameters: list[dict[str, Any]] = [
        {"name": "subscription", "valueReference": {"reference": f"{base}/fhir/Subscription/{one.id}"}},
        {"name": "status", "valueCode": "active" if event else "requested"},
        {"name": "type", "valueCode": "event-notification" if event else "handshake"},
        {"name": "events-since-subscription-start", "valueString": str(event)},
    ]
    instant = datetime.fromtimestamp(at, UTC).isoformat()
    if event:
        part = [
            {"name": "event-number", "valueString": str(event)},
            {"name": "timestamp", "valueInstant": instant},
            {"name": "focus", "valueReference": {"reference": f"{base}/fhir/{focus}"}},
        ]
        parameters.append({"name": "notification-event", "part": part})
    state = {"resourceType": "Parameters", "parameter": parameters}
    bundle = {"resourceType": "Bundle", "type": "history", "timestamp": instant}
    return json.dumps(bundle | {"entry": [{"resource": state}]}).encode()


def _content(channel: dict[str, Any]) -> Content:
    if "payload" not in channel and "_payload" not in channel:
        return Content.EMPTY
    (extension,) = channel["_payload"]["extension"]
    if channel["payload"] != _FHIR or extension.keys() != {"url", "valueCode"} or extension["url"] != CONTENT:
        raise ValueError("not a payload that is sent")
    return Content(extension["valueCode"])
