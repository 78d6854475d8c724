"""A training clinic: virtual cards, the bridge's double, and a kiosk without a window, driven as a person would."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from anchor.statement import Place
from fhir_bridge.api.wire import visit as wire
from fhir_bridge.api.wire.card import Role
from kiosk.bridge_client import Bridge
from kiosk.card.virtual.authority import TrainingAuthority
from kiosk.card.virtual.desk import VirtualDesk
from kiosk.card.virtual.profile import Profile
from kiosk.card.virtual.profiles import Issued, issue
from kiosk.card.virtual.readers import VirtualReaders
from kiosk.double.bridge import ClinicInMemory
from kiosk.double.clinic import PINNED, Holder
from kiosk.effects import Runner
from kiosk.queue import Queue
from kiosk.visit import states
from kiosk.visit.asked import Hush, Sound, Speak
from kiosk.visit.events import Allow, Event, Next, PinDigit, Refuse, Tick
from kiosk.visit.states import State
from kiosk.visit.step import step
from kiosk.visit.visit import Visit
from kiosk.work.bench import Site
from tests.kiosk.forms import GIVEN, REQUESTS

READER = "Slot"
PATIENT, OTHER, OFFICER = (UUID(int=number, version=4) for number in (1, 2, 3))
WAIT = 20.0
WINDOW = (Speak, Sound, Hush)


def now() -> datetime:
    return datetime.now(UTC)


def people() -> dict[bytes, Holder]:
    """A patient with an appointment, two requests and a consent; another; a member of staff."""
    appointment = wire.Appointment("a1", "2026-03-02T10:00:00+01:00", "Room 4", "Dr Ruiz", arrived=False)
    first = Holder(
        "Anna",
        appointments=(appointment,),
        requests=REQUESTS.requests,
        consents=(GIVEN,),
    )
    return {
        PATIENT.bytes: first,
        OTHER.bytes: Holder("Bo", stands_for=(PATIENT.bytes,)),
        OFFICER.bytes: Holder("Olga", Role.STAFF),
    }


@dataclass(slots=True)
class Kiosk:
    """The visit, stepped with what comes from the runner and from the test."""

    readers: VirtualReaders
    authority: TrainingAuthority
    clinic: ClinicInMemory
    runner: Runner
    happened: queue.SimpleQueue[Event]
    revoked: Issued
    visit: Visit = field(default_factory=Visit)
    seen: list[State] = field(default_factory=list)

    def say(self, *events: Event) -> None:
        for event in events:
            self.visit, effects = step(self.visit, event)
            self.seen.append(self.visit.state)
            ours = [effect for effect in effects if not isinstance(effect, WINDOW)]
            language = self.visit.manner.language.value
            self.runner.start(ours, number=self.visit.number, language=language)  # type: ignore[arg-type]  # the window's are out

    def until(self, kind: type[State], wanted: Callable[[State], bool] = lambda _: True) -> State:
        """Let things happen until this page is shown."""
        end = time.monotonic() + WAIT
        while not (isinstance(self.visit.state, kind) and wanted(self.visit.state)):
            left = end - time.monotonic()
            assert left > 0, f"still {type(self.visit.state).__name__}"
            try:
                self.say(self.happened.get(timeout=min(left, 0.2)))
            except queue.Empty:
                continue
        return self.visit.state

    def insert(self, card: Issued, *, contactless: bool = False) -> None:
        self.readers.insert(READER, card.chip(contactless=contactless))

    def pull(self) -> None:
        self.readers.pull(READER)

    def pin(self, pin: str = "123456") -> None:
        self.say(*(PinDigit(int(digit)) for digit in pin), Next())

    def wait(self, seconds: int) -> None:
        self.say(*[Tick()] * seconds)


@contextmanager
def kiosk(
    folder: Path, bridge: Callable[[ClinicInMemory], Bridge] = lambda clinic: clinic
) -> Iterator[Kiosk]:
    """A kiosk that runs."""
    authority = TrainingAuthority.create()
    revoked = issue(Profile.REVOKED, authority, guid=PATIENT)
    readers = VirtualReaders(READER)
    clinic = ClinicInMemory(people())
    happened: queue.SimpleQueue[Event] = queue.SimpleQueue()
    place = Place(PINNED.chain_id, PINNED.consents)
    site = Site(PINNED.kiosk, place, replace(place, contract=PINNED.cards), now)
    desk = VirtualDesk(readers, authority.store())
    runner = Runner(desk, bridge(clinic), Queue.open(folder), site, folder, happened.put)
    runner.open()
    yield Kiosk(readers, authority, clinic, runner, happened, revoked)
    runner.close()


def card(of: Kiosk, holder: UUID = PATIENT, profile: Profile = Profile.GOOD) -> Issued:
    return of.revoked if profile is Profile.REVOKED else issue(profile, of.authority, guid=holder)


def to_hub(one: Kiosk, issued: Issued) -> states.Appointments:
    """A card in the slot, its PIN, and the day's appointments."""
    one.insert(issued)
    one.until(states.Identified)
    one.say(Next())
    one.pin()
    shown = one.until(states.Appointments)
    assert isinstance(shown, states.Appointments)
    return shown


def to_text(one: Kiosk) -> states.ConsentText:
    """Details confirmed, the first request allowed and the second refused: what will be signed."""
    one.say(Next())
    one.say(Allow(0), Allow(1), Next())
    one.say(Allow(0), Refuse(1), Next())
    shown = one.until(states.ConsentText)
    assert isinstance(shown, states.ConsentText)
    return shown
