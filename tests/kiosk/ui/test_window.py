"""The window: what is left is gone at once, what changes in place stays, and the events are the visit's own."""

from __future__ import annotations

import gc
from dataclasses import replace
from types import FrameType

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kiosk.speech import SpokenLog
from kiosk.ui.buttons import Button
from kiosk.ui.pages.languages import LanguagesPage
from kiosk.ui.window import Window
from kiosk.visit import events, states
from kiosk.visit.asked import Hush, Sound, Speak
from kiosk.visit.events import Event
from kiosk.visit.shown import Language, Manner, TextSize, Theme
from kiosk.visit.states import State
from kiosk.visit.trouble import Trouble
from kiosk.visit.visit import Visit
from tests.kiosk.ui.conftest import Settle
from tests.kiosk.ui.samples import PATIENT, QR, SAMPLES, TEXT

STILL = Manner(motion=False)
SECRETS = (PATIENT, QR, TEXT, "Okafor", "••• 47", "MRN-2024", "Epidemiology")
PIN = states.PinEntry(states.PinFor.LOG_IN, 3)


def texts(widgets: list[QWidget]) -> list[str]:
    """Everything that widgets show or tell assistive technology."""
    own = [(w.text(),) for w in widgets if isinstance(w, QLabel | QPushButton)]
    told = [(w.accessibleName(), w.accessibleDescription(), w.toolTip(), w.windowTitle()) for w in widgets]
    return [text for some in (*own, *told) for text in some if text]


def leaks(found: list[str]) -> list[str]:
    """Those that hold something of a patient's."""
    return [text for text in found if any(secret in text for secret in SECRETS)]


def press(window: Window, name: str) -> None:
    """Press the button of this name."""
    found = [b for b in window.findChildren(Button) if b.accessibleName() == name and b.isVisibleTo(window)]
    assert len(found) == 1, name
    found[0].click()


@pytest.mark.parametrize("state", SAMPLES, ids=lambda state: type(state).__name__)
def test_t102_card_out_shows_nothing_in_the_same_turn(window: Window, state: State) -> None:
    window.show_visit(Visit(state, STILL))
    window.show_visit(Visit(states.Attract(), STILL, number=1))
    assert not leaks(texts([window, *window.findChildren(QWidget)]))
    assert not leaks(texts(list(QApplication.allWidgets())))


def test_a_patient_that_is_shown_is_found_by_that_search(window: Window) -> None:
    window.show_visit(Visit(states.Identified(PATIENT), STILL))
    assert leaks(texts(window.findChildren(QWidget)))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda state: type(state).__name__)
def test_t102_nothing_holds_the_state_of_a_page_that_was_left(
    window: Window, settle: Settle, sample: State
) -> None:
    state = replace(sample)
    window.show_visit(Visit(state, STILL))
    page = window.page
    settle()
    assert holders(state)
    window.show_visit(Visit(states.Locked(), STILL, number=1))
    settle()
    gc.collect()
    assert not holders(state)
    assert not leaks([value for value in vars(page).values() if isinstance(value, str)])


def holders(state: State) -> list[object]:
    """Whatever still leads to a state, but for the test itself."""
    return [found for found in gc.get_referrers(state) if not isinstance(found, FrameType)]


def test_digits_come_from_the_screen_and_from_the_keyboard(window: Window, heard: list[Event]) -> None:
    window.show_visit(Visit(PIN, STILL))
    press(window, "7")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_4)
    QTest.keyClick(window.page, Qt.Key.Key_Backspace)
    assert heard == [events.PinDigit(7), events.PinDigit(4), events.PinErase()]


def test_t103_digits_are_dots_and_stand_in_no_text(window: Window) -> None:
    window.show_visit(Visit(PIN, STILL))
    page = window.page
    for length in range(1, 9):
        window.show_visit(Visit(replace(PIN, length=length), STILL))
    assert window.page is page
    assert "Digits typed: 8" in texts(page.findChildren(QWidget))


def test_enter_goes_on_once_there_are_enough(window: Window, heard: list[Event]) -> None:
    window.show_visit(Visit(replace(PIN, length=5), STILL))
    QTest.keyClick(window.page.first_control(), Qt.Key.Key_Return)
    assert heard == []
    window.show_visit(Visit(replace(PIN, length=6), STILL))
    QTest.keyClick(window.page.first_control(), Qt.Key.Key_Return)
    assert heard == [events.Next()]


def test_the_digits_can_have_a_new_order_each_visit(qapp: QApplication, spoken: SpokenLog) -> None:
    del qapp
    window = Window(spoken, shuffled=True)
    orders = set()
    for number in range(8):
        window.show_visit(Visit(PIN, STILL, number=number))
        orders.add(window.look.digits)
    assert all(sorted(order) == list(range(10)) for order in orders)
    assert len(orders) > 1
    window.close_for_good()


def test_the_header_says_what_was_chosen(window: Window, heard: list[Event]) -> None:
    window.show_visit(Visit(states.Attract(), STILL))
    press(window, "Size of the text: 100 per cent")
    press(window, "Colours: light")
    press(window, "Read aloud: off")
    press(window, "Call staff")
    assert heard == [
        events.ChooseTextSize(TextSize.LARGE),
        events.ChooseTheme(Theme.DARK),
        events.ChooseSpeech(on=True),
        events.CallStaff(),
    ]


def test_the_language_can_be_chosen_from_any_page(window: Window, heard: list[Event]) -> None:
    window.show_visit(Visit(states.Identified(PATIENT), STILL))
    press(window, "Language: English")
    assert isinstance(window.page, LanguagesPage)
    press(window, "Deutsch")
    assert heard == [events.ChooseLanguage(Language.GERMAN)]
    window.show_visit(Visit(states.Identified(PATIENT), replace(STILL, language=Language.GERMAN)))
    assert f"Guten Tag, {PATIENT}" == window.page.accessibleName()
    press(window, "Sprache: Deutsch")
    press(window, "Zurück")
    assert not isinstance(window.page, LanguagesPage)
    assert len(heard) == 1


def test_a_tick_changes_the_seconds_and_nothing_else(window: Window) -> None:
    window.show_visit(Visit(states.IdleWarning(20), STILL))
    page, focus = window.page, QApplication.focusWidget()
    window.show_visit(Visit(states.IdleWarning(19), STILL))
    assert window.page is page
    assert QApplication.focusWidget() is focus
    assert any("19" in text for text in texts(page.findChildren(QWidget)))


def test_decisions_change_in_place(window: Window, heard: list[Event]) -> None:
    offered = next(state for state in SAMPLES if isinstance(state, states.Consents))
    window.show_visit(Visit(offered, STILL))
    page = window.page
    assert [asked.yes.isChecked() or asked.no.isChecked() for asked in page.asked] == [False, True, True]
    press(window, "Yes, allow. Practice Dr Okafor, Cardiology")
    assert heard == [events.Allow(0)]
    allowed = (offered.decisions[0].decided(allow=True), *offered.decisions[1:])
    window.show_visit(Visit(replace(offered, decisions=allowed), STILL))
    assert window.page is page
    assert page.forward.isEnabled()


def test_right_to_left_turns_the_page(window: Window) -> None:
    window.show_visit(Visit(states.Identified(PATIENT), replace(STILL, language=Language.ARABIC)))
    assert window.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert window.page.layoutDirection() is Qt.LayoutDirection.RightToLeft


def test_the_page_is_read_and_then_each_control(window: Window, spoken: SpokenLog, qtbot: QtBot) -> None:
    del qtbot
    window.show_visit(Visit(states.IdleWarning(20), replace(STILL, speech=True)))
    said = [entry for entry in spoken.said if entry]
    assert said[0][1].startswith("Are you still here?\nTo protect you")
    assert said[-1] == ("en", "I need more time")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    assert spoken.said[-1] == ("en", "End the visit")


def test_speech_obeys_the_visit(window: Window, spoken: SpokenLog) -> None:
    window.show_visit(Visit(states.Locked(), STILL))
    assert not any(spoken.said)
    window.obey(Speak())
    assert spoken.said[-1] is not None
    window.obey(Hush())
    assert spoken.said[-1] is None


def test_a_card_that_was_left_is_called_for_until_hush(
    window: Window, spoken: SpokenLog, qtbot: QtBot
) -> None:
    window.show_visit(Visit(states.Troubled(Trouble.CARD_LEFT), STILL))
    window.obey(Sound())
    call = ("en", "Please take your card")
    qtbot.waitUntil(lambda: spoken.said.count(call) > 1, timeout=20_000)
    window.obey(Hush())
    assert spoken.said[-1] is None
    assert not window.findChildren(QTimer)[0].isActive()


def test_t102_the_pin_is_never_spoken(window: Window, spoken: SpokenLog) -> None:
    loud = replace(STILL, speech=True)
    window.show_visit(Visit(PIN, loud))
    before = len(spoken.said)
    for length, key in enumerate("135790", start=1):
        QTest.keyClick(QApplication.focusWidget(), key)
        window.show_visit(Visit(replace(PIN, length=length), loud))
    assert spoken.said[before:] == []


def test_the_focus_stays_on_what_changed_the_look(window: Window) -> None:
    window.show_visit(Visit(states.Attract(), STILL))
    theme = window.findChildren(Button)
    button = next(b for b in theme if b.accessibleName() == "Colours: light")
    button.setFocus()
    window.show_visit(Visit(states.Attract(), replace(STILL, theme=Theme.DARK)))
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.accessibleName() == "Colours: dark"


def test_motion_can_be_turned_off(window: Window, heard: list[Event]) -> None:
    window.show_visit(Visit(states.Attract()))
    press(window, "Stop the moving picture")
    assert heard == [events.ChooseMotion(on=False)]


def test_the_program_can_end_it(window: Window) -> None:
    window.show_visit(Visit(states.Attract(), STILL))
    QApplication.closeAllWindows()
    assert not window.isVisible()


def test_news_on_a_page_is_spoken(window: Window, spoken: SpokenLog) -> None:
    state = next(state for state in SAMPLES if isinstance(state, states.MyData))
    loud = replace(STILL, speech=True)
    window.show_visit(Visit(state, loud))
    page = window.page
    reported = (replace(state.reads[0], reported=True), *state.reads[1:])
    window.show_visit(Visit(states.MyData(reported), loud))
    assert window.page is page
    assert ("en", "The privacy officer has been told.") in spoken.said
