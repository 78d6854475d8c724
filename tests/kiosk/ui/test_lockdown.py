"""Ways out of the kiosk, tried one by one against its window: none may lead anywhere (THREATS 103)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QContextMenuEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QFileOpenEvent,
    QHelpEvent,
    QInputMethodEvent,
    QKeyEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from kiosk.ui.buttons import Button
from kiosk.ui.guard import Guard
from kiosk.ui.texts import Text
from kiosk.ui.window import Window
from kiosk.visit import states
from kiosk.visit.events import Event
from kiosk.visit.shown import Manner
from kiosk.visit.states import State
from kiosk.visit.visit import Visit
from tests.kiosk.ui.conftest import Settle
from tests.kiosk.ui.samples import PATIENT, SAMPLES

ROOT = Path(__file__).parents[3]
Way = Callable[[Window], None]
Mod, Key, Mouse = Qt.KeyboardModifier, Qt.Key, Qt.MouseButton
NONE, CTRL, ALT, META, SHIFT = (
    Mod.NoModifier,
    Mod.ControlModifier,
    Mod.AltModifier,
    Mod.MetaModifier,
    Mod.ShiftModifier,
)


def focus(window: Window) -> QWidget:
    return QApplication.focusWidget() or window.page


def key(code: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> Way:
    def press(window: Window) -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(focus(window), QKeyEvent(kind, code, modifiers))

    return press


def mouse(button: Qt.MouseButton, modifiers: Qt.KeyboardModifier = NONE) -> Way:
    return lambda window: QTest.mouseClick(focus(window), button, modifiers)


def long_press(window: Window) -> None:
    event = QContextMenuEvent(QContextMenuEvent.Reason.Other, QPoint(5, 5), window.mapToGlobal(QPoint(5, 5)))
    QApplication.sendEvent(window.page, event)


def drag(window: Window) -> None:
    data = QMimeData()
    data.setUrls([QUrl("file:///etc/passwd")])
    copy, left = Qt.DropAction.CopyAction, Mouse.LeftButton
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(9, 9), copy, data, left, NONE))
    QApplication.sendEvent(window, QDropEvent(QPointF(9, 9), copy, data, left, NONE))


def zoom(window: Window) -> None:
    nowhere, turn = QPointF(9, 9), QPoint(0, 120)
    phase = Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(nowhere, nowhere, turn, turn, Mouse.NoButton, CTRL, phase, False)
    QApplication.sendEvent(window.page, event)


def sends(event: Callable[[], QEvent]) -> Way:
    return lambda window: QApplication.sendEvent(window.page, event()) and None


FUNCTION_KEYS = [getattr(Key, f"Key_F{number}") for number in range(1, 13)]
WAYS: dict[str, Way] = {
    **{f"f{number}": key(code) for number, code in enumerate(FUNCTION_KEYS, start=1)},
    **{f"ctrl-alt-f{number}": key(FUNCTION_KEYS[number - 1], CTRL | ALT) for number in range(1, 8)},
    **{f"ctrl-{letter}": key(getattr(Key, f"Key_{letter.upper()}"), CTRL) for letter in "acfhlnopqrstvwx"},
    "alt-f4": key(Key.Key_F4, ALT),
    "alt-tab": key(Key.Key_Tab, ALT),
    "alt-shift-tab": key(Key.Key_Backtab, ALT | SHIFT),
    "alt-escape": key(Key.Key_Escape, ALT),
    "alt-space": key(Key.Key_Space, ALT),
    "alt-f2": key(Key.Key_F2, ALT),
    "alt-enter": key(Key.Key_Return, ALT),
    "alt-left": key(Key.Key_Left, ALT),
    "ctrl-escape": key(Key.Key_Escape, CTRL),
    "ctrl-shift-escape": key(Key.Key_Escape, CTRL | SHIFT),
    "ctrl-alt-delete": key(Key.Key_Delete, CTRL | ALT),
    "ctrl-alt-backspace": key(Key.Key_Backspace, CTRL | ALT),
    "ctrl-alt-t": key(Key.Key_T, CTRL | ALT),
    "ctrl-shift-i": key(Key.Key_I, CTRL | SHIFT),
    "super": key(Key.Key_Super_L),
    "super-d": key(Key.Key_D, META),
    "super-l": key(Key.Key_L, META),
    "super-r": key(Key.Key_R, META),
    "super-tab": key(Key.Key_Tab, META),
    "menu-key": key(Key.Key_Menu),
    "shift-f10": key(Key.Key_F10, SHIFT),
    "escape": key(Key.Key_Escape),
    "print-screen": key(Key.Key_Print),
    "sysrq": key(Key.Key_SysReq, ALT),
    "help-key": key(Key.Key_Help),
    "browser": key(Key.Key_HomePage),
    "mail": key(Key.Key_LaunchMail),
    "calculator": key(Key.Key_Calculator),
    "media": key(Key.Key_LaunchMedia),
    "power": key(Key.Key_PowerOff),
    "sleep": key(Key.Key_Sleep),
    "log-off": key(Key.Key_LogOff),
    "eject": key(Key.Key_Eject),
    "search": key(Key.Key_Search),
    "compose": key(Key.Key_Multi_key),
    "sticky-keys": lambda window: [QTest.keyClick(focus(window), Key.Key_Shift) for _ in range(6)] and None,
    "right-click": mouse(Mouse.RightButton),
    "middle-click": mouse(Mouse.MiddleButton),
    "back-button": mouse(Mouse.BackButton),
    "ctrl-click": mouse(Mouse.LeftButton, CTRL),
    "long-press": long_press,
    "drag-a-file": drag,
    "ctrl-wheel": zoom,
    "open-file-event": sends(lambda: QFileOpenEvent(QUrl("file:///etc/passwd"))),
    "input-method": sends(lambda: QInputMethodEvent("text", [])),
    "tool-tip": sends(lambda: QHelpEvent(QEvent.Type.ToolTip, QPoint(9, 9), QPoint(9, 9))),
    "whats-this": sends(lambda: QHelpEvent(QEvent.Type.WhatsThis, QPoint(9, 9), QPoint(9, 9))),
    "minimise": lambda window: window.showMinimized(),
}
AT: list[State] = [
    states.Attract(),
    states.PinEntry(states.PinFor.LOG_IN, 3, length=4),
    next(state for state in SAMPLES if isinstance(state, states.ConsentText)),
    states.Identified(PATIENT),
]


@pytest.fixture
def opened() -> Iterator[list[QUrl]]:
    """What would have been given to another program."""

    class Urls(QWidget):
        seen: list[QUrl] = []  # noqa: RUF012 - one list a test

        def take(self, url: QUrl) -> None:
            self.seen.append(url)

    urls = Urls()
    for scheme in ("http", "https", "file", "mailto"):
        QDesktopServices.setUrlHandler(scheme, urls, "take")
    yield urls.seen
    for scheme in ("http", "https", "file", "mailto"):
        QDesktopServices.unsetUrlHandler(scheme)


@pytest.fixture
def guarded(window: Window, qapp: QApplication, settle: Settle) -> Iterator[Window]:
    guard = Guard(qapp, window)
    settle()
    yield window
    qapp.removeEventFilter(guard)


def out(window: Window, size: object) -> list[str]:
    """What is no longer as it should be."""
    others = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not window]
    wrong = {
        "hidden": not window.isVisible(),
        "minimised": window.isMinimized(),
        "resized": window.size() != size and not window.isFullScreen(),
        "another window": bool(others),
        "a menu": QApplication.activePopupWidget() is not None
        or QApplication.activeModalWidget() is not None,
    }
    return [name for name, is_so in wrong.items() if is_so]


def test_t103_there_are_ways_enough() -> None:
    assert len(WAYS) >= 40


@pytest.mark.parametrize("way", WAYS)
def test_t103_no_way_out(
    guarded: Window, heard: list[Event], settle: Settle, opened: list[QUrl], way: str
) -> None:
    for state in AT:
        guarded.show_visit(Visit(state, Manner(motion=False)))
        settle()
        page, size = guarded.page, guarded.size()
        WAYS[way](guarded)
        settle()
        assert not out(guarded, size)
        assert not opened
        assert not heard
        assert guarded.isFullScreen() or guarded.page is page
        assert not QApplication.clipboard().text()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_planted_way_out_is_seen(window: Window, settle: Settle) -> None:
    window.show_visit(Visit(states.Attract(), Manner(motion=False)))
    size = window.size()
    field = QLineEdit()
    layout = window.page.layout()
    assert layout is not None
    layout.addWidget(field)
    field.show()
    field.setFocus()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(5, 5), field.mapToGlobal(QPoint(5, 5)))
    QApplication.sendEvent(field, event)
    settle()
    assert "a menu" in out(window, size)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    menu.close()
    other = QWidget()
    other.show()
    assert "another window" in out(window, size)
    other.close()


@pytest.mark.parametrize("state", SAMPLES, ids=lambda state: type(state).__name__)
def test_t103_no_page_has_fields_links_or_menus(window: Window, state: State) -> None:
    window.show_visit(Visit(state, Manner(motion=False)))
    assert not window.findChildren(QLineEdit)
    plain = (Qt.TextInteractionFlag.NoTextInteraction, Qt.TextFormat.PlainText)
    for text in window.findChildren(Text):
        assert (text.textInteractionFlags(), text.textFormat()) == plain
        assert not text.openExternalLinks()
    for widget in window.findChildren(QWidget):
        assert not widget.acceptDrops()
        assert not widget.actions()
    assert all(isinstance(label, Text) or not label.text() for label in window.findChildren(QLabel))
    assert all(button.shortcut().isEmpty() for button in window.findChildren(Button))


REAL = r"""
mkfifo "$1"/cards
"$2" -m tests.kiosk.ui.walked_kiosk <"$1"/cards >"$1"/states & exec 3>"$1"/cards
until grep -q Attract "$1"/states; do sleep 0.05; done
xdotool search --sync --onlyvisible --name '' >"$1"/before
for keys in alt+F4 alt+Tab ctrl+alt+F1 ctrl+alt+Delete ctrl+w ctrl+q super Menu F1 F11 Escape ctrl+alt+t Print; do
    xdotool key "$keys"
done
xdotool mousemove 400 400 click 3 click 2 click 8
xdotool search --onlyvisible --name '' >"$1"/after
echo card >&3
until grep -q Identified "$1"/states; do sleep 0.05; done
exec 3>&-
wait
"""


@pytest.mark.skipif(not all(map(shutil.which, ("xvfb-run", "xdotool"))), reason="no screen of our own")
def test_t103_no_way_out_of_a_real_window(tmp_path: Path) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "xcb", "PYTHONPATH": ":".join(sys.path)}
    command = ["xvfb-run", "-a", "-s", "-screen 0 1280x1024x24", "timeout", "60", "bash", "-c", REAL]
    command += ["bash", str(tmp_path), sys.executable]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "states").read_text().split() == ["Attract", "Identified"]
    assert (tmp_path / "after").read_text() == (tmp_path / "before").read_text() != ""


def test_an_ampersand_in_a_name_makes_no_shortcut(window: Window) -> None:
    window.show_visit(Visit(states.Representing((states.Person("A&B", self_=True),)), Manner()))
    assert all(button.shortcut().isEmpty() for button in window.findChildren(Button))


def test_what_pages_need_gets_through(guarded: Window, heard: list[Event], settle: Settle) -> None:
    guarded.show_visit(Visit(states.Identified(PATIENT), Manner(motion=False)))
    settle()
    QTest.keyClick(focus(guarded), Key.Key_Tab)
    QTest.keyClick(focus(guarded), Key.Key_Return)
    QTest.mouseClick(focus(guarded), Mouse.LeftButton)
    assert len(heard) == 2
