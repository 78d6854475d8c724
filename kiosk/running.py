"""The kiosk as it runs: the window, over a real card desk and bridge, or over a training clinic."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from kiosk import enrolment, settings
from kiosk.app import Conductor, Show, application, conductor, obey_signals
from kiosk.card.connection import Bounds
from kiosk.card.process import CardDesk
from kiosk.card.virtual.profiles import Profile
from kiosk.demo import Demo
from kiosk.demo import demo as training
from kiosk.effects import Runner
from kiosk.queue import Queue
from kiosk.renewal import Renewing
from kiosk.settings import Settings
from kiosk.speech import Dispatcher
from kiosk.ui.demo_panel import DemoPanel
from kiosk.visit.visit import Visit
from kiosk.work.bench import Site, Transport


def run(state: Path, *, windowed: bool, demo: bool, profile: Profile | None, locked: bool) -> int:
    """Show the kiosk until it is told to end; Qt's exit status."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    chosen = settings.load(state)
    made = None if demo or profile else real(state, chosen)
    app = application()
    speaker = Dispatcher(chosen.speech_socket or speech_socket())
    begun = Visit(manner=chosen.manner(), pace=chosen.pace())
    show = Show(windowed=windowed, locked=locked, shuffled=chosen.shuffled_pin_pad)
    conducting = conductor(app, speaker, begun, show)
    if made is not None:
        return conducted(app, conducting, made(conducting))
    clinic = training(state, chosen.now, conducting.posted.happened.emit, profile or Profile.SLOW)
    return _trained(app, conducting, clinic, inserted=profile is not None)


def speech_socket() -> Path:
    """Where speech-dispatcher listens for this user."""
    return Path(f"/run/user/{os.getuid()}/speech-dispatcher/speechd.sock")


def real(state: Path, chosen: Settings, *, bounds: Bounds | None = None) -> Callable[[Conductor], Runner]:
    """What makes the runner over PC/SC and the bridge; `NotEnrolled` before any window is shown. `bounds`: of cards."""
    standing = enrolment.standing(state)
    queue = Queue.open(state, chosen.queue_key)
    site = Site(
        kiosk=standing.pinned.kiosk,
        consents=standing.consents,
        cards=standing.cards,
        now=chosen.now,
        record_system=chosen.record_system,
        printer=chosen.receipt_printer,
        transport=Transport(key=bytes.fromhex(chosen.transport_key)),
    )
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
    QTimer.singleShot(0, lambda: obey_signals(app))
    try:
        return app.exec()
    finally:
        runner.close()


def _trained(app: QApplication, conducting: Conductor, clinic: Demo, *, inserted: bool) -> int:
    labels = tuple(one.label for one in clinic.people)
    panel = DemoPanel(labels, lambda label, tapped: clinic.insert(label, contactless=tapped), clinic.pull)
    panel.show()
    if inserted:
        clinic.insert(labels[0])
    return conducted(app, conducting, clinic.runner)
