"""What registered organisations ask of a patient, and what a kiosk is told of it."""

from __future__ import annotations

import secrets
from typing import Final

from anchor.errors import LedgerError
from fhir_bridge.access.roles import TYPES
from fhir_bridge.access.texts import SPOKEN_PURPOSES, SPOKEN_TYPES
from fhir_bridge.acts import Deed
from fhir_bridge.api.declined import Declined
from fhir_bridge.api.desk import Call, Desk
from fhir_bridge.api.relaying import kept_grant
from fhir_bridge.api.wire.coding import decode, encode
from fhir_bridge.api.wire.consent import (
    MOST_DECISIONS,
    ConsentRequest,
    ConsentRequests,
    ConsentText,
    Opened,
    TextQuery,
)
from fhir_bridge.api.wire.operation import Visit
from fhir_bridge.api.wire.refusal import Refusal
from fhir_bridge.store.grants import GrantKept, RequestKept, RequestState

_KIND: Final = "consent-request"


def askable(request: ConsentRequest) -> bool:
    """Whether kiosks have words for all of it: what cannot be said in plain words could not be signed, nor what else is
    asked at that visit.
    """
    classes = {f"{TYPES}|{kind}" for kind in SPOKEN_TYPES}
    known = request.purpose in SPOKEN_PURPOSES and set(request.classes) <= classes
    return known and 0 < len(set(request.classes)) == len(request.classes)


def ask(desk: Desk, pseudonym: str, request: ConsentRequest, *, id_: str = "") -> str:
    """Keep what an organisation asks of a patient; its id. Whose word that is, is checked by whoever calls."""
    id_ = id_ or secrets.token_hex(16)
    sealed = desk.keeping.seal(encode(request), pseudonym, kind=_KIND, name=id_.encode())
    desk.grants.ask(RequestKept(id_, pseudonym, RequestState.OPEN, sealed))
    return id_


def requests_of(desk: Desk, pseudonym: str) -> dict[str, ConsentRequest]:
    """A patient's open requests, by id."""
    return {kept.id: _opened(desk, kept) for kept in desk.grants.asked(pseudonym)}


def answer_to(desk: Desk, id_: str) -> GrantKept | None:
    """The live grant of just what a request asks for; None while, or once more, there is none."""
    kept = desk.grants.request(id_)
    if kept is None or not desk.keeping.custody.holds(kept.pseudonym):
        return None
    live = (one for one in desk.grants.of(kept.pseudonym) if one.live(desk.now()))
    asked = _subject(_opened(desk, kept))
    return next((one for one in live if _subject(kept_grant(desk, one).opened) == asked), None)


def consent_requests(desk: Desk, call: Call, _asked: Visit) -> ConsentRequests:
    """What is asked of this visit's patient, and what a statement of theirs carries."""
    visit = call.at
    requests = tuple(requests_of(desk, visit.subject).values())[:MOST_DECISIONS]
    desk.note(Deed.OWN_DATA, call)
    return ConsentRequests(
        patient=desk.keeping.chain_name(visit.subject),
        signer=desk.keeping.chain_name(visit.holder),
        nonce=next_nonce(desk, visit.subject),
        template=desk.custom.template,
        requests=requests,
    )


def consent_text(desk: Desk, _call: Call, asked: TextQuery) -> ConsentText:
    """The template that is taken in this language; NOT_FOUND where the site takes none."""
    digest = desk.custom.texts.get((asked.template, asked.language))
    if digest is None:
        raise Declined(Refusal.NOT_FOUND)
    return ConsentText(asked.template, asked.language, digest)


def next_nonce(desk: Desk, pseudonym: str) -> int:
    """What the patient's next statement carries: after all that the chain has, and all that is on its way there."""
    waiting = desk.grants.last_nonce(pseudonym) + 1
    if desk.chain is None:
        return waiting
    try:
        return max(waiting, desk.chain.card(desk.keeping.chain_name(pseudonym)).nonce)
    except LedgerError:
        return waiting


def _subject(what: ConsentRequest | Opened) -> tuple[str, str, frozenset[str]]:
    """Who, what for and which data."""
    return what.grantee, what.purpose, frozenset(what.classes)


def _opened(desk: Desk, kept: RequestKept) -> ConsentRequest:
    data = desk.keeping.open(kept.sealed, kept.pseudonym, kind=_KIND, name=kept.id.encode())
    found = decode(data, ConsentRequest)
    return ConsentRequest(
        kept.id, found.grantee, found.grantee_name, found.purpose, found.classes, found.validities
    )
