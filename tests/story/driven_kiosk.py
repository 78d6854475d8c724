"""The kiosk, whole and real, with a person at it who reads from standard input and tells on standard output.

    python -m tests.story.driven_kiosk STATE                over a real reader and the bridge it was enrolled at
    python -m tests.story.driven_kiosk --demo FOLDER        over the training clinic that `clinic-kiosk --demo` opens

Out, one JSON object a line, whenever what is shown has changed or something was done: the page's state, lines,
buttons, code and trouble, and how many things were done so far. In, one JSON list a line: ["press", "Continue"]
clicks the button whose name begins so, ["type", "771"] types on the keyboard, ["panel", "Put in: Ana"] clicks in the
training cards' panel, ["picture", "x.png"] keeps what is on the screen, ["quit"] ends.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from PySide6.QtCore import QSocketNotifier, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from kiosk import settings
from kiosk.app import Conductor, Show, application
from kiosk.card.connection import Bounds
from kiosk.card.virtual.profile import Profile
from kiosk.classroom import panelled, trained
from kiosk.effects import Runner
from kiosk.running import conducted, real, shown
from kiosk.speech import SpokenLog
from kiosk.ui.buttons import Button
from kiosk.ui.demo_panel import DemoPanel
from kiosk.ui.window import Window
from kiosk.visit.states import OutOfOrder, Receipt, Troubled

BEAT = 20  # milliseconds
BOUNDS = Bounds(reading=5.0, computing=5.0, making=10.0)  # a busy machine is not a relay


class Person:
    """Looks at the window, and does what is said."""

    def __init__(self, app: QApplication, window: Window) -> None:
        self.app, self.window = app, window
        self.told = ""
        self.said = b""
        self.done = 0

    def look(self) -> None:
        """Tell what is shown, when it is not what was told."""
        state = self.window.state
        buttons = [one.accessibleName() for one in self._buttons()]
        shown = {
            "state": type(state).__name__,
            "lines": self.window.page.lines(),
            "buttons": buttons,
            "qr": state.qr if isinstance(state, Receipt) else "",
            "trouble": state.trouble.code if isinstance(state, OutOfOrder | Troubled) else "",
            "done": self.done,
        }
        line = json.dumps(shown)
        if line != self.told:
            self.told = line
            sys.stdout.write(line + "\n")
            sys.stdout.flush()

    def hear(self) -> None:
        """Do what came in."""
        data = os.read(0, 65536)
        self.said += data
        *lines, self.said = self.said.split(b"\n")
        for line in lines:
            self._do(*json.loads(line))
        if not data:
            self.app.exit(0)

    def _do(self, what: str, text: str = "") -> None:
        if what == "press":
            button = next(one for one in self._buttons() if one.accessibleName().startswith(text))
            self.window.page.scroller.show_widget(button)
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        elif what == "type":
            QTest.keyClicks(self.window.page, text)
        elif what == "panel":
            panel = next(one for one in self.app.topLevelWidgets() if isinstance(one, DemoPanel))
            buttons = panel.findChildren(QPushButton)
            button = next(one for one in buttons if (one.accessibleName() or one.text()).startswith(text))
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        elif what == "picture":
            self.app.primaryScreen().grabWindow(0).save(text)
        else:
            self.app.exit(0)
        self.done += 1
        self.look()

    def _buttons(self) -> list[Button]:
        found = self.window.page.findChildren(Button)
        return [one for one in found if one.isVisible() and one.isEnabled()]


def attended(app: QApplication, conducting: Conductor, runner: Runner) -> None:
    """The kiosk, with a person at it, until one of them ends it."""
    window = next(one for one in app.topLevelWidgets() if isinstance(one, Window))
    person = Person(app, window)
    timer = QTimer()
    timer.timeout.connect(person.look)
    timer.start(BEAT)
    heard = QSocketNotifier(0, QSocketNotifier.Type.Read)
    heard.activated.connect(person.hear)
    conducted(app, conducting, runner)


def at_reader(state: Path) -> None:
    """Over a real reader and bridge."""
    chosen = settings.load(state)
    made = real(state, chosen, bounds=BOUNDS)
    app = application()
    conducting = shown(app, chosen, SpokenLog(), Show())
    attended(app, conducting, made(conducting))


def at_panel(folder: Path) -> None:
    """Over the training clinic."""
    chosen = settings.load(folder)
    with trained(folder, chosen, Profile.SLOW, bridge=True) as training:
        app = application()
        conducting = shown(app, chosen, SpokenLog(), Show(windowed=True))
        panel = panelled(app, training)
        attended(app, conducting, training.served(conducting.posted.happened.emit))
        panel.deleteLater()


if __name__ == "__main__":
    if sys.argv[1] == "--demo":
        at_panel(Path(sys.argv[2]))
    else:
        at_reader(Path(sys.argv[1]))
