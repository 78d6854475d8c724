"""The kiosk as the accessibility walk meets it: the real window on a real screen, answers from a script.

Writes the name of each state that is shown, one a line; a card comes when a line comes in.
"""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication

from kiosk.speech import SpokenLog
from kiosk.ui.guard import Guard
from kiosk.ui.window import Window
from kiosk.visit.events import CardSeen
from tests.kiosk.ui.rehearsal import Rehearsal, Script
from tests.kiosk.ui.samples import APPOINTMENTS, DECISIONS, DETAILS, GIVEN, PATIENT, QR, READS, TEXT

SCRIPT = Script(
    PATIENT,
    appointments=APPOINTMENTS,
    details=DETAILS[:1],
    decisions=DECISIONS[:1],
    given=GIVEN[:1],
    reads=READS[:1],
    text=TEXT,
    qr=QR,
)
MARK = b"\x01" * 32
BEAT = 20  # milliseconds


class Walked:
    """Says each state once it is in sight."""

    def __init__(self, window: Window) -> None:
        self.rehearsal = Rehearsal(window, SCRIPT)
        self.rehearsal.begin()
        self.said = ""

    def beat(self) -> None:
        """Answer what was asked for; say where the visit is."""
        self.rehearsal.answer()
        now = type(self.rehearsal.visit.state).__name__
        if now != self.said:
            self.said = now
            sys.stdout.write(now + "\n")
            sys.stdout.flush()

    def card(self) -> None:
        """A line came in: so does the card. Its end is the kiosk's."""
        if os.read(0, 64):
            self.rehearsal.hear(CardSeen(mark=MARK, tries=3))
        else:
            QApplication.quit()


def main() -> None:
    application = QApplication([])
    window = Window(SpokenLog())
    Guard(application, window)
    window.showFullScreen()
    walked = Walked(window)
    timer = QTimer()
    timer.timeout.connect(walked.beat)
    timer.start(BEAT)
    card = QSocketNotifier(0, QSocketNotifier.Type.Read)
    card.activated.connect(walked.card)
    application.exec()
    window.close_for_good()


if __name__ == "__main__":
    main()
