"""DECIDE_LATE: decisions that were signed while the bridge was away, after the visit that they were made in.

No visit stands behind them. The card's signature says who decided, the nonce in it that nothing was signed since, and
`deciding` holds everything else against what is here, as for a visit that goes on.
"""

from __future__ import annotations

import secrets

from fhir_bridge.acts import Deed
from fhir_bridge.api.deciding import decide
from fhir_bridge.api.declined import Declined
from fhir_bridge.api.desk import Call, Desk
from fhir_bridge.api.mandates import live
from fhir_bridge.api.wire.card import Role
from fhir_bridge.api.wire.consent import LateDecisions, Submitted
from fhir_bridge.api.wire.operation import Level
from fhir_bridge.api.wire.refusal import Refusal
from fhir_bridge.api.wire.visit import Help
from fhir_bridge.store.cards import CardKept
from fhir_bridge.store.visits import VisitKept


def decide_late(desk: Desk, call: Call, asked: LateDecisions) -> Submitted:
    """Take signed decisions of a visit that is over; refused, the trace says so and the desk is called."""
    if not asked.signed.decisions:
        raise Declined(Refusal.BAD_REQUEST)
    card = desk.cards.find(asked.guid)
    if card is None or card.role != Role.PATIENT:
        raise _told(desk, call, Declined(Refusal.CARD_UNKNOWN))
    signing = Call(call.kiosk, _visit(desk, call, card, card.pseudonym))
    try:
        signing = Call(call.kiosk, _visit(desk, call, card, _subject(desk, card, asked.patient)))
        return decide(desk, signing, asked.signed)
    except Declined as declined:
        if declined.refusal is not Refusal.UNAVAILABLE:
            desk.note(Deed.CONSENT, signing, done=False)
            _told(desk, call, declined)
        raise


def _visit(desk: Desk, call: Call, card: CardKept, subject: str) -> VisitKept:
    """What stands in for the visit: nobody can ask for anything by it."""
    return VisitKept(b"", call.kiosk.id, card.guid, card.pseudonym, subject, Level.PATIENT.name, desk.now())


def _subject(desk: Desk, card: CardKept, patient: bytes) -> str:
    """The card's holder, or whom they stand for, by the name on chain."""
    stood_for = (one.patient for one in live(desk, card.pseudonym))
    holds = desk.keeping.custody.holds
    for one in (card.pseudonym, *stood_for):
        if holds(one) and desk.keeping.chain_name(one) == patient:
            return one
    raise Declined(Refusal.NOT_ENTITLED)


def _told(desk: Desk, call: Call, declined: Declined) -> Declined:
    """The desk, with the reason: it asks the patient again."""
    why = f"{Help.CONSENT_REFUSED}: {declined.refusal.code}"
    desk.arrivals.call(secrets.token_hex(16), kiosk=call.kiosk.id, help_=why, at=desk.now())
    return declined
