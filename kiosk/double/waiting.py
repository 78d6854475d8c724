"""The waiting room: the day's appointments, who has come, who needs somebody."""

from __future__ import annotations

from dataclasses import replace

from fhir_bridge.api.wire import card, visit
from fhir_bridge.api.wire.operation import Nothing, Visit
from kiosk.double.clinic import Clinic, verify
from kiosk.errors import BridgeRefused


def details(clinic: Clinic, asked: Visit) -> visit.Details:
    """Where the patient can be reached."""
    patient = clinic.patient(asked.visit)
    return visit.Details(patient.address, patient.telephone)


def appointments(clinic: Clinic, asked: Visit) -> visit.Appointments:
    """The patient's, of today."""
    return visit.Appointments(clinic.patient(asked.visit).appointments)


def check_in(clinic: Clinic, asked: visit.CheckIn) -> visit.CheckedIn:
    """The patient has come: for one appointment, or for none in particular."""
    patient = clinic.patient(asked.visit)
    place = next((one.place for one in patient.appointments if one.id == asked.appointment), "")
    patient.appointments = tuple(
        replace(one, arrived=one.arrived or one.id == asked.appointment) for one in patient.appointments
    )
    return _arrived(clinic, clinic.visits[asked.visit].guid, place)


def replay(clinic: Clinic, asked: visit.Replay) -> visit.Replayed:
    """Arrivals from a kiosk's queue."""
    known = [one for one in asked.arrivals if _holds(clinic, one)]
    for one in known:
        _arrived(clinic, one.guid, "")
    unknown = (one.id for one in asked.arrivals if one not in known)
    return visit.Replayed(tuple(one.id for one in known), tuple(unknown))


def call(clinic: Clinic, asked: visit.CallStaff) -> Nothing:
    """Somebody is wanted at the kiosk."""
    clinic.calls.append(asked.help)
    return Nothing()


def _arrived(clinic: Clinic, guid: bytes, place: str) -> visit.CheckedIn:
    if guid not in clinic.arrivals:
        clinic.arrivals.append(guid)
    number = clinic.arrivals.index(guid) + 1
    return visit.CheckedIn(f"a-{number}", number, visit.ArrivalState.RECORDED, place)


def _holds(clinic: Clinic, one: visit.OfflineArrival) -> bool:
    """Whether an arrival from a queue is of a card that is known, and was proved for that instant."""
    challenge = card.offline_challenge(clinic.kiosk, one.id, one.at)
    if one.guid not in clinic.holders or one.proof.challenge != challenge:
        return False
    try:
        verify(one.proof, card.proof_digest(card.Slot.TAP, clinic.kiosk, challenge))
    except BridgeRefused:
        return False
    return True
