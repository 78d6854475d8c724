"""Five walks through the kiosk, on its real window and its real state machine: pictures, and a log of what was spoken.

    kiosk_walks.py FOLDER         run by scripts/kiosk-walks

Card and bridge are a script (`tests/kiosk/ui/rehearsal.py`); nobody in it is real. What people do, they do by keys and
touches: nothing is put into a page past its controls.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fhir_bridge.api.wire.consent import ConsentRequest, ConsentRequests
from kiosk.consent_form import granting
from kiosk.speech import SpokenLog
from kiosk.ui.buttons import Button
from kiosk.ui.window import Window
from kiosk.visit.events import CardRemoved, CardSeen, Tick
from kiosk.visit.outcomes import Holder
from kiosk.visit.shown import Person
from kiosk.visit.trouble import Trouble
from kiosk.wording import wording
from tests.kiosk.ui.rehearsal import Rehearsal, Script
from tests.kiosk.ui.samples import APPOINTMENTS, CHILD, DECISIONS, DETAILS, GIVEN, PATIENT, QR, READS, TEXT

WIDE, UPRIGHT, SMALL = QSize(1280, 1024), QSize(1080, 1920), QSize(1024, 768)
SHORTER = 480  # pixels of a picture's shorter side
IDLE = 61  # seconds after which the kiosk asks whether somebody is there
MARKS = {"patient": b"\x01" * 32, "staff": b"\x02" * 32, "new": b"\x03" * 32}
SCRIPT = Script(
    PATIENT,
    appointments=APPOINTMENTS,
    details=DETAILS[:2],
    decisions=tuple(replace(decision, allow=None) for decision in DECISIONS[:2]),
    given=GIVEN,
    reads=READS,
    text=TEXT,
    qr=QR,
)


SITE = timezone(timedelta(hours=1))
REQUESTS = ConsentRequests(
    patient=b"p" * 32,
    signer=b"p" * 32,
    nonce=1,
    template="1",
    requests=tuple(
        ConsentRequest(str(at), "urn:oid:2.999.1", one.grantee, one.purpose, one.classes, (0,))
        for at, one in enumerate(DECISIONS[:2])
    ),
)


def written(language: str) -> str:
    """What is signed when the first is allowed for a year and the second refused, in the kiosk's own words."""
    salts = (bytes([number]) * 32 for number in range(1, 9))
    end = datetime(2027, 11, 21, 9, 40, tzinfo=SITE)
    return granting(REQUESTS, (end, None), words=wording(language), salts=salts).text


@dataclass
class Walk:
    """One person at the kiosk; each look leaves a picture."""

    name: str
    folder: Path
    script: Script = SCRIPT
    size: QSize = field(default_factory=lambda: WIDE)
    spoken: SpokenLog = field(default_factory=SpokenLog)
    looks: int = 0

    def __post_init__(self) -> None:
        self.window = Window(self.spoken)
        self.window.resize(self.size)
        self.window.show()
        self.rehearsal = Rehearsal(self.window, self.script)
        self.rehearsal.begin()
        self.settle()

    def settle(self) -> None:
        """Let everything be laid out."""
        for _ in range(4):
            QApplication.processEvents()

    def look(self, what: str) -> None:
        """A picture of what is seen."""
        self.settle()
        self.looks += 1
        side = SHORTER if self.size.width() > self.size.height() else SHORTER * 3 // 4
        scale = side / min(self.size.width(), self.size.height())
        width, height = round(self.size.width() * scale), round(self.size.height() * scale)
        smooth = Qt.TransformationMode.SmoothTransformation
        picture = self.window.grab().toImage().scaled(QSize(width, height), mode=smooth)
        picture.convertToFormat(picture.Format.Format_RGB888).save(
            str(self.folder / f"{self.name}-{self.looks:02d}-{what}.png")
        )

    def card(self, mark: str = "patient", trouble: Trouble | None = None) -> None:
        """A card goes in."""
        self.rehearsal.hear(CardSeen(mark=MARKS[mark], tries=3, trouble=trouble))

    def out(self) -> None:
        """The card comes out."""
        self.rehearsal.hear(CardRemoved())

    def answered(self) -> None:
        """Card and bridge answer."""
        self.rehearsal.answer()

    def touch(self, start: str) -> None:
        """Touch the first control whose name begins so."""
        self.settle()
        shown = (b for b in self.window.findChildren(Button) if b.isVisible() and b.isEnabled())
        found = next((b for b in shown if b.accessibleName().startswith(start)), None)
        if found is None:
            raise SystemExit(f"{self.name}: nothing is called {start}")
        QTest.mouseClick(found, Qt.MouseButton.LeftButton)

    def tab_to(self, start: str) -> None:
        """Tab to a control and press Enter."""
        self.settle()
        for _ in range(60):
            now = QApplication.focusWidget()
            if now is not None and now.accessibleName().startswith(start):
                QTest.keyClick(now, Qt.Key.Key_Return)
                return
            QTest.keyClick(now or self.window, Qt.Key.Key_Tab)
        raise SystemExit(f"{self.name}: no key leads to {start}")

    def type(self, digits: str) -> None:
        """Type on the keypad, and go on."""
        for digit in digits:
            QTest.keyClick(QApplication.focusWidget() or self.window, digit)
        QTest.keyClick(QApplication.focusWidget() or self.window, Qt.Key.Key_Return)

    def end(self) -> None:
        """Go away."""
        self.window.close_for_good()


def eighty(folder: Path) -> None:
    """Larger letters, a wrong PIN, time to think, one permission given and one refused."""
    walk = Walk("eighty", folder, replace(SCRIPT, text=written("de")))
    walk.touch("Deutsch")
    walk.touch("Größe der Schrift")
    walk.look("welcome")
    walk.card()
    walk.look("reading")
    walk.answered()
    walk.look("hello")
    walk.touch("Weiter mit PIN")
    walk.type("111111")
    walk.answered()
    walk.look("wrong-pin")
    walk.type(walk.script.pin)
    walk.answered()
    walk.look("appointments")
    for _ in range(IDLE):
        walk.rehearsal.hear(Tick())
    walk.look("still-here")
    walk.touch("Ich brauche mehr Zeit")
    walk.touch("Weiter")
    walk.touch("Ja, richtig. Telefon")
    walk.touch("Ja, richtig. Adresse")
    walk.look("details")
    walk.touch("Weiter")
    walk.answered()
    walk.look("consents")
    walk.touch("Ja, erlauben. Practice")
    walk.touch("Ein Jahr. Practice")
    walk.touch("Nein, nicht erlauben. University")
    walk.look("decided")
    walk.touch("Lesen, was ich")
    walk.answered()
    walk.look("text")
    walk.touch("Mit PIN unterschreiben")
    walk.look("sign")
    walk.type(walk.script.pin)
    walk.look("signing")
    walk.answered()
    walk.look("receipt")
    walk.touch("Ohne Papier")
    walk.look("take-card")
    walk.out()
    walk.end()


def blind(folder: Path) -> None:
    """By keyboard and ear: who has read what, one look reported, one permission ended."""
    walk = Walk("blind", folder)
    walk.tab_to("Read aloud")
    walk.card()
    walk.answered()
    walk.tab_to("Continue with PIN")
    walk.type(walk.script.pin)
    walk.answered()
    walk.tab_to("Who has read my records")
    walk.answered()
    walk.tab_to("This looks wrong. Emergency")
    walk.answered()
    walk.look("reported")
    walk.tab_to("Back")
    walk.tab_to("My permissions")
    walk.answered()
    walk.tab_to("End this permission")
    walk.answered()
    walk.look("revoke")
    walk.tab_to("End it with PIN")
    walk.type(walk.script.pin)
    walk.answered()
    walk.look("receipt")
    walk.out()
    lines = ["(silence)" if entry is None else entry[1].replace("\n", " / ") for entry in walk.spoken.said]
    (folder / "blind-spoken.txt").write_text("\n".join(lines) + "\n")
    walk.end()


def arabic(folder: Path) -> None:
    """From right to left, on a screen that stands, in dark colours."""
    walk = Walk("arabic", folder, size=UPRIGHT)
    walk.touch("العربية")
    walk.look("welcome")
    walk.touch("الألوان")
    walk.card()
    walk.answered()
    walk.look("hello")
    walk.touch("المتابعة بالرمز")
    walk.look("pin")
    walk.type(walk.script.pin)
    walk.answered()
    walk.look("appointments")
    walk.touch("من قرأ")
    walk.answered()
    walk.look("my-data")
    walk.out()
    walk.look("card-out")
    walk.end()


def guardian(folder: Path) -> None:
    """A mother decides for her son; the card is pulled by mistake and put in again."""
    people = (Person(PATIENT, self_=True), Person(CHILD))
    walk = Walk("guardian", folder, script=replace(SCRIPT, people=people), size=SMALL)
    walk.card()
    walk.answered()
    walk.touch("Continue with PIN")
    walk.type(walk.script.pin)
    walk.answered()
    walk.look("for-whom")
    walk.touch(CHILD)
    walk.answered()
    walk.look("appointments")
    walk.out()
    walk.look("card-out")
    walk.card()
    walk.answered()
    walk.look("pin-again")
    walk.end()


def lost(folder: Path) -> None:
    """No card: staff is called and gives a new one; the old one is found again and no longer works."""
    walk = Walk("lost", folder, script=replace(SCRIPT, greeting="Agnes", holder=Holder.STAFF))
    walk.touch("I have no card")
    walk.answered()
    walk.look("staff-called")
    walk.touch("Back")
    walk.card("staff")
    walk.answered()
    walk.type(walk.script.pin)
    walk.answered()
    walk.look("staff-home")
    walk.touch("Replace a card")
    walk.touch("Passport")
    walk.type("4711")
    walk.look("identity")
    walk.touch("Continue")
    QTest.keyClicks(walk.window.page, PATIENT.split()[0])
    walk.look("name")
    walk.touch("Continue")
    walk.look("confirm")
    walk.touch("Order it")
    walk.look("swap-cards")
    walk.out()
    walk.card("new")
    walk.answered()
    walk.look("choose-pin")
    for _ in range(2):
        walk.type("246810")
    walk.answered()
    walk.look("done")
    walk.touch("Finish")
    walk.out()
    walk.card(trouble=Trouble.REVOKED)
    walk.look("old-card")
    walk.end()


WALKS: tuple[Callable[[Path], None], ...] = (eighty, blind, arabic, guardian, lost)


def main(folder: Path) -> None:
    """Every walk, in a folder that held the last ones."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    application = QApplication([])
    for walk in WALKS:
        walk(folder)
    application.processEvents()
    print(
        f"{len(list(folder.iterdir()))} files in {folder}, {sum(f.stat().st_size for f in folder.iterdir())} bytes"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
