"""The kiosk as it runs: the window, over a real card desk and a real bridge."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from kiosk import enrolment, settings
from kiosk.app import Conductor, Show, application, conductor
from kiosk.card.connection import Bounds
from kiosk.card.process import CardDesk
from kiosk.effects import Runner
from kiosk.queue import Queue
from kiosk.renewal import Renewing
from kiosk.settings import Settings
from kiosk.speech import Dispatcher, Speaker
from kiosk.visit.visit import Visit
from kiosk.work.bench import Site


def run(state: Path, *, windowed: bool, locked: bool) -> int:
    """Show the kiosk until it is told to end; Qt's exit status."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    chosen = settings.load(state)
    made = real(state, chosen)
    app = application()
    show = Show(windowed=windowed, locked=locked, shuffled=chosen.shuffled_pin_pad)
    conducting = shown(app, chosen, speaker(chosen), show)
    return conducted(app, conducting, made(conducting))


def speaker(chosen: Settings) -> Speaker:
    """What speaks: speech-dispatcher, where it listens."""
    return Dispatcher(chosen.speech_socket or speech_socket())


def speech_socket() -> Path:
    """Where speech-dispatcher listens for this user."""
    return Path(f"/run/user/{os.getuid()}/speech-dispatcher/speechd.sock")


def shown(app: QApplication, chosen: Settings, speaking: Speaker, show: Show) -> Conductor:
    """The window, as this kiosk is set."""
    return conductor(app, speaking, Visit(manner=chosen.manner(), pace=chosen.pace()), show)


def real(state: Path, chosen: Settings, *, bounds: Bounds | None = None) -> Callable[[Conductor], Runner]:
    """What makes the runner over PC/SC and the bridge; `NotEnrolled` before any window is shown. `bounds`: of cards."""
    standing = enrolment.standing(state)
    queue, site = Queue.open(state, chosen.queue_key), Site.of(standing, chosen)
    trust = state / "trust"
    trust.mkdir(mode=0o700, exist_ok=True)

    def made(conducting: Conductor) -> Runner:
        post = conducting.posted.happened.emit
        bridge = Renewing(state, standing, standing.client())
        return Runner(CardDesk(trust, bounds=bounds), bridge, queue, site, state, post)

    return made


def conducted(app: QApplication, conducting: Conductor, runner: Runner) -> int:
    """Let the visit run until the application is told to end; Qt's exit status."""
    runner.open()
    conducting.conduct(runner)
    try:
        return app.exec()
    finally:
        runner.close()
