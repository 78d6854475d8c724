"""Practice: virtual readers and cards, and a clinic in memory that knows them.

No PC/SC, no bridge, no chain, and nobody's data: cards are issued by a training authority that is made at each start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from anchor.statement import Place
from fhir_bridge.api.wire import consent, reading, visit
from fhir_bridge.api.wire.card import Role
from kiosk.card.virtual.authority import TrainingAuthority
from kiosk.card.virtual.profile import Profile
from kiosk.card.virtual.profiles import issue
from kiosk.card.virtual.readers import VirtualReaders
from kiosk.double.bridge import ClinicInMemory
from kiosk.double.clinic import PINNED, Holder
from kiosk.effects import Runner
from kiosk.queue import Queue
from kiosk.training.cards import READER, Person, Training, desk
from kiosk.visit.events import Event
from kiosk.work.bench import Site

TYPES: Final = "http://hl7.org/fhir/resource-types"
QUARTER, YEAR = 90 * 86400, 365 * 86400
NOTICE: Final = "Practice, no bridge"


def practice(state: Path, now: Callable[[], datetime], profile: Profile) -> Training:
    """A clinic in memory; the first patient's card has this profile."""
    authority = TrainingAuthority.create()
    patient, parent, child, officer = (uuid4() for _ in range(4))
    people = (
        Person("Ana, patient", issue(profile, authority, guid=patient)),
        Person("Mila, who stands for Filip", issue(Profile.GOOD, authority, guid=parent)),
        Person("Olga, staff", issue(Profile.GOOD, authority, guid=officer)),
        Person("expired", issue(Profile.EXPIRED, authority, guid=patient)),
        Person("blocked", issue(Profile.BLOCKED, authority, guid=patient)),
        Person("cloned", issue(Profile.CLONED, authority, guid=patient)),
        Person("foreign", issue(Profile.FOREIGN, authority)),
    )
    clinic = ClinicInMemory(_holders(now(), patient, parent, child, officer))
    readers = VirtualReaders(READER)
    consents = Place(PINNED.chain_id, PINNED.consents)
    site = Site(PINNED.kiosk, consents, replace(consents, contract=PINNED.cards), now)

    def served(post: Callable[[Event], None]) -> Runner:
        return Runner(desk(readers, authority.store()), clinic, Queue.open(state), site, state, post)

    return Training(NOTICE, people, readers, served)


def _holders(now: datetime, patient: UUID, parent: UUID, child: UUID, officer: UUID) -> dict[bytes, Holder]:
    return {
        patient.bytes: Holder(
            "Ana",
            appointments=(_appointment("a1", now + timedelta(minutes=30)),),
            requests=_requests(),
            readings=_readings(now),
        ),
        parent.bytes: Holder("Mila", stands_for=(child.bytes,)),
        child.bytes: Holder("Filip", appointments=(_appointment("a2", now + timedelta(hours=1)),)),
        officer.bytes: Holder("Olga", Role.STAFF),
    }


def _appointment(id_: str, start: datetime) -> visit.Appointment:
    at = start.replace(second=0, microsecond=0).isoformat()
    return visit.Appointment(id_, at, "Room 4, first floor", "Dr Petra Novak", arrived=False)


def _requests() -> tuple[consent.ConsentRequest, ...]:
    return (
        consent.ConsentRequest(
            "r1",
            "urn:oid:2.999.1|heart",
            "Heart Centre North",
            "TREAT",
            (f"{TYPES}|Condition", f"{TYPES}|Observation"),
            (0, QUARTER, YEAR),
        ),
        consent.ConsentRequest(
            "r2",
            "urn:oid:2.999.1|study",
            "University Study Group",
            "HRESCH",
            (f"{TYPES}|Observation",),
            (QUARTER,),
        ),
    )


def _readings(now: datetime) -> tuple[reading.Reading, ...]:
    at = int((now - timedelta(days=2)).timestamp())
    usual = reading.Reading("1", at, "Ward 3", "", "open", 1, "TREAT", None, refused=False, emergency=False)
    return (usual, replace(usual, id="2", who="Night duty", purpose="ETREAT", emergency=True))
