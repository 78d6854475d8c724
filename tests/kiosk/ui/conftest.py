"""Windows without a screen; the few tests that want a real one start it themselves."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from kiosk.speech import SpokenLog
from kiosk.ui.window import Window
from kiosk.visit.events import Event

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

Settle = Callable[[], None]


@pytest.fixture
def settle(qapp: QApplication) -> Settle:
    """Let Qt lay out and take down what waits for it."""

    def once() -> None:
        for _ in range(3):
            qapp.processEvents()
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    return once


@pytest.fixture
def spoken() -> SpokenLog:
    """What would have been said."""
    return SpokenLog()


@pytest.fixture
def window(qapp: QApplication, spoken: SpokenLog) -> Iterator[Window]:
    """A window of the smallest screen, in sight and active."""
    made = Window(spoken)
    made.resize(1024, 768)
    made.show()
    made.activateWindow()
    qapp.processEvents()
    yield made
    made.close_for_good()
    made.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def heard(window: Window) -> list[Event]:
    """The events that the window has said."""
    events: list[Event] = []
    window.happened.connect(events.append)
    return events
