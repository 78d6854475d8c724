"""Every page in every language: nothing is clipped, everything can be hit, everything has a name."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from kiosk.ui.book import PAGES
from kiosk.ui.buttons import Button, Kind
from kiosk.ui.page import Page
from kiosk.ui.texts import Text
from kiosk.ui.window import Window
from kiosk.visit.shown import Language, Manner, TextSize
from kiosk.visit.states import State
from kiosk.visit.visit import Visit
from tests.kiosk.ui.conftest import Settle
from tests.kiosk.ui.samples import SAMPLES

LEAST, MAIN = 44, 64  # pixels: WCAG 2.2, 2.5.5, and the kiosk's own
UPRIGHT = QSize(1080, 1920)


def faults(window: Window) -> list[str]:
    """What is wrong with what is shown."""
    return [fault for widget in window.findChildren(QWidget) for fault in _faults(widget, window)]


def _faults(widget: QWidget, window: Window) -> list[str]:
    if not widget.isVisibleTo(window):
        return []
    found = []
    if isinstance(widget, Text | Button) and widget.clipped():
        found.append(f"clipped {widget.text()!r} in {widget.size()}")
    if isinstance(widget, Button):
        least = MAIN if widget.main else LEAST
        if widget.width() < least or widget.height() < least:
            found.append(f"small {widget.text()!r}: {widget.size()}")
        if not widget.accessibleName():
            found.append(f"nameless {widget.text()!r}")
    left = widget.mapTo(window, widget.rect().topLeft()).x()
    if left < 0 or left + widget.width() > window.width():
        found.append(f"beyond the edge: {widget} at {left}, {widget.width()} wide")
    return found


def shown(window: Window, state: State, manner: Manner, settle: Settle) -> list[str]:
    """The faults of one state's page."""
    window.show_visit(Visit(state, manner))
    settle()
    return [f"{type(state).__name__}: {fault}" for fault in faults(window)]


@pytest.mark.parametrize("size", [TextSize.USUAL, TextSize.LARGEST])
@pytest.mark.parametrize("language", Language)
def test_nothing_is_clipped_and_all_can_be_hit(
    window: Window, settle: Settle, language: Language, size: TextSize
) -> None:
    manner = Manner(language, text_size=size, motion=False)
    assert not [fault for state in SAMPLES for fault in shown(window, state, manner, settle)]


@pytest.mark.parametrize("language", [Language.GERMAN, Language.ARABIC])
def test_nothing_is_clipped_on_a_screen_that_stands(
    window: Window, settle: Settle, language: Language
) -> None:
    window.resize(UPRIGHT)
    manner = Manner(language, text_size=TextSize.LARGEST, motion=False)
    assert not [fault for state in SAMPLES for fault in shown(window, state, manner, settle)]


def test_a_planted_fault_is_found(window: Window, settle: Settle) -> None:
    assert not shown(window, SAMPLES[0], Manner(motion=False), settle)
    button = window.page.controls()[0]
    button.setFixedSize(40, 40)
    assert len(faults(window)) == 2
    text = window.page.findChildren(Text)[0]
    text.setFixedHeight(9)
    assert any(fault.startswith("clipped 'Welcome'") for fault in faults(window))


def test_every_state_has_its_page_and_every_page_its_sample() -> None:
    assert set(PAGES) == {type(state) for state in SAMPLES} == set(State.__args__)


def test_main_controls_are_those_a_visit_needs(window: Window, settle: Settle) -> None:
    shown(window, SAMPLES[0], Manner(), settle)
    small = [button.text() for button in window.findChildren(Button) if not button.main]
    assert small == ["Stop the moving picture"]


def test_refusing_weighs_as_much_as_allowing(window: Window, settle: Settle) -> None:
    for state in SAMPLES:
        shown(window, state, Manner(motion=False), settle)
        page: Page[object] = window.page
        for asked in getattr(page, "asked", []):
            assert asked.yes.kind is asked.no.kind is Kind.OPTION
            assert asked.yes.size() == asked.no.size()
