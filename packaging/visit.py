"""A patient checks in at the installed kiosk, by a card in its reader, with the bridge that is installed beside it.

    nsenter --net=/proc/INIT/ns/net python packaging/visit.py ROOT INIT PICTURES

Runs here, where there is a Python, in the network of the machine whose root folder is ROOT. Hospital, officer and
card are played, with parts of the tests; bridge, kiosk, card service and screen are the machine's own. Every page is
kept as a picture.
"""

from __future__ import annotations

import mmap
import socket
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import httpx
from machine import Machine, StepFailedError

from fhir_bridge.api.wire import card as wire
from fhir_bridge.api.wire import staff
from fhir_bridge.source.mllp import frame
from kiosk.card.face import Slot
from kiosk.card.objects import CERTIFICATES, CHUID, Chuid, write_certificate
from kiosk.card.virtual.memory import PIN, Memory
from kiosk.card.virtual.profile import Profile
from kiosk.card.virtual.profiles import Issued
from kiosk.card.virtual.vpcd import PORT, Plug
from tests.fhir_bridge.api.clinic import Clinic, KioskClient, SoftCard
from tests.story.ward import AUTHORITY, BOOKING

SLOTS = {Slot.PRESENCE: wire.Slot.TAP, Slot.LOGIN: wire.Slot.LOG_IN, Slot.SIGNING: wire.Slot.SIGN}
BRIDGE = "http://127.0.0.1:8080"
MLLP = ("127.0.0.1", 2575)
PATIENCE = 120.0
STILL = 1.0
"""Seconds in which nothing moves on a screen that has been drawn."""
HEAD, STEP = 4096, 7
"""Where the screen's pixels begin in its file, and which of their bytes are compared."""
DAY = timedelta(days=1)
READER = f"grep -q ':{PORT:04X} ' /proc/net/tcp /proc/net/tcp6"
"""There is one to put a card into: the kiosk is shown before the card service that it starts has opened it."""
WINDOW = (
    "systemd-run --quiet --unit=kiosk --uid=clinic-kiosk --setenv=DISPLAY=:7 --setenv=QT_QPA_PLATFORM=xcb"
)


@dataclass
class Person:
    """Stands before the screen: looks at it, and types."""

    machine: Machine
    pictures: Path
    looks: int = 0

    def see(self, what: str, *, still: float = STILL) -> None:
        """Look, once something is drawn and does not move for so long; kept as a picture under this name."""
        deadline, last, since = time.monotonic() + PATIENCE, b"", time.monotonic()
        while not any(last) or time.monotonic() - since < still:
            if time.monotonic() > deadline:
                self._keep(f"not-{what}")
                raise StepFailedError(f"the screen does not come to show: {what}")
            if (now := self._picture()) != last:
                last, since = now, time.monotonic()
            time.sleep(0.05)
        self._keep(what)

    def press(self, *keys: str, sees: str) -> None:
        """Press keys, wait until something happens, and look at what comes of it."""
        before, deadline = self._picture(), time.monotonic() + PATIENCE
        self.machine.run(f"DISPLAY=:7 xdotool key --delay 150 {' '.join(keys)}")
        while self._picture() == before:
            if time.monotonic() > deadline:
                raise StepFailedError(f"nothing happens on the way to: {sees}")
            time.sleep(0.05)
        self.see(sees)

    def _keep(self, what: str) -> None:
        self.looks += 1
        name = f"{self.looks}-{what}.png"
        self.machine.run(f"DISPLAY=:7 import -window root /srv/screen/{name}")
        (self.pictures / name).write_bytes((self.machine.root / "srv/screen" / name).read_bytes())

    def _picture(self) -> bytes:
        """The screen's pixels, every so many of them."""
        with (
            (self.machine.root / "srv/screen/Xvfb_screen0").open("rb") as file,
            mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as screen,
        ):
            return screen[HEAD:][::STEP]


def main() -> None:
    """Book, make cards, and check in."""
    machine, pictures = Machine(Path(sys.argv[1]), int(sys.argv[2])), Path(sys.argv[3])
    pictures.mkdir(exist_ok=True)
    book(number=0, name="Ana")
    desk = KioskClient(cast("Any", Door()), cast("Any", NOW), SoftCard().keys[wire.Slot.TAP])
    desk.enrol(machine.run("fhir-bridge kiosks code").strip())
    patient = enrolled(machine, desk)
    machine.run("systemctl stop pcscd.service; systemctl start pcscd.socket")  # an idle one ends by itself
    person = Person(machine, pictures)
    machine.run(f"{WINDOW} clinic-kiosk --data /var/lib/clinic-kiosk")
    person.see("welcome", still=0.0)  # a picture moves there
    machine.waits_for(READER, PATIENCE)
    plug = Plug.insert(Issued(Profile.GOOD, memory(patient)).chip())
    Thread(target=plug.serve, daemon=True).start()
    person.see("hello")
    person.press("Return", sees="pin")
    person.press(*PIN.decode(), sees="typed")
    person.press("Return", sees="checked-in")
    plug.pull()


NOW = SimpleNamespace(time=time.time())


class Door:
    """The bridge's HTTP."""

    def post(self, path: str, *, content: bytes, headers: dict[str, str]) -> httpx.Response:
        """The bridge's answer."""
        return httpx.post(BRIDGE + path, content=content, headers=headers, timeout=30.0, trust_env=False)


def book(*, number: int, name: str) -> None:
    """The hospital books a patient in for today."""
    at = datetime.now(UTC).strftime("%Y%m%d%H%M00+0000")
    with socket.create_connection(MLLP, timeout=PATIENCE) as line:
        line.sendall(frame(BOOKING.format(number=number, name=name, at=at).encode()))
        if b"MSA|AA" not in line.recv(65536):
            raise StepFailedError("the booking was not taken")


def enrolled(machine: Machine, desk: KioskClient) -> SoftCard:
    """A patient's card, given at a desk by an officer, whose card the bridge's own command has let in."""
    officer, card = SoftCard(), SoftCard()
    folder = machine.root / "srv/officer"
    folder.mkdir()
    for made in officer.made():
        (folder / f"{made.slot}.der").write_bytes(made.key)
    machine.run("chown -R fhir-bridge /srv/officer")
    machine.run(f"fhir-bridge kiosks staff Olga --guid {officer.guid.hex()} --keys /srv/officer --officer")
    officer.certificates = {slot: (folder / f"{slot}.crt").read_bytes() for slot in wire.Slot}
    visit, patient = desk.log_in(officer), staff.RecordNumber(AUTHORITY, "770")
    order = staff.NewCard(visit, patient, staff.IdentityCheck.PASSPORT, card.guid, "Ana", "en", card.made())
    issued = desk.ask(staff.NEW_CARD, order)
    card.certificates = {one.slot: one.certificate for one in issued.certificates}
    desk.ask(staff.POSSESSION, Clinic.possession(cast("Any", None), desk, visit, card, issued))
    return card


def memory(card: SoftCard) -> Memory:
    """What the card keeps."""
    objects = {CHUID: Chuid(UUID(bytes=card.guid), (datetime.now(UTC) + 365 * DAY).date()).write()}
    objects |= {CERTIFICATES[slot]: write_certificate(card.certificates[at]) for slot, at in SLOTS.items()}
    return Memory(objects=objects, keys={slot.value: card.keys[at] for slot, at in SLOTS.items()})


if __name__ == "__main__":
    main()
