"""Checking in: the arrival is counted, becomes a record, and the hospital is told.

CHECK_IN -> Encounter (arrived) and Appointment (arrived) down the pipeline
         -> arrival and its message to the hospital in one transaction -> `sending` sends it until it is taken
"""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import UTC, datetime
from typing import Any, Final

from fhir_bridge.acts import Deed
from fhir_bridge.api.chart import DATED, Booked, Chart, chart_of
from fhir_bridge.api.deciding import own_identifier
from fhir_bridge.api.declined import Declined
from fhir_bridge.api.desk import Call, Desk
from fhir_bridge.api.proving import proved
from fhir_bridge.api.visits import welcome_of
from fhir_bridge.api.wire.card import Slot, offline_challenge
from fhir_bridge.api.wire.operation import Nothing, Visit
from fhir_bridge.api.wire.refusal import Refusal
from fhir_bridge.api.wire.staff import Arrival, Arrivals
from fhir_bridge.api.wire.visit import (
    Appointment,
    Appointments,
    ArrivalState,
    CallStaff,
    CheckedIn,
    CheckIn,
    Details,
    Help,
    OfflineArrival,
    Replay,
    Replayed,
)
from fhir_bridge.source.outgoing import Arriving, arrival_message
from fhir_bridge.store.arrivals import ArrivalKept, DispatchKept, DispatchState
from fhir_bridge.store.cards import CardKept

OFFLINE_LIFE: Final = 3 * 86_400
"""Seconds in which an arrival that was taken offline is still worth something."""

_KEPT: Final = (
    "resourceType",
    "id",
    "identifier",
    "minutesDuration",
    "appointmentType",
    "serviceType",
)
"""Elements of an Appointment that its arrival changes nothing of."""
_AUTHORITY: Final = "urn:fhir-anchor:v2:authority:"


def details(desk: Desk, call: Call, _asked: Visit) -> Details:
    """What the patient is asked to confirm."""
    chart = _read(desk, call)
    return Details(chart.address(), chart.telephone())


def appointments(desk: Desk, call: Call, _asked: Visit) -> Appointments:
    """Today's appointments of this visit's patient."""
    subject = call.at.subject
    return Appointments(
        tuple(
            Appointment(
                one.id,
                one.start,
                one.place,
                one.practitioner,
                desk.arrivals.find(_id(desk, subject, one.id)) is not None,
            )
            for one in _read(desk, call).booked
        )
    )


def check_in(desk: Desk, call: Call, asked: CheckIn) -> CheckedIn:
    """The patient is here; asked for the same again, the arrival is found."""
    visit, chart = call.at, chart_of(desk, call.at.subject)
    booked = next((one for one in chart.booked if one.id == asked.appointment), None)
    if asked.appointment is not None and booked is None:
        raise Declined(Refusal.NOT_FOUND)
    card = desk.cards.find(visit.guid)
    if card is None:
        raise Declined(Refusal.CARD_UNKNOWN)
    desk.note(Deed.CHECK_IN, call, records=chart.records)
    arrival = _arrive(desk, visit.subject, card, at=desk.now(), chart=chart, booked=booked)
    if asked.details_right is False:
        _call(desk, call, Help.DETAILS_WRONG)
    return CheckedIn(arrival.id, arrival.number, ArrivalState(arrival.state), booked.place if booked else "")


def replay(desk: Desk, call: Call, asked: Replay) -> Replayed:
    """Take arrivals of a kiosk whose bridge was away; each is taken once."""
    taken, refused = [], []
    for one in asked.arrivals:
        try:
            _replayed(desk, call, one)
            taken.append(one.id)
        except Declined:
            refused.append(one.id)
    return Replayed(tuple(taken), tuple(refused))


def call_staff(desk: Desk, call: Call, asked: CallStaff) -> Nothing:
    """Somebody is wanted at this kiosk."""
    _call(desk, call, asked.help)
    return Nothing()


def arrivals(desk: Desk, call: Call, _asked: Visit) -> Arrivals:
    """Today's, for a member of staff."""
    desk.note(Deed.OWN_DATA, call)
    return Arrivals(tuple(today(desk)))


def today(desk: Desk) -> list[Arrival]:
    """Today's arrivals by number; whoever was erased since is there without a name."""
    return [_listed(desk, kept) for kept in desk.arrivals.today(_day(desk.now()))]


def _read(desk: Desk, call: Call) -> Chart:
    chart = chart_of(desk, call.at.subject)
    desk.note(Deed.OWN_DATA, call, records=chart.records)
    return chart


def _replayed(desk: Desk, call: Call, one: OfflineArrival) -> None:
    expected = offline_challenge(call.kiosk.id, one.id, one.at)
    if one.proof.challenge != expected or not 0 <= desk.now() - one.at <= OFFLINE_LIFE:
        raise Declined(Refusal.CARD_UNPROVED)
    card = proved(desk, call.kiosk.id, guid=one.guid, slot=Slot.TAP, proof=one.proof)
    _arrive(desk, card.pseudonym, card, at=one.at, chart=None, booked=None)


def _arrive(
    desk: Desk, subject: str, card: CardKept, *, at: int, chart: Chart | None, booked: Booked | None
) -> ArrivalKept:
    id_ = _id(desk, subject, booked.id if booked else _day(at))
    known = desk.arrivals.find(id_)
    if known is not None:
        return known
    if booked:
        desk.send_down(_bundle(desk, subject, booked, id_, at))
    name = welcome_of(desk, card).name if card.pseudonym == subject else ""
    said = json.dumps(
        {"name": name, "place": booked.place if booked else "", "start": booked.start if booked else ""}
    )
    kept = ArrivalKept(
        id=id_,
        day=_day(at),
        number=0,
        at=at,
        pseudonym=subject,
        appointment=booked.id if booked else "",
        state=ArrivalState.RECORDED if booked else ArrivalState.UNCONFIRMED,
        sealed=desk.keeping.seal(said.encode(), subject, kind="arrival", name=id_.encode()),
    )
    return desk.arrivals.arrive(kept, _dispatch(desk, kept, chart, booked))


def _dispatch(
    desk: Desk, kept: ArrivalKept, chart: Chart | None, booked: Booked | None
) -> DispatchKept | None:
    """What the hospital is told: nothing where the site says so, or where nobody there would know whom it is about."""
    kind, numbers = desk.custom.arrival, _numbers(chart.patient) if chart else ()
    if kind is None or not numbers or (kind == "S14" and booked is None):
        return None
    placer, filler = _appointment_numbers(booked)
    arriving = Arriving(kept.id[:20], kept.at, numbers, placer, filler)
    message = arrival_message(kind, arriving, facility=numbers[0][1])
    sealed = desk.keeping.seal(message, kept.pseudonym, kind="dispatch", name=kept.id.encode())
    return DispatchKept(kept.id, kept.pseudonym, DispatchState.WAITING, sealed, kept.at)


def _numbers(patient: dict[str, Any]) -> tuple[tuple[str, str, str], ...]:
    return tuple((one.get("value", ""), _namespace(one), _type(one)) for one in patient.get("identifier", []))


def _appointment_numbers(booked: Booked | None) -> tuple[tuple[str, str], tuple[str, str]]:
    found = [(one.get("value", ""), _namespace(one)) for one in (booked.identifiers if booked else ())]
    placer, filler = [*found, ("", ""), ("", "")][:2]
    return placer, filler


def _namespace(identifier: dict[str, Any]) -> str:
    system = str(identifier.get("system", ""))
    return system.removeprefix(_AUTHORITY) if system.startswith(_AUTHORITY) else ""


def _type(identifier: dict[str, Any]) -> str:
    codings = identifier.get("type", {}).get("coding", [])
    return str(codings[0].get("code", "")) if codings else ""


def _bundle(desk: Desk, subject: str, booked: Booked, id_: str, at: int) -> dict[str, Any]:
    """The Appointment as it was, arrived now, and the Encounter that begins with it."""
    own, when = own_identifier(desk, subject), datetime.fromtimestamp(at, UTC).isoformat()
    patient = f"urn:uuid:{_uuid(id_, 'patient')}"
    appointment: dict[str, Any] = {name: booked.resource[name] for name in _KEPT if name in booked.resource}
    appointment["extension"] = [
        one for one in booked.resource.get("extension", []) if one.get("url") in DATED
    ]
    if not appointment["extension"]:
        del appointment["extension"]
    if "T" in booked.start:
        appointment |= {"start": booked.start, "end": booked.resource.get("end", booked.start)}
    encounter = {
        "resourceType": "Encounter",
        "status": "arrived",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "subject": {"reference": patient},
        "period": {"start": when},
    }
    resources = [
        (patient, {"resourceType": "Patient", "identifier": [{"system": own.system, "value": own.value}]}),
        (
            f"urn:uuid:{_uuid(id_, 'appointment')}",
            appointment
            | {"status": "arrived", "participant": [{"actor": {"reference": patient}, "status": "accepted"}]},
        ),
        (f"urn:uuid:{_uuid(id_, 'encounter')}", encounter),
    ]
    entries = [{"fullUrl": url, "resource": resource} for url, resource in resources]
    return {"resourceType": "Bundle", "type": "collection", "timestamp": when, "entry": entries}


def _call(desk: Desk, call: Call, help_: Help) -> None:
    desk.arrivals.call(secrets.token_hex(16), kiosk=call.kiosk.id, help_=help_, at=desk.now())


def _listed(desk: Desk, kept: ArrivalKept) -> Arrival:
    said = {"name": "", "place": "", "start": ""}
    if desk.keeping.custody.holds(kept.pseudonym):
        said = json.loads(
            desk.keeping.open(kept.sealed, kept.pseudonym, kind="arrival", name=kept.id.encode())
        )
    return Arrival(
        id=kept.id,
        number=kept.number,
        at=kept.at,
        name=said["name"],
        appointment=said["start"],
        place=said["place"],
        state=ArrivalState(kept.state),
    )


def _id(desk: Desk, subject: str, what: str) -> str:
    """An arrival's name: the same for the same patient and appointment, and leading nobody back to either."""
    return desk.keeping.derived(subject, "arrival-id", what.encode()).reveal().hex()[:32]


def _uuid(id_: str, what: str) -> str:
    digest = hashlib.sha256(f"{id_} {what}".encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"


def _day(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).astimezone().date().isoformat()
