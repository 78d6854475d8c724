"""Keeps people on the kiosk's pages: what no page needs never reaches Qt, whatever keyboard or mouse is plugged in.

The system's part (no window manager, no consoles, no other programs) is the deployment's; this is the window's own.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

Type = QEvent.Type
Key = Qt.Key

REFUSED: Final = frozenset(
    {
        Type.ContextMenu,
        Type.DragEnter,
        Type.DragMove,
        Type.Drop,
        Type.FileOpen,
        Type.Gesture,
        Type.GestureOverride,
        Type.InputMethod,
        Type.NativeGesture,
        Type.Shortcut,
        Type.TabletPress,
        Type.ToolTip,
        Type.WhatsThis,
        Type.EnterWhatsThisMode,
    }
)
KEYS: Final = frozenset(
    {
        Key.Key_Tab,
        Key.Key_Backtab,
        Key.Key_Return,
        Key.Key_Enter,
        Key.Key_Space,
        Key.Key_Backspace,
        Key.Key_Delete,
        Key.Key_Up,
        Key.Key_Down,
        Key.Key_Left,
        Key.Key_Right,
        Key.Key_PageUp,
        Key.Key_PageDown,
    }
)
COMMANDS: Final = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class Guard(QObject):
    """Filters what reaches the application, and brings its window back to the front."""

    def __init__(self, application: QApplication, window: QWidget) -> None:
        super().__init__(application)
        self._window = window
        application.installEventFilter(self)
        application.applicationStateChanged.connect(self._return)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Whether an event ends here."""
        return refused(event) or super().eventFilter(watched, event)

    def _return(self, state: Qt.ApplicationState) -> None:
        """Something else has come to the front: be there again."""
        if state is not Qt.ApplicationState.ApplicationActive and self._window.isVisible():
            self._window.raise_()
            self._window.activateWindow()


def refused(event: QEvent) -> bool:
    """Whether no page needs such an event: a key that is neither text nor moves the focus, a button but the first."""
    if event.type() in REFUSED:
        return True
    if isinstance(event, QKeyEvent):
        return _strange(event)
    if isinstance(event, QWheelEvent):
        return bool(event.modifiers() & COMMANDS)
    if isinstance(event, QMouseEvent) and event.type() != Type.MouseMove:
        return event.button() is not Qt.MouseButton.LeftButton or bool(event.modifiers() & COMMANDS)
    return False


def _strange(event: QKeyEvent) -> bool:
    if event.modifiers() & COMMANDS:
        return True
    return event.key() not in KEYS and not (event.text() and event.text().isprintable())
