"""The kiosk as it runs: the window, over a real card desk and bridge, or over a training clinic."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from kiosk import enrolment, settings
from kiosk.app import Conductor, Show, application, conductor, obey_signals
from kiosk.card.connection import Bounds
from kiosk.card.process import CardDesk
from kiosk.card.virtual.profiles import Profile
from kiosk.effects import Runner
from kiosk.queue import Queue
from kiosk.renewal import Renewing
from kiosk.settings import Settings
from kiosk.speech import Dispatcher, Speaker
from kiosk.training import clinic, localbridge
from kiosk.training.cards import Training
from kiosk.training.practice import practice
from kiosk.ui.demo_panel import DemoPanel
from kiosk.visit.visit import Visit
from kiosk.work.bench import Site

NO_BRIDGE: Final = "no fhir-bridge command is installed here: this is practice, without a bridge"


def run(state: Path, *, windowed: bool, locked: bool) -> int:
    """Show the kiosk until it is told to end; Qt's exit status."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    chosen = settings.load(state)
    made = real(state, chosen)
    app = application()
    show = Show(windowed=windowed, locked=locked, shuffled=chosen.shuffled_pin_pad)
    conducting = shown(app, chosen, speaker(chosen), show)
    return conducted(app, conducting, made(conducting))


def train(folder: Path | None, *, bridge: bool, profile: Profile | None) -> int:
    """Show a training clinic, with a bridge of its own unless there is none to start, until it is told to end.

    `folder` keeps it; without one it is gone afterwards. `profile`: what the first card is like, which is in already.
    """
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(0)
    )  # until Qt's loop runs: what was started ends as well
    with ExitStack() as stack:
        kept = (
            folder / "training" if folder else Path(stack.enter_context(TemporaryDirectory(prefix="kiosk-")))
        )
        kept.mkdir(mode=0o700, parents=True, exist_ok=True)
        chosen = settings.load(folder or kept)
        training = stack.enter_context(trained(kept, chosen, profile or Profile.SLOW, bridge=bridge))
        app = application()
        conducting = shown(app, chosen, speaker(chosen), Show(windowed=True))
        panel = panelled(app, training)
        if profile:
            training.insert(training.people[0].label)
        status = conducted(app, conducting, training.served(conducting.posted.happened.emit))
        panel.deleteLater()
        return status


def trained(
    folder: Path, chosen: Settings, profile: Profile, *, bridge: bool
) -> AbstractContextManager[Training]:
    """The clinic: over a bridge of its own where that is wanted and one is installed, else in memory."""
    program = localbridge.installed() if bridge else None
    if program:
        return clinic.opened(program, folder, chosen, profile)
    if bridge:
        print(f"clinic-kiosk: {NO_BRIDGE}", file=sys.stderr)  # noqa: T201 -- for whoever started it
    return nullcontext(practice(folder, chosen.now, profile))


def panelled(app: QApplication, training: Training) -> DemoPanel:
    """The cards beside the window; closing the panel ends the training."""
    labels = tuple(one.label for one in training.people)
    panel = DemoPanel(training.notice, labels)
    panel.inserted.connect(lambda label, tapped: training.insert(label, contactless=tapped))
    panel.pulled.connect(lambda: training.pull())  # noqa: PLW0108 -- Qt keeps weak references to methods
    panel.closed.connect(lambda: app.exit(0))
    panel.show_beside(app.primaryScreen().availableGeometry())
    return panel


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
    QTimer.singleShot(0, lambda: obey_signals(app))
    try:
        return app.exec()
    finally:
        runner.close()
