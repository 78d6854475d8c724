"""ORDER: what staff do to a card that is not there; the hospital's number finds it, the staff card signs the order.

SUSPEND               the card that is in use
REINSTATE             the card that is suspended, after the patient was identified
CONFIRM_REPLACEMENT   the card that waits, by another member of staff than who asked for it
CONFIRM_MANDATE       the representative who waits, in the same way
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from fhir_bridge.api.appointing import confirm_mandate
from fhir_bridge.api.declined import Declined
from fhir_bridge.api.desk import Call, Desk
from fhir_bridge.api.proving import proved, standing
from fhir_bridge.api.staff import confirm_replacement, find_patient, officer, reinstate, suspend
from fhir_bridge.api.wire.card import Role, Slot
from fhir_bridge.api.wire.refusal import Refusal
from fhir_bridge.api.wire.staff import CardStanding, CardState, OfCard, Order, Ordered, order_challenge

_OF: Final[Mapping[Ordered, tuple[CardState, Callable[[Desk, Call, OfCard], CardStanding]]]] = {
    Ordered.SUSPEND: (CardState.ACTIVE, suspend),
    Ordered.REINSTATE: (CardState.SUSPENDED, reinstate),
    Ordered.CONFIRM_REPLACEMENT: (CardState.WAITING, confirm_replacement),
}
"""Which of the patient's cards is meant, and what is done to it."""


def order(desk: Desk, call: Call, asked: Order) -> CardStanding:
    """Do what was ordered to the one card, or representative, that it can be meant for; NOT_FOUND for none."""
    officer(desk, call)
    if asked.order is Ordered.REINSTATE and asked.check is None:
        raise Declined(Refusal.BAD_REQUEST)
    _signed(desk, call, asked)
    patient = find_patient(desk, asked.patient)
    if asked.order is Ordered.CONFIRM_MANDATE:
        return confirm_mandate(desk, call, patient)
    state, act = _OF[asked.order]
    guid = _card(desk, patient, state)
    checked = f"identity by {asked.check}" if asked.check else ""
    return act(desk, replace(call, remark=checked), OfCard(asked.visit, guid))


def _signed(desk: Desk, call: Call, asked: Order) -> None:
    """The staff card's signature over this order is kept: it says who ordered what, whoever runs the bridge."""
    expected = order_challenge(call.kiosk.id, asked.visit, asked.order, asked.patient)
    if asked.proof.challenge != expected:
        raise Declined(Refusal.CARD_UNPROVED)
    proved(desk, call.kiosk.id, guid=call.at.guid, slot=Slot.LOG_IN, proof=asked.proof)
    desk.service.journal.note(f"order {expected.hex()}", asked.proof.signature)


def _card(desk: Desk, patient: str, state: CardState) -> bytes:
    """The patient's card in this state, under any pseudonym that is theirs."""
    for own in desk.keeping.custody.person(patient):
        for card in desk.cards.of(own):
            if card.role == Role.PATIENT and standing(desk, card) is state:
                return card.guid
    raise Declined(Refusal.NOT_FOUND)
