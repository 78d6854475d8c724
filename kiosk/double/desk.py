"""What staff order: a card stopped or made valid again, a representative, a card's secrets."""

from __future__ import annotations

from fhir_bridge.api.wire import card, staff
from fhir_bridge.api.wire.refusal import Refusal
from kiosk.double.clinic import Clinic, verify
from kiosk.errors import BridgeRefused


def order(clinic: Clinic, asked: staff.Order) -> staff.CardStanding:
    """Stop a card that is not there, or make it valid again; nothing waits to be confirmed here."""
    challenge = staff.order_challenge(clinic.kiosk, asked.visit, asked.order, asked.patient)
    verify(asked.proof, card.proof_digest(card.Slot.LOG_IN, clinic.kiosk, challenge))
    guid = _guid(clinic, asked.patient)
    suspends = asked.order is staff.Ordered.SUSPEND
    cards = (staff.Ordered.SUSPEND, staff.Ordered.REINSTATE)
    if asked.order not in cards or (guid in clinic.suspended) is suspends:
        raise BridgeRefused(Refusal.NOT_FOUND)
    clinic.suspended ^= {guid}
    return staff.CardStanding(guid, staff.CardState.SUSPENDED if suspends else staff.CardState.ACTIVE, None)


def appoint(clinic: Clinic, asked: staff.Guardian) -> staff.Mandated:
    """The holder of a card may decide for a patient."""
    clinic.holders[asked.representative].stands_for += (_guid(clinic, asked.patient),)
    return staff.Mandated(staff.CardState.ACTIVE, None)


def card_secrets(_: Clinic, __: staff.SecretsQuery) -> staff.CardSecrets:
    """Every training card has the same PUK."""
    return staff.CardSecrets(b"12345678", None)


def _guid(clinic: Clinic, patient: staff.RecordNumber) -> bytes:
    guid = clinic.numbers.get(patient.value)
    if guid is None:
        raise BridgeRefused(Refusal.NOT_FOUND)
    return guid
