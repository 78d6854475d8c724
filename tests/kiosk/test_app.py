"""The window, the visit and the runner together: a card leads from page to page, and the program ends when told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.app import WINDOWED, Conductor, Show, conductor
from kiosk.card.virtual.profile import Profile
from kiosk.classroom import NO_BRIDGE
from kiosk.speech import SpokenLog
from kiosk.training.practice import practice
from kiosk.ui.guard import Guard
from kiosk.ui.window import Window
from kiosk.visit import states
from kiosk.visit.events import Next, PinDigit
from kiosk.visit.visit import Visit

WAIT = 20_000


@pytest.fixture
def conducting(qtbot: QtBot, tmp_path: Path) -> object:
    window = Window(SpokenLog())
    qtbot.addWidget(window, before_close_func=lambda _: window.close_for_good())
    window.show()
    made = Conductor(window, Visit())
    clinic = practice(tmp_path, lambda: datetime.now(UTC), Profile.GOOD)
    runner = clinic.served(made.posted.happened.emit)
    runner.open()
    made.conduct(runner)
    yield made, clinic, window
    made.end()
    runner.close()


def test_a_card_leads_to_its_appointments_and_out(qtbot: QtBot, conducting: object) -> None:
    made, clinic, window = conducting  # type: ignore[misc]  # the fixture's three
    clinic.insert(clinic.people[0].label)
    qtbot.waitUntil(lambda: isinstance(window.state, states.Identified), timeout=WAIT)
    made.happen(Next())
    for digit in (1, 2, 3, 4, 5, 6):
        made.happen(PinDigit(digit))
    made.happen(Next())
    qtbot.waitUntil(lambda: isinstance(window.state, states.Appointments), timeout=WAIT)
    clinic.pull()
    qtbot.waitUntil(lambda: isinstance(window.state, states.CardPulled), timeout=WAIT)
    assert made.visit.held.appointments == ()


@pytest.mark.parametrize("windowed", [False, True])
def test_the_window_has_its_size_before_it_has_a_page(qapp: QApplication, *, windowed: bool) -> None:
    conductor(qapp, SpokenLog(), Visit(), Show(windowed=windowed, locked=False, shuffled=False))
    window = next(one for one in qapp.topLevelWidgets() if isinstance(one, Window) and one.isVisible())
    screen = qapp.primaryScreen().availableGeometry().size()
    size = window.size()
    window.close_for_good()
    qapp.restoreOverrideCursor()
    for guard in qapp.findChildren(Guard):
        qapp.removeEventFilter(guard)
        guard.deleteLater()
    assert size == (WINDOWED.boundedTo(screen) if windowed else screen)


@pytest.mark.parametrize(("words", "said"), [("--practice", ""), ("--demo", NO_BRIDGE)])
def test_a_training_ends_when_it_is_told_and_says_when_it_has_no_bridge(
    tmp_path: Path, words: str, said: str
) -> None:
    lonely = str(Path(sys.executable).resolve())  # beside it is nothing of this project
    command = [lonely, "-m", "kiosk", words, "--data", str(tmp_path)]
    paths = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PATH": str(tmp_path)}
    environment = os.environ | paths | {"QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as program:
        key = tmp_path / "training" / "queue.key"
        while not key.exists() and program.poll() is None:
            time.sleep(0.01)
        program.send_signal(signal.SIGTERM)
        try:
            _, told = program.communicate(timeout=30)
        finally:
            program.kill()
    assert program.returncode in (0, -signal.SIGTERM)
    assert said in told


def test_a_kiosk_that_is_not_enrolled_says_so(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kiosk", "--data", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "clinic-kiosk enrol" in done.stderr
