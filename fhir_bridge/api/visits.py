"""A visit: a tap begins it, a PIN lifts it, and it ends by itself.

A challenge is 32 random bytes for one kiosk and one proof. A visit is 32 random bytes that only its kiosk may show; a
new one at the same kiosk ends the one before.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, replace
from typing import Final

from anchor.statement import Scope
from fhir_bridge.acts import Deed
from fhir_bridge.api.declined import Declined
from fhir_bridge.api.desk import Call, Desk, tag
from fhir_bridge.api.mandates import live
from fhir_bridge.api.proving import proved
from fhir_bridge.api.wire.card import (
    CardProved,
    Challenge,
    Greeting,
    LoggedIn,
    LogIn,
    Role,
    Slot,
    Stands,
    Tap,
)
from fhir_bridge.api.wire.operation import Level, Nothing, Visit
from fhir_bridge.api.wire.refusal import Refusal
from fhir_bridge.store.cards import CardKept, MandateKept
from fhir_bridge.store.visits import VisitKept

CHALLENGE_LIFE: Final = 60
"""Seconds from asking for a challenge to the card's answer: a PIN is typed between them."""
TAPPED_LIFE: Final = 180
"""Seconds in which somebody who tapped types the PIN."""
VISIT_LIFE: Final = 900
"""Seconds that a visit takes at most; a kiosk that asks "are you still there?" ends it long before."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """How a card's holder, or somebody who is stood for, is greeted: a given name, and a language."""

    name: str
    language: str

    def spelled(self) -> bytes:
        """As it is sealed."""
        return json.dumps({"name": self.name, "language": self.language}).encode()

    @classmethod
    def read(cls, data: bytes) -> Welcome:
        """What `spelled` wrote."""
        return cls(**json.loads(data))


def challenge(desk: Desk, call: Call, _asked: Nothing) -> Challenge:
    """A fresh challenge for this kiosk."""
    made, now = secrets.token_bytes(32), desk.now()
    desk.visits.add_challenge(tag(made), call.kiosk.id, end=now + CHALLENGE_LIFE, now=now)
    return Challenge(made, now + CHALLENGE_LIFE)


def tap(desk: Desk, call: Call, asked: Tap) -> Greeting:
    """Begin a visit of whoever's card this is."""
    _use(desk, call, asked.proof)
    card = proved(desk, call.kiosk.id, guid=asked.guid, slot=Slot.TAP, proof=asked.proof)
    token, now = secrets.token_bytes(32), desk.now()
    end = now + TAPPED_LIFE
    visit = VisitKept(
        tag(token), call.kiosk.id, card.guid, card.pseudonym, card.pseudonym, Level.TAPPED.name, end
    )
    welcome = welcome_of(desk, card)
    desk.visits.begin(visit, now)
    stood_for = () if card.role == Role.STAFF else _represented(desk, card, token)
    return Greeting(token, end, Role(card.role), welcome.name, welcome.language, stood_for)


def log_in(desk: Desk, call: Call, asked: LogIn) -> LoggedIn:
    """Lift the visit: the same card, its PIN known, for itself or for somebody whom it stands for."""
    _use(desk, call, asked.proof)
    if asked.guid != call.at.guid:
        raise Declined(Refusal.CARD_UNPROVED)
    card = proved(desk, call.kiosk.id, guid=asked.guid, slot=Slot.LOG_IN, proof=asked.proof)
    subject, stands_for = card.pseudonym, ""
    if asked.stands_for is not None:
        mandate = _chosen(desk, card, asked)
        subject, stands_for = mandate.patient, _welcomed(desk, mandate).name
    level = Level.STAFF if card.role == Role.STAFF else Level.PATIENT
    visit = replace(call.at, subject=subject, level=level.name, end=desk.now() + VISIT_LIFE)
    desk.note(Deed.LOG_IN, replace(call, visit=visit))
    desk.visits.change(visit)
    name = welcome_of(desk, card).name
    return LoggedIn(visit.end, Role(card.role), name, stands_for, card.officer)


def leave(desk: Desk, call: Call, _asked: Visit) -> Nothing:
    """The visit is over."""
    desk.visits.end(call.at.tag)
    return Nothing()


def welcome_of(desk: Desk, card: CardKept) -> Welcome:
    """How to greet a card's holder."""
    return Welcome.read(desk.keeping.open(card.sealed, card.pseudonym, kind="welcome", name=card.guid))


def _use(desk: Desk, call: Call, proof: CardProved) -> None:
    if not desk.visits.use_challenge(tag(proof.challenge), call.kiosk.id, desk.now()):
        raise Declined(Refusal.CARD_UNPROVED)


def _represented(desk: Desk, card: CardKept, visit: bytes) -> tuple[Stands, ...]:
    return tuple(
        Stands(
            handle=_handle(desk, mandate, visit),
            name=_welcomed(desk, mandate).name,
            may_grant=bool(mandate.scope & Scope.GRANT),
            may_revoke=bool(mandate.scope & Scope.REVOKE),
            end=mandate.end,
        )
        for mandate in live(desk, card.pseudonym)
    )


def _chosen(desk: Desk, card: CardKept, asked: LogIn) -> MandateKept:
    for mandate in live(desk, card.pseudonym):
        if _handle(desk, mandate, asked.visit) == asked.stands_for:
            return mandate
    raise Declined(Refusal.NOT_ENTITLED)


def _handle(desk: Desk, mandate: MandateKept, visit: bytes) -> bytes:
    """Names a patient within one visit, and nowhere else."""
    return desk.keeping.derived(mandate.patient, "handle", visit).reveal()


def _welcomed(desk: Desk, mandate: MandateKept) -> Welcome:
    name = mandate.representative.encode()
    return Welcome.read(desk.keeping.open(mandate.sealed, mandate.patient, kind="mandate", name=name))
