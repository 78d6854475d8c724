"""Staff at a kiosk, with the kiosk's own runner and virtual cards, against a real bridge and its contracts.

A blank card becomes a patient's, consents, is lost, is suspended by number, and replaced by two officers after the
delay.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from anchor.cards import CardStatus
from anchor.statement import Place
from fhir_bridge.acts import Deed
from fhir_bridge.api.wire.card import Slot as WireSlot
from fhir_bridge.records import SITE
from kiosk.bridge_client import HttpBridge, Identity
from kiosk.card.connection import Bounds
from kiosk.card.face import Slot
from kiosk.card.objects import CERTIFICATES, CHUID, Chuid, read_chuid, write_certificate
from kiosk.card.trust import TrustStore
from kiosk.card.virtual.desk import VirtualDesk
from kiosk.card.virtual.memory import MANAGEMENT_KEY, PIN, PUK, Memory
from kiosk.card.virtual.profile import Profile
from kiosk.card.virtual.profiles import Issued
from kiosk.card.virtual.readers import VirtualReaders
from kiosk.effects import Runner
from kiosk.queue import Queue
from kiosk.visit import states, tasks
from kiosk.visit.asked import Hush, Sound, Speak
from kiosk.visit.events import Allow, Choose, ChooseDocument, Event, HoldFor, Next, PinDigit, Typed
from kiosk.visit.shown import Validity
from kiosk.visit.step import step
from kiosk.visit.tasks import Document, StaffTask
from kiosk.visit.trouble import Trouble
from kiosk.visit.visit import Visit
from kiosk.work.bench import Site
from tests.fhir_bridge.api.clinic import DAY, SYSTEM, Clinic, Http, SoftCard, clinic_at
from tests.fhir_bridge.api.test_appointing import later

READER, WAIT, CHOSEN = "Contact", 60.0, "739182"
SLOTS = {Slot.PRESENCE: WireSlot.TAP, Slot.LOGIN: WireSlot.LOG_IN, Slot.SIGNING: WireSlot.SIGN}


@dataclass
class Desk:
    """A kiosk without a window, driven as staff and patients would."""

    clinic: Clinic
    readers: VirtualReaders
    runner: Runner
    happened: queue.SimpleQueue[Event]
    visit: Visit = field(default_factory=Visit)

    def say(self, *events: Event) -> None:
        for event in events:
            self.visit, effects = step(self.visit, event)
            ours = [effect for effect in effects if not isinstance(effect, Speak | Sound | Hush)]
            self.runner.start(ours, number=self.visit.number, language="en")  # type: ignore[arg-type]  # the window's are out

    def until(self, wanted: type[states.State] | states.State) -> states.State:
        end = time.monotonic() + WAIT
        while not (self.visit.state == wanted or type(self.visit.state) is wanted):
            assert time.monotonic() < end, f"still {self.visit.state}"
            try:
                self.say(self.happened.get(timeout=0.2))
            except queue.Empty:
                continue
        return self.visit.state

    def insert(self, card: Issued) -> None:
        self.readers.insert(READER, card.chip())

    def pull(self) -> None:
        self.readers.pull(READER)
        self.until(states.Attract)

    def pin(self, pin: str) -> None:
        self.say(*(PinDigit(int(digit)) for digit in pin), Next())

    def task(self, card: Issued, task: StaffTask) -> None:
        """A staff card and its PIN, and the task that they choose."""
        self.insert(card)
        self.until(states.PinEntry)
        self.pin(PIN.decode())
        home = self.until(tasks.StaffHome)
        assert isinstance(home, tasks.StaffHome)
        self.say(Choose(home.tasks.index(task)))

    def issue(self, by: Issued, blank: Issued, task: StaffTask) -> tasks.StaffDone:
        """A blank card becomes the patient's, with a PIN that they choose."""
        self.task(by, task)
        self.say(ChooseDocument(Document.PASSPORT), Typed("770"), Next(), Typed("Ana"), Next(), Next())
        self.until(tasks.SwapCards)
        self.readers.pull(READER)
        self.insert(blank)
        self.until(tasks.ChoosePin)
        self.pin(CHOSEN)
        self.pin(CHOSEN)
        done = self.until(tasks.StaffDone)
        self.say(Next())
        self.pull()
        assert isinstance(done, tasks.StaffDone)
        return done

    def consent(self, card: Issued) -> None:
        """The patient allows what they are asked."""
        self.insert(card)
        self.until(states.Identified)
        self.say(Next())
        self.pin(CHOSEN)
        self.until(states.Appointments)
        self.say(Next())
        if isinstance(self.visit.state, states.DetailsConfirm):
            self.say(*(Allow(number) for number in range(len(self.visit.state.details))), Next())
        self.say(Allow(0), HoldFor(0, Validity.QUARTER), Next())
        self.until(states.ConsentText)
        self.say(Next())
        self.pin(CHOSEN)
        self.until(states.Receipt)
        self.say(Next())
        self.pull()

    def order(self, by: Issued, task: StaffTask, end: type[states.State] | states.State) -> None:
        """Something by record number."""
        self.task(by, task)
        self.say(Typed("770"), Next(), Next())
        self.until(end)
        self.say(Next())
        self.pull()


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with clinic_at(tmp_path, at=int(time.time())) as found:
        yield found


@contextmanager
def desk_at(clinic: Clinic, folder: Path) -> Iterator[Desk]:
    kiosk = clinic.kiosk()
    assert kiosk.pinned

    def answer(request: httpx.Request) -> httpx.Response:
        asked = Http(clinic.http.app).post(
            request.url.path, content=request.content, headers=dict(request.headers)
        )
        return httpx.Response(asked.status_code, content=asked.content)

    client = httpx.Client(base_url="http://127.0.0.1", transport=httpx.MockTransport(answer))
    bridge = HttpBridge(client, Identity(kiosk.id, kiosk.key), clock=lambda: clinic.time)
    trust = folder / "trust"
    trust.mkdir(parents=True)
    authority, revoked = clinic.desk.card_authority.trust(int(time.time()))
    (trust / "cards.crt").write_bytes(authority)
    (trust / "cards.crl").write_bytes(revoked)
    consents = Place(kiosk.pinned.chain_id, kiosk.pinned.consents)
    site = Site(
        kiosk.id,
        consents,
        replace(consents, contract=kiosk.pinned.cards),
        lambda: datetime.fromtimestamp(clinic.time, UTC),
        record_system=SYSTEM,
    )
    readers, happened = VirtualReaders(READER), queue.SimpleQueue[Event]()
    bounds = Bounds(reading=5.0, computing=5.0, making=10.0)
    cards = VirtualDesk(readers, TrustStore.load(trust), bounds=bounds)
    runner = Runner(cards, bridge, Queue.open(folder), site, folder, happened.put)
    runner.open()
    yield Desk(clinic, readers, runner, happened)
    runner.close()


def carried(card: SoftCard) -> Issued:
    """A card of the clinic's, as a virtual one."""
    objects = {CHUID: Chuid(UUID(bytes=card.guid), datetime(2099, 1, 1, tzinfo=UTC).date()).write()}
    objects |= {
        CERTIFICATES[ours]: write_certificate(card.certificates[slot]) for ours, slot in SLOTS.items()
    }
    keys = {ours.value: card.keys[slot] for ours, slot in SLOTS.items()}
    return Issued(Profile.GOOD, Memory(objects=objects, keys=keys))


def guid_of(card: Issued) -> bytes:
    return read_chuid(card.memory.objects[CHUID]).guid.bytes


def test_a_blank_card_becomes_a_patients_and_is_replaced_when_it_is_lost(
    clinic: Clinic, tmp_path: Path
) -> None:
    first, second = carried(clinic.officer), carried(clinic.staff())
    card, other = Issued(Profile.BLANK, Memory()), Issued(Profile.BLANK, Memory())
    with desk_at(clinic, tmp_path / "kiosk") as desk:
        assert not desk.issue(first, card, StaffTask.ENROL).pending
        guid, memory = guid_of(card), card.memory
        kept = clinic.desk.cards.find(guid)
        assert kept is not None
        name = clinic.desk.keeping.chain_name(kept.pseudonym)
        on_chain = clinic.care.cards.info(name)
        assert (on_chain.status, on_chain.key) == (CardStatus.ACTIVE, kept.key)
        puk = clinic.desk.keeping.derived(SITE, "card-puk", guid).reveal()
        assert memory.puk == str(int.from_bytes(puk, "big") % 10**8).zfill(8).encode() != PUK
        assert memory.pin == CHOSEN.encode()
        assert memory.management_key == MANAGEMENT_KEY
        assert set(memory.keys) == {slot.value for slot in Slot}
        acts = [one.act for one in clinic.desk.service.trace.acts([kept.pseudonym])]
        issued = [one.by.name for one in acts if one.deed is Deed.CARD_ISSUED]
        assert issued[0].endswith(", identity by passport")

        clinic.request_of(kept.pseudonym)
        desk.consent(card)
        assert clinic.turn()
        (given,) = clinic.desk.grants.of(kept.pseudonym)
        assert given.since

        desk.order(first, StaffTask.SUSPEND, tasks.StaffDone(StaffTask.SUSPEND))
        assert clinic.care.cards.info(name).status is CardStatus.SUSPENDED
        desk.insert(card)
        desk.until(states.Troubled(Trouble.SUSPENDED))
        desk.pull()

        assert desk.issue(first, other, StaffTask.REPLACE).pending
        desk.order(first, StaffTask.CONFIRM, states.Troubled(Trouble.SAME_OFFICER))
        desk.order(second, StaffTask.CONFIRM, states.Troubled(Trouble.TOO_EARLY))
        clinic.time += 3 * DAY
        clinic.enrol(clinic.kiosk(), 1)  # any block carries the chain's time on
        desk.order(second, StaffTask.CONFIRM, tasks.StaffDone(StaffTask.CONFIRM))
        desk.insert(other)
        assert desk.until(states.Identified) == states.Identified("Ana")
        desk.pull()
        desk.insert(card)
        desk.until(states.Troubled(Trouble.REVOKED))


def test_a_representative_of_a_patient_with_a_card_waits_for_a_second_officer(
    clinic: Clinic, tmp_path: Path
) -> None:
    kiosk, first, second = clinic.kiosk(), carried(clinic.officer), carried(clinic.staff())
    clinic.enrol(kiosk, 0)
    daughter = carried(clinic.enrol(kiosk, 1, "Mira"))
    with desk_at(clinic, tmp_path / "kiosk") as desk:
        desk.task(first, StaffTask.GUARDIAN)
        desk.say(ChooseDocument(Document.PASSPORT), Typed("770"), Next(), Typed("Ana"), Next(), Next())
        desk.until(tasks.SwapCards)
        desk.readers.pull(READER)
        desk.insert(daughter)
        done = desk.until(tasks.StaffDone)
        assert done == tasks.StaffDone(StaffTask.GUARDIAN, pending=True)
        desk.say(Next())
        desk.pull()
        desk.order(first, StaffTask.CONFIRM_GUARDIAN, states.Troubled(Trouble.SAME_OFFICER))
        desk.order(second, StaffTask.CONFIRM_GUARDIAN, states.Troubled(Trouble.TOO_EARLY))
        later(clinic, kiosk)
        desk.order(second, StaffTask.CONFIRM_GUARDIAN, tasks.StaffDone(StaffTask.CONFIRM_GUARDIAN))
        desk.insert(daughter)
        desk.until(states.Identified)
        desk.say(Next())
        desk.pin(PIN.decode())
        stands = desk.until(states.Representing)
        assert isinstance(stands, states.Representing)
        assert [one.greeting for one in stands.people] == ["Mira", "Ana"]
