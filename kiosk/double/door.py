"""Who comes in: challenges, taps, log-ins, and the end of a visit."""

from __future__ import annotations

import hashlib
import secrets

from fhir_bridge.api.wire import card
from fhir_bridge.api.wire.operation import Level, Nothing, Visit
from fhir_bridge.api.wire.refusal import Refusal
from kiosk.double.clinic import Clinic, OpenVisit
from kiosk.errors import BridgeRefused


def challenge(clinic: Clinic, _: Nothing) -> card.Challenge:
    """32 random bytes, to be answered once."""
    made = secrets.token_bytes(32)
    clinic.challenges.add(made)
    return card.Challenge(made, clinic.end())


def tap(clinic: Clinic, asked: card.Tap) -> card.Greeting:
    """A visit for the card's holder, once the card has proved that it is here."""
    holder = clinic.holders.get(asked.guid)
    if holder is None:
        raise BridgeRefused(Refusal.CARD_UNKNOWN)
    if asked.guid in clinic.suspended:
        raise BridgeRefused(Refusal.CARD_SUSPENDED)
    clinic.prove(card.Slot.TAP, asked.proof)
    token, end = secrets.token_bytes(32), clinic.end()
    clinic.visits[token] = OpenVisit(asked.guid)
    stands = tuple(
        card.Stands(_handle(one), clinic.holders[one].name, may_grant=True, may_revoke=True, end=end)
        for one in holder.stands_for
    )
    return card.Greeting(token, end, holder.role, holder.name, "en", stands)


def log_in(clinic: Clinic, asked: card.LogIn) -> card.LoggedIn:
    """The visit is the holder's own, or that of somebody they stand for."""
    found = clinic.visits[asked.visit]
    if found.guid != asked.guid:
        raise BridgeRefused(Refusal.CARD_UNPROVED)
    clinic.prove(card.Slot.LOG_IN, asked.proof)
    holder = clinic.holders[found.guid]
    others = {_handle(one): one for one in holder.stands_for}
    if asked.stands_for is not None and asked.stands_for not in others:
        raise BridgeRefused(Refusal.NOT_ENTITLED)
    found.subject = others[asked.stands_for] if asked.stands_for else found.guid
    found.level = Level.STAFF if holder.role is card.Role.STAFF else Level.PATIENT
    subject = clinic.holders[found.subject].name if asked.stands_for else ""
    return card.LoggedIn(clinic.end(), holder.role, holder.name, subject, officer=True)


def leave(clinic: Clinic, asked: Visit) -> Nothing:
    """The visit is over."""
    clinic.visits.pop(asked.visit, None)
    return Nothing()


def _handle(guid: bytes) -> bytes:
    return hashlib.sha256(b"stands" + guid).digest()
