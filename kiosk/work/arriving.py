"""From the tap to the day's appointments."""

from __future__ import annotations

import os
from datetime import datetime

from fhir_bridge.api.wire import card as wire
from fhir_bridge.api.wire import consent, visit
from fhir_bridge.api.wire.coding import encode
from fhir_bridge.api.wire.operation import Visit
from kiosk.card import messages as said
from kiosk.card.face import Slot
from kiosk.errors import BridgeDown
from kiosk.queue import Entry, Kind
from kiosk.visit.outcomes import Arrived, CheckedIn, Holder, LoggedIn, PinAccepted, Recognised
from kiosk.visit.shown import Appointment, CheckIn, Contact, Decision, Detail, Person, Validity
from kiosk.work.bench import Bench

SECONDS_OF = {Validity.VISIT: 0, Validity.QUARTER: 90 * 86400, Validity.YEAR: 365 * 86400}
"""The wire's spelling of what may be chosen."""


def tap(bench: Bench) -> Recognised:
    """Prove the card's presence to the bridge."""
    proof = bench.prove(Slot.PRESENCE, bench.challenge())
    greeting = bench.bridge.ask(wire.TAP, wire.Tap(bench.guid(), proof))
    session = bench.session
    session.visit = greeting.visit
    session.handles = (None, *(one.handle for one in greeting.represents))
    session.names = (greeting.name, *(one.name for one in greeting.represents))
    people = tuple(Person(name, self_=not at) for at, name in enumerate(session.names))
    holder = Holder.STAFF if greeting.role is wire.Role.STAFF else Holder.PATIENT
    return Recognised(greeting.name, holder, people)


def verify_pin(bench: Bench) -> PinAccepted:
    """The PIN that was typed, to the card; it is wiped on the way."""
    card = bench.card.presented()
    bench.want(said.PinAccepted, said.VerifyPin(card.face.fingerprint), bench.pad.take())
    return PinAccepted()


def log_in(bench: Bench, person: int) -> LoggedIn:
    """Key 9A to the bridge, for the holder or for somebody they stand for."""
    session = bench.session
    session.person = person
    proof = bench.prove(Slot.LOGIN, bench.challenge())
    asked = wire.LogIn(session.visit, bench.guid(), proof, session.handles[person])
    bench.bridge.ask(wire.LOG_IN, asked)
    return LoggedIn()


def check_in(bench: Bench) -> CheckedIn:
    """Check in for each appointment of today that has none yet, and fetch what the patient is asked."""
    asked = Visit(bench.session.visit)
    day = bench.bridge.ask(visit.APPOINTMENTS, asked).appointments
    due = [one.id for one in day if not one.arrived] if day else [None]
    numbers = [_arrive(bench, appointment) for appointment in due]
    details = bench.bridge.ask(visit.DETAILS, asked)
    requests = bench.bridge.ask(consent.CONSENT_REQUESTS, asked)
    bench.session.requests = requests
    return CheckedIn(
        tuple(_appointment(one) for one in day),
        _details(details),
        tuple(_decision(one) for one in requests.requests),
        max(numbers, default=0),
    )


def check_in_by_tap(bench: Bench) -> Arrived:
    """Check in without a PIN; when the bridge is away, the arrival is sealed and waits here."""
    try:
        if bench.session.visit:
            return Arrived(_arrive(bench, None))
    except BridgeDown:
        pass
    return _queued(bench)


def _arrive(bench: Bench, appointment: str | None) -> int:
    asked = visit.CheckIn(bench.session.visit, appointment, None)
    return bench.bridge.ask(visit.CHECK_IN, asked).number


def _queued(bench: Bench) -> Arrived:
    id_, at = os.urandom(16), int(bench.site.now().timestamp())
    proof = bench.prove(Slot.PRESENCE, wire.offline_challenge(bench.site.kiosk, id_, at))
    arrival = visit.OfflineArrival(id_, bench.guid(), proof, at)
    bench.queue.add(Entry(Kind.ARRIVAL, at, id_, encode(arrival)))
    return Arrived(queued=True)


def _appointment(one: visit.Appointment) -> Appointment:
    return Appointment(datetime.fromisoformat(one.start), one.place, one.practitioner, CheckIn.CHECKED_IN)


def _details(details: visit.Details) -> tuple[Detail, ...]:
    found = {Contact.ADDRESS: details.address, Contact.PHONE: details.telephone}
    return tuple(Detail(contact, text) for contact, text in found.items() if text)


def _decision(one: consent.ConsentRequest) -> Decision:
    offered = tuple(validity for validity, seconds in SECONDS_OF.items() if seconds in one.validities)
    offered = offered or (Validity.VISIT,)
    classes = tuple(code.rpartition("|")[2] for code in one.classes)
    return Decision(one.grantee_name, one.purpose, classes, validity=offered[0], offered=offered)
