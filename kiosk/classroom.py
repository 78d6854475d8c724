"""The kiosk in training: the window over a training clinic, and a panel of its cards beside it."""

from __future__ import annotations

import signal
import sys
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NoReturn

from PySide6.QtWidgets import QApplication

from kiosk import settings
from kiosk.app import Show, application
from kiosk.card.virtual.profile import Profile
from kiosk.running import conducted, shown, speaker
from kiosk.settings import Settings
from kiosk.training import clinic, localbridge
from kiosk.training.cards import Training
from kiosk.training.practice import practice
from kiosk.ui.demo_panel import DemoPanel

OPENING: Final = "a bridge is started and a clinic opened; that takes a while"
NO_BRIDGE: Final = "no fhir-bridge command is installed here: this is practice, without a bridge"


def train(folder: Path | None, *, bridge: bool, profile: Profile | None) -> int:
    """Show a training clinic, with a bridge of its own unless there is none to start, until it is told to end.

    `folder` keeps it; without one it is gone afterwards. `profile`: what the first card is like, which is in already.
    """
    signal.signal(signal.SIGTERM, _leave)
    with ExitStack() as stack:
        root = folder or Path(stack.enter_context(TemporaryDirectory(prefix="clinic-kiosk-")))
        kept = root / "training"
        kept.mkdir(mode=0o700, parents=True, exist_ok=True)
        chosen = settings.load(root)
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
    if bridge:
        print(f"clinic-kiosk: {OPENING if program else NO_BRIDGE}", file=sys.stderr)  # noqa: T201 -- for who waits
    if program is None:
        return nullcontext(practice(folder, chosen.now, profile))
    return clinic.opened(program, folder, chosen, profile)


def panelled(app: QApplication, training: Training) -> DemoPanel:
    """The cards beside the window; closing the panel ends the training."""
    labels = tuple(one.label for one in training.people)
    panel = DemoPanel(training.notice, labels)
    panel.inserted.connect(lambda label, tapped: training.insert(label, contactless=tapped))
    panel.pulled.connect(lambda: training.pull())  # noqa: PLW0108 -- Qt keeps weak references to methods
    panel.closed.connect(lambda: app.exit(0))
    panel.show_beside(app.primaryScreen().availableGeometry())
    return panel


def _leave(*_: object) -> NoReturn:
    """Told to end before Qt's application is there: what was started ends as well."""
    sys.exit(0)
