"""A training clinic with a bridge of its own, opened as a real one is: nothing in it is a double but the cards.

FOLDER/bridge   the bridge's data, its log beside it
FOLDER/kiosk    the kiosk's state: enrolled by a code, with the bridge's trust folder
FOLDER/cards    virtual cards, a file each: a folder that is given again has its people already

The hospital books people in by MLLP; an officer gives two of them cards and lets one stand for the third, who has none;
two organisations ask the first. All of it goes through the bridge, and consents are verified by its contract.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from kiosk import enrolment
from kiosk.card.trust import TrustStore
from kiosk.card.virtual.authority import TrainingAuthority
from kiosk.card.virtual.memory import Memory
from kiosk.card.virtual.profile import Profile
from kiosk.card.virtual.profiles import Issued
from kiosk.card.virtual.readers import VirtualReaders
from kiosk.effects import Runner
from kiosk.enrolment import Standing
from kiosk.queue import Queue
from kiosk.renewal import Renewing
from kiosk.settings import Settings
from kiosk.training.cards import READER, Person, Training, desk, like
from kiosk.training.hospital import AUTHORITY, Booked, book
from kiosk.training.localbridge import LocalBridge, serving
from kiosk.training.officer import Officer, Workplace, at_work
from kiosk.training.staffcard import staff_card
from kiosk.visit.events import Event
from kiosk.work.bench import Site

ANA, MILA = Booked("1001", "Ana"), Booked("1002", "Mila")
FILIP, VERA = Booked("1003", "Filip"), Booked("1004", "Vera")
REQUESTS: Final = (
    ("--for=urn:oid:2.999.1|heart", "--name=Heart Centre North", "--read=Condition", "--read=Observation"),
    (
        *("--for=urn:oid:2.999.1|study", "--name=University Study Group"),
        *("--purpose=HRESCH", "--read=Observation", "--days=90"),
    ),
)
BAD: Final = (Profile.EXPIRED, Profile.BLOCKED, Profile.CLONED, Profile.FOREIGN)


@dataclass(frozen=True, slots=True)
class Clinic:
    """A clinic that is being opened: its folder, its bridge, and the kiosk that is enrolled there."""

    folder: Path
    bridge: LocalBridge
    standing: Standing
    site: Site
    readers: VirtualReaders = field(default_factory=lambda: VirtualReaders(READER))

    @property
    def state(self) -> Path:
        """The kiosk's."""
        return self.folder / "kiosk"

    def people(self, profile: Profile) -> tuple[Person, ...]:
        """Everybody who can come; the first patient's card has this profile."""
        run, officers = self.bridge.run, self.folder / "officer"
        olga = self._kept("olga", lambda: staff_card(run, officers, "Olga", self.site.now()))
        with at_work(Issued(Profile.GOOD, olga), self._workplace()) as officer:
            ana = self._kept("ana", lambda: self._asked(officer, ANA))
            mila = self._kept("mila", lambda: _representative(officer, MILA, FILIP))
        authority = TrainingAuthority.create()
        people = (
            Person("Ana, patient", like(profile, ana, authority)),
            Person("Mila, who stands for Filip", Issued(Profile.SLOW, mila)),
            Person("Olga, staff", Issued(Profile.SLOW, olga)),
            Person(f"blank, for {VERA.name}, {VERA.number}", Issued(Profile.BLANK, Memory())),
            *(Person(one.value, like(one, ana, authority)) for one in BAD),
        )
        authority.write(self.state / "trust")
        return people

    def runner(self, post: Callable[[Event], None]) -> Runner:
        """What serves them: the kiosk's own, over the bridge, with its cards in software."""
        place = self._workplace()
        return Runner(place.desk, place.bridge, place.queue, self.site, self.state, post)

    def _workplace(self) -> Workplace:
        trust = TrustStore.load(self.state / "trust")
        queue = Queue.open(self.state)
        bridge = Renewing(self.state, self.standing, self.standing.client())
        return Workplace(self.site, bridge, queue, self.readers, desk(self.readers, trust))

    def _kept(self, name: str, make: Callable[[], Memory]) -> Memory:
        """A card by its file, made where there is none yet."""
        path = self.folder / "cards" / name
        if not path.exists():
            path.parent.mkdir(mode=0o700, exist_ok=True)
            make().save(path)
        return Memory.load(path)

    def _asked(self, officer: Officer, patient: Booked) -> Memory:
        """A patient with a card, whom organisations ask for consent."""
        made = officer.give(patient)
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda request: self._ask(patient, request), REQUESTS))
        return made

    def _ask(self, patient: Booked, request: tuple[str, ...]) -> None:
        self.bridge.run("consents", "ask", patient.number, "--system", AUTHORITY, *request)


@contextmanager
def opened(program: Path, folder: Path, chosen: Settings, profile: Profile) -> Iterator[Training]:
    """The clinic with everybody in it, over `folder`, until the block ends."""
    with serving(program, folder / "bridge") as bridge:
        book(bridge.mllp, (ANA, MILA, FILIP, VERA), chosen.now())
        standing = _enrolled(bridge, folder / "kiosk")
        site = Site.of(standing, replace(chosen, record_system=AUTHORITY))
        clinic = Clinic(folder, bridge, standing, site)
        notice = f"Training, bridge at {bridge.address}"
        yield Training(notice, clinic.people(profile), clinic.readers, clinic.runner)


def _enrolled(bridge: LocalBridge, state: Path) -> Standing:
    """The kiosk, enrolled by a code of the bridge, trusting the cards that it issues."""
    with ThreadPoolExecutor() as pool:
        trusted = pool.submit(bridge.run, "kiosks", "trust", state / "trust")
        code = bridge.run("kiosks", "code")
        trusted.result()
    return enrolment.enrol(state, bridge.address, code, name="Training")


def _representative(officer: Officer, holder: Booked, patient: Booked) -> Memory:
    """Somebody with a card of their own who may decide for a patient without one."""
    made = officer.give(holder)
    officer.appoint(made, patient)
    return made
