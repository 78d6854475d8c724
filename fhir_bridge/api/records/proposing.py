"""Proposed consents: an organisation asks a patient, and learns what became of it.

POST /fhir/Consent          a Consent with the status `proposed`; the kiosk shows it at the patient's next visit
GET  /fhir/Consent/{ask}    the client's own: `active` with the grant's 32 bytes and its end, else `proposed`

`proposed` is said of what waits, what was refused or ended, and of whom nobody here knows: neither a no nor who is a
patient can be had by asking. Who asks is the client's organisation under its registered name, whatever the body says.
"""

from __future__ import annotations

import hmac
import json
import secrets
from datetime import UTC, datetime
from typing import Any, Final

from fhir_bridge.access.roles import PURPOSES
from fhir_bridge.acts import Act, Deed
from fhir_bridge.api.asking import answer_to, ask, askable
from fhir_bridge.api.declined import Declined
from fhir_bridge.api.fhir_consent import CATEGORY, GRANT, HL7, OPT_IN, SCOPE
from fhir_bridge.api.limits import Rate
from fhir_bridge.api.once import once
from fhir_bridge.api.problem import Problem, Turned
from fhir_bridge.api.records.asked import Asked, Reply
from fhir_bridge.api.tokens.caller import Caller
from fhir_bridge.api.tokens.clients import shown_as
from fhir_bridge.api.wire.consent import ConsentRequest
from fhir_bridge.api.wire.refusal import Refusal
from fhir_bridge.errors import Refused
from fhir_bridge.fhir import json as strict
from fhir_bridge.records import SITE

ASKS: Final = Rate(each_second=1 / 28_800, depth=3)
"""Of one patient by one client: three at once, then one in eight hours. Nobody is asked until they say yes."""
OFFERED: Final = (0, 90 * 86_400, 365 * 86_400)
"""How long a patient may let it hold: the day of the visit, a quarter, a year."""

LONGEST: Final = 200
"""Characters of an identifier's parts, and of a key."""

_REASON: Final = f"{HL7}/v3-ActReason"
_FIXED: Final = {"resourceType": "Consent", "status": "proposed", "scope": SCOPE, "category": [CATEGORY]}
_DECLINED: Final = {
    Refusal.KEY_REUSED: Problem.KEY_REUSED,
    Refusal.UNAVAILABLE: Problem.UNAVAILABLE,
}


def propose(asked: Asked) -> Reply:
    """Keep what this client asks of a patient; sent again under its Idempotency-Key, it counts once."""
    desk, caller = asked.gate.door.desk, asked.caller
    key = asked.headers.get("idempotency-key", "")
    if asked.query or len(key) > LONGEST:
        raise Turned(Problem.BAD_REQUEST)
    try:
        id_ = once(
            desk,
            f"client {caller.client}",
            key,
            request=asked.body,
            work=lambda: _kept(asked, caller).encode(),
        ).decode()
    except Declined as declined:
        raise Turned(_DECLINED.get(declined.refusal, Problem.BAD_REQUEST)) from None
    location = f"{asked.gate.base}/fhir/Consent/{id_}"
    return Reply.of(json.dumps(_FIXED | {"id": id_}).encode(), status=201, location=location)


def proposed(asked: Asked) -> Reply:
    """What became of this client's own request; NOT_FOUND for anybody else's."""
    desk, caller, id_ = asked.gate.door.desk, asked.caller, asked.named["ask"]
    if not hmac.compare_digest(id_, _id(asked, caller, id_[4:32])):
        raise Turned(Problem.NOT_FOUND)
    granted = answer_to(desk, id_)
    said: dict[str, Any] = _FIXED | {"id": id_}
    if granted is not None:
        end = datetime.fromtimestamp(granted.end, UTC).isoformat()
        said |= {
            "status": "active",
            "identifier": [{"system": GRANT, "value": granted.id.hex()}],
            "policyRule": OPT_IN,
            "provision": {"type": "permit", "period": {"end": end}},
        }
    return Reply.of(json.dumps(said).encode())


def _kept(asked: Asked, caller: Caller) -> str:
    """Whoever is asked, known or not, the same is done as far as can be seen, and as often."""
    desk, door = asked.gate.door.desk, asked.gate.door
    system, value, purpose, classes = _read(asked.body, caller)
    name = shown_as(desk.service.journal, caller.client)
    if not name:
        raise Turned(Problem.BEYOND_SCOPE)
    request = ConsentRequest("-", caller.organisation, name, purpose, classes, OFFERED)
    ceiling = next(one for one in door.policy.ceilings if caller.role.grantee in one.grantees)
    if not askable(request) or (ceiling.classes and not set(classes) <= ceiling.classes):
        raise Turned(Problem.BAD_REQUEST)
    door.limits.take(desk.keeping.custody.search_tag("asks", caller.client, system, value), ASKS)
    id_ = _id(asked, caller, secrets.token_hex(14))
    person = asked.gate.index.identified(system, value)
    owner = person[0] if person else ""
    act = Act(Deed.CONSENT_ASKED, caller.actor(), pseudonym=owner, recipient=caller.client, purpose=purpose)
    desk.service.trace.note(act)
    if owner:
        ask(desk, owner, request, id_=id_)
    return id_


def _id(asked: Asked, caller: Caller, chance: str) -> str:
    """A request's name, which shows whose it is to this site alone: nothing need be kept of one that leads nowhere."""
    tag = asked.gate.door.desk.keeping.derived(SITE, "proposed-consent", f"{caller.client} {chance}".encode())
    return f"ask-{chance}{tag.reveal().hex()[:32]}"


def _read(body: bytes, caller: Caller) -> tuple[str, str, str, tuple[str, ...]]:
    """(the identifier's system, its value, purpose, classes), written back and compared: nothing is ignored."""
    try:
        said: Any = strict.loads(body)
        who, provision = said["patient"]["identifier"], said["provision"]
        system, value, purpose = who["system"], who["value"], provision["purpose"][0]["code"]
        classes = tuple((one["system"], one["code"]) for one in provision["class"])
    except (Refused, LookupError, TypeError):
        raise Turned(Problem.BAD_REQUEST) from None
    written: dict[str, Any] = _FIXED | {
        "policyRule": OPT_IN,
        "patient": {"identifier": {"system": system, "value": value}},
        "provision": {
            "purpose": [{"system": _REASON, "code": purpose}],
            "class": [{"system": of, "code": code} for of, code in classes],
        },
    }
    named = all(isinstance(one, str) and 0 < len(one) <= LONGEST for one in (system, value))
    whole = said.keys() >= {"resourceType", "status"} and written | said == written
    if not (named and whole and purpose in PURPOSES[caller.role]):
        raise Turned(Problem.BAD_REQUEST)
    return system, value, purpose, tuple(f"{of}|{code}" for of, code in classes)
