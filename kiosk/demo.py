"""The kiosk for training and for trying it: virtual readers and cards, and a clinic in memory that knows them.

No PC/SC, no bridge, no chain, and nobody's data: cards are issued by a training authority that is made at each start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from anchor.statement import Place
from fhir_bridge.api.wire import consent, reading, visit
from fhir_bridge.api.wire.card import Role
from kiosk.card.virtual.authority import TrainingAuthority
from kiosk.card.virtual.desk import VirtualDesk
from kiosk.card.virtual.profiles import Issued, Profile, issue
from kiosk.card.virtual.readers import VirtualReaders
from kiosk.double.bridge import ClinicInMemory
from kiosk.double.clinic import PINNED, Holder
from kiosk.effects import Runner
from kiosk.queue import Queue
from kiosk.visit.events import Event
from kiosk.work.bench import Site

READER: Final = "Training reader"
TYPES: Final = "http://hl7.org/fhir/resource-types"
QUARTER, YEAR = 90 * 86400, 365 * 86400


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the training clinic: the card's label, and whose it is."""

    label: str
    card: Issued


@dataclass(slots=True)
class Demo:
    """The training clinic: cards to insert, by label, and the runner that serves them."""

    people: tuple[Person, ...]
    readers: VirtualReaders
    clinic: ClinicInMemory
    runner: Runner

    def insert(self, label: str, *, contactless: bool = False) -> None:
        """Put somebody's card in, or tap it."""
        card = next(one.card for one in self.people if one.label == label)
        self.readers.insert(READER, card.chip(contactless=contactless))

    def pull(self) -> None:
        """Take out whatever card is in."""
        self.readers.pull(READER)


def demo(state: Path, now: Callable[[], datetime], post: Callable[[Event], None], profile: Profile) -> Demo:
    """A training clinic; the first patient's card has this profile."""
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
    desk = VirtualDesk(readers, authority.store())
    return Demo(people, readers, clinic, Runner(desk, clinic, Queue.open(state), site, state, post))


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
