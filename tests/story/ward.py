"""A clinic of programs: a bridge that serves, a hospital that listens, a reader, a kiosk, and the people's cards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from kiosk import enrolment
from kiosk.card.virtual.memory import Memory
from kiosk.card.virtual.profile import Profile
from kiosk.card.virtual.profiles import Issued
from kiosk.training.staffcard import staff_card
from tests.faults.sender import Served, served
from tests.kiosk.pcsc import Pcscd, running
from tests.story.hospital import BOOKING, RESULT, Hospital, tell
from tests.story.programs import Bridge
from tests.story.shown import PATIENCE, Shown

OTHER_PIN = "482915"
AUTHORITY = "urn:fhir-anchor:v2:authority:NORTH"
HEART = "urn:oid:2.999.1|heart"


@dataclass
class Ward:
    """All of it."""

    folder: Path
    bridge: Bridge
    hospital: Hospital
    readers: Pcscd
    service: Served
    stack: ExitStack
    settings: dict[str, str]
    kiosk: Shown = field(init=False)

    @property
    def state(self) -> Path:
        """The kiosk's state folder."""
        return self.folder / "kiosk"

    def book(self, number: int, name: str) -> None:
        """The hospital books patient `number` in for today, by MLLP."""
        at = datetime.now().astimezone().strftime("%Y%m%d%H%M00%z")
        tell(self.service.port, BOOKING.format(number=number, name=name, at=at))

    def measure(self, number: int, name: str) -> None:
        """The laboratory has a result of patient `number`."""
        tell(self.service.port, RESULT.format(number=number, name=name))

    def staff(self, name: str) -> Issued:
        """A member of staff's card, by `fhir-bridge kiosks staff`."""
        memory = staff_card(self.run, self.folder / name, name, datetime.now().astimezone())
        return Issued(Profile.GOOD, memory)

    def run(self, *words: str | Path) -> None:
        """A command of the bridge's, which must be done."""
        said = self.bridge(*words)
        assert said.status == 0, said.error

    def open_kiosk(self) -> None:
        """Enrol the kiosk by a code, and show it on a screen of its own."""
        code = self.bridge("kiosks", "code").out.decode().strip()
        enrolment.enrol(self.state, f"http://127.0.0.1:{self.service.http}", code, name="Hall")
        self.run("kiosks", "trust", self.state / "trust")
        (self.state / "kiosk.toml").write_text(f'record_system = "{AUTHORITY}"\n')
        self.show_kiosk()

    def show_kiosk(self) -> None:
        """Start the kiosk's program."""
        screen = ["xvfb-run", "-a", "-s", "-screen 0 1280x1024x24"]
        command = [*screen, sys.executable, "-m", "tests.story.driven_kiosk", str(self.state)]
        environment = os.environ | {"QT_QPA_PLATFORM": "xcb", "LC_ALL": "C.UTF-8"}
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.stack.callback(ended, process)
        self.kiosk = Shown(process)
        self.kiosk.until("Attract")

    def stop_bridge(self) -> None:
        self.service.kill()

    def start_bridge(self, **settings: str) -> None:
        """The same bridge at the same ports again, with these settings from now on."""
        self.settings |= settings
        ports = {
            "FHIR_BRIDGE_HTTP_PORT": str(self.service.http),
            "FHIR_BRIDGE_MLLP_PORT": str(self.service.port),
        }
        self.service = self.stack.enter_context(served(self.bridge.data, **(self.settings | ports)))

    def enrol(self, officer: Issued, number: int, name: str, pin: str = OTHER_PIN) -> Issued:
        """A blank card becomes patient `number`'s, at the kiosk, by an officer."""
        blank, kiosk = Issued(Profile.BLANK, Memory()), self.kiosk
        self._ordered(officer, "Give a patient a card", number, name)
        self.readers.pull()
        self.readers.insert(blank.chip())
        kiosk.until("ChoosePin")
        for _ in range(2):
            kiosk.type(pin)
            kiosk.press("Continue")
        kiosk.until("StaffDone")
        self.leave("StaffDone")
        return blank

    def appoint(self, officer: Issued, representative: Issued, number: int, name: str) -> None:
        """The holder of this card may stand for patient `number`, by an officer, at the kiosk."""
        self._ordered(officer, "Appoint a representative", number, name)
        self.readers.pull()
        self.readers.insert(representative.chip())
        self.leave("StaffDone")

    def allow(self, who: str, *, refused: str = "") -> list[str]:
        """From the appointments to the text that is signed, with a yes to the one who asks and a no to the other, where
        there is one; its lines.
        """
        kiosk = self.kiosk
        kiosk.press("Continue")
        kiosk.until("DetailsConfirm")
        for detail in [one for one in kiosk.now["buttons"] if one.startswith("Yes, right")]:
            kiosk.press(detail)
        kiosk.press("Continue")
        kiosk.until("Consents", line=who)
        kiosk.press(f"Yes, allow. {who}")
        if refused:
            kiosk.press(f"No, do not allow. {refused}")
        kiosk.press("Read what I sign")
        lines: list[str] = kiosk.until("ConsentText", line=who)["lines"]
        return lines

    def sign(self) -> None:
        """The PIN, once more."""
        self.kiosk.press("Sign with PIN")
        self.kiosk.pin(OTHER_PIN)

    def end_permission(self) -> None:
        """From the appointments: the first permission that holds is ended, and the card taken."""
        kiosk = self.kiosk
        kiosk.press("My permissions")
        kiosk.press("End this permission")
        kiosk.press("End it with PIN")
        kiosk.pin(OTHER_PIN)
        self.leave("Receipt")

    def leave(self, state: str) -> None:
        """Finish on this page, and take the card."""
        self.kiosk.until(state)
        self.kiosk.press("Finish")
        self.kiosk.until("TakeCard")
        self.readers.pull()
        self.kiosk.until("Attract")

    def log_in(self, card: Issued, pin: str = OTHER_PIN, *, for_: str = "For myself") -> None:
        """A card in the slot, its PIN, for whom it is where that is asked, and the day's appointments."""
        self.readers.insert(card.chip())
        self.kiosk.until("Identified")
        self.kiosk.press("Continue with PIN")
        self.kiosk.pin(pin)
        if self.kiosk.until("Appointments", "Representing")["state"] == "Representing":
            self.kiosk.press(for_)
        self.kiosk.until("Appointments")

    def ask(self, number: int, *more: str) -> None:
        """An organisation asks this patient."""
        words = (
            "--system",
            AUTHORITY,
            "--for",
            HEART,
            "--name",
            "Heart Centre North",
            "--read",
            "Observation",
        )
        self.run("consents", "ask", f"77{number}", *words, *more)

    def _ordered(self, officer: Issued, task: str, number: int, name: str) -> None:
        """An officer asks for this to be done for patient `number`, up to the swap of cards."""
        kiosk = self.kiosk
        self.readers.insert(officer.chip())
        kiosk.pin()
        kiosk.until("StaffHome")
        kiosk.press(task)
        kiosk.until("StaffIdentity")
        kiosk.press("Passport")
        kiosk.type(f"77{number}")
        kiosk.press("Continue")
        kiosk.until("StaffName")
        kiosk.type(name)
        kiosk.press("Continue")
        kiosk.until("StaffConfirm")
        kiosk.press("Order it")
        kiosk.until("SwapCards")


@contextmanager
def ward(folder: Path) -> Iterator[Ward]:
    """A clinic with nobody in it."""
    with ExitStack() as stack:
        hospital = Hospital()
        stack.callback(hospital.close)
        settings = {
            "FHIR_BRIDGE_KIOSKS": "true",
            "FHIR_BRIDGE_ARRIVALS": "A10",
            "FHIR_BRIDGE_GATEWAY": "https://gateway.example",
            "FHIR_BRIDGE_ANCHOR_SECONDS": "1",
            "FHIR_BRIDGE_HOSPITAL": f"127.0.0.1:{hospital.port}",
        }
        data = folder / "data"
        service = stack.enter_context(served(data, **settings))
        readers = stack.enter_context(running())
        made = Ward(folder, Bridge(data), hospital, readers, service, stack, settings)
        made.open_kiosk()
        yield made


def ended(process: subprocess.Popen[str]) -> None:
    """End a session of programs, the screen with the kiosk on it."""
    with process, suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def until(found: Callable[[], bool]) -> None:
    """Return once it is so."""
    end = time.monotonic() + PATIENCE
    while not found():
        assert time.monotonic() < end, "what was waited for did not come"
        time.sleep(0.05)
