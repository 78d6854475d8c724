"""A client's own subscriptions: made, read and taken back. Nobody sees another's.

POST   /fhir/Subscription         201, with the key that notices are signed with: it is told this once
GET    /fhir/Subscription[/{id}]  a client's own
DELETE /fhir/Subscription/{id}    204; nothing more is sent
"""

from __future__ import annotations

import json
import secrets
from typing import Final

from fhir_bridge.acts import Deed
from fhir_bridge.api.problem import Problem, Turned
from fhir_bridge.api.records.asked import Asked, Reply
from fhir_bridge.api.subscriptions.resource import Wanted, written
from fhir_bridge.api.tokens.scopes import READ
from fhir_bridge.keeping import Keeping
from fhir_bridge.records import SITE
from fhir_bridge.seal.secret import Secret
from fhir_bridge.store.subscribing import Status, Subscription, Subscriptions

MOST: Final = 20
"""Of one client."""


def create(asked: Asked) -> Reply:
    """One more, which is told nothing before its endpoint has taken a handshake."""
    caller, gate, wanted = asked.caller, asked.gate, Wanted.parse(asked.body)
    if not caller.scopes.allows(wanted.kind, READ) or gate.hooks.find(caller.client, wanted.endpoint) is None:
        raise Turned(Problem.BEYOND_SCOPE)
    person = gate.index.person(wanted.patient) if wanted.patient else ()
    if wanted.patient and not person:
        raise Turned(Problem.BAD_REQUEST)
    made = Subscription(
        id=secrets.token_hex(16),
        client=caller.client,
        scopes=caller.scopes.text(),
        purpose=caller.purpose,
        practitioner=caller.practitioner,
        kind=wanted.kind,
        pseudonym=person[0] if person else "",
        endpoint=wanted.url,
        content=wanted.content,
        status=Status.REQUESTED,
        after=gate.index.newest(),
    )
    gate.door.note(Deed.SUBSCRIBE, caller, (), person=person)
    if not _kept(asked).add(made, most=MOST, at=gate.door.desk.now()):
        raise Turned(Problem.TOO_MANY)
    secret = secret_of(gate.door.desk.keeping, made.id)
    location = f"{gate.base}/fhir/Subscription/{made.id}"
    return Reply.of(json.dumps(written(made, secret)).encode(), status=201, location=location)


def read(asked: Asked) -> Reply:
    """One of the client's own."""
    return Reply.of(json.dumps(written(_mine(asked))).encode())


def search(asked: Asked) -> Reply:
    """All of the client's own."""
    mine = _kept(asked).all(asked.caller.client)
    entries = [{"resource": written(one), "search": {"mode": "match"}} for one in mine]
    return Reply.of(json.dumps({"resourceType": "Bundle", "type": "searchset", "entry": entries}).encode())


def delete(asked: Asked) -> Reply:
    """Take one of the client's own back."""
    mine = _mine(asked)
    asked.gate.door.note(Deed.UNSUBSCRIBE, asked.caller, (), person=[mine.pseudonym])
    _kept(asked).remove(mine.id)
    return Reply(204, (), 0)


def secret_of(keeping: Keeping, id_: str) -> Secret:
    """The key of one subscription's signatures, made from the site's: it is kept nowhere."""
    return keeping.derived(SITE, "subscription", id_.encode())


def _mine(asked: Asked) -> Subscription:
    found = (one for one in _kept(asked).all(asked.caller.client) if one.id == asked.id)
    if mine := next(found, None):
        return mine
    raise Turned(Problem.NOT_FOUND)


def _kept(asked: Asked) -> Subscriptions:
    return Subscriptions(asked.gate.door.desk.service.journal.database)
