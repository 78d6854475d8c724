"""Puts the window, the visit and the runner together: the window's thread steps, the runner's threads work.

page ── happened ──> step ──> window.show_visit, window.obey;  runner.start ──> card, bridge
                      ^──────────────── posted (a queued signal) ─────────────────┘
"""

from __future__ import annotations

import signal
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from kiosk.effects import Runner
from kiosk.speech import Speaker
from kiosk.ui.guard import Guard
from kiosk.ui.window import Window
from kiosk.visit.asked import Effect, Hush, RunnerEffect, Sound, Speak
from kiosk.visit.events import Event, Tick
from kiosk.visit.states import Attract, Locked
from kiosk.visit.step import step
from kiosk.visit.visit import Visit

TICK_MS: Final = 1000
WINDOWED: Final = QSize(1280, 900)


@dataclass(frozen=True, slots=True)
class Show:
    """How the window is shown."""

    windowed: bool = False
    locked: bool = False
    shuffled: bool = False


class Posted(QObject):
    """Carries events from any thread to the window's."""

    happened = Signal(object)


class Conductor(QObject):
    """Owns the visit. Everything that happens goes through `happen`, one after the other, on the window's thread."""

    def __init__(self, window: Window, visit: Visit) -> None:
        super().__init__()
        self._window, self._visit = window, visit
        self._runner: Runner | None = None
        self.posted = Posted()
        self.posted.happened.connect(self.happen, Qt.ConnectionType.QueuedConnection)
        window.happened.connect(self.happen)
        self._timer = QTimer(self)
        self._timer.timeout.connect(lambda: self.happen(Tick()))

    @property
    def visit(self) -> Visit:
        """The visit as it is."""
        return self._visit

    def conduct(self, runner: Runner) -> None:
        """Begin: the window shows the visit, and effects go to this runner."""
        self._runner = runner
        self._window.show_visit(self._visit)
        self._timer.start(TICK_MS)

    def end(self) -> None:
        """Tick no more: the window is going."""
        self._timer.stop()

    def happen(self, event: Event) -> None:
        """Step. What is shown changes before anything else is done."""
        self._visit, effects = step(self._visit, event)
        self._window.show_visit(self._visit)
        self._do(effects)

    def _do(self, effects: Sequence[Effect]) -> None:
        work: list[RunnerEffect] = []
        for effect in effects:
            if isinstance(effect, Speak | Sound | Hush):
                self._window.obey(effect)
            else:
                work.append(effect)
        if work and self._runner is not None:
            language = self._visit.manner.language.value
            self._runner.start(work, number=self._visit.number, language=language)


def application() -> QApplication:
    """Qt's application, which ends when it is told to (SIGTERM, SIGINT) and not with its last window."""
    app = QApplication(["clinic-kiosk"])
    app.setQuitOnLastWindowClosed(False)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: _end_soon(app))
    return app


def _end_soon(app: QApplication) -> None:
    """Leave Qt's loop, once it runs: leaving one that does not run yet is nothing, and `quit()` asks the window."""
    QTimer.singleShot(0, lambda: app.exit(0))


def conductor(app: QApplication, speaker: Speaker, begun: Visit, show: Show) -> Conductor:
    """The window, guarded and shown, and what conducts it."""
    window = Window(speaker, shuffled=show.shuffled)
    state = Locked() if show.locked else Attract()
    made = Conductor(
        window, Visit(state, begun.manner, locked=show.locked, house=begun.manner, pace=begun.pace)
    )
    screen = app.primaryScreen().availableGeometry()
    if show.windowed:
        window.resize(WINDOWED.boundedTo(screen.size()))
        window.show()
    else:
        Guard(app, window)
        app.setOverrideCursor(Qt.CursorShape.BlankCursor)
        window.setGeometry(screen)  # where no window manager does it
        window.showFullScreen()
    app.aboutToQuit.connect(made.end)
    app.aboutToQuit.connect(window.close_for_good)
    return made
