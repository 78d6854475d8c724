"""The keypad on the screen: digits in their order, or in a new order each time against eyes and finger marks."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from kiosk.ui.buttons import Button, Face, Kind
from kiosk.ui.icons import Icon
from kiosk.ui.look import Look
from kiosk.ui.wording import aloud, filled


class Keypad(QWidget):
    """Ten digits and a key that takes the last one back. It keeps nothing of what is pressed."""

    digit = Signal(int)
    erase = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(look.px(10))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._side = QSize(look.main_target(112), look.main_target(80))
        for place, digit in enumerate(look.digits):
            row, column = (3, 1) if place == len(look.digits) - 1 else divmod(place, 3)
            self._put(digit, row, column, look)
        back = Button(Face("", icon=Icon.DELETE), look, kind=Kind.DIGIT)
        back.name(self.tr("Delete the last digit"))
        back.clicked.connect(self.erase.emit)
        back.setFixedSize(self._key_size(back))
        self._grid.addWidget(back, 3, 2)

    def _put(self, digit: int, row: int, column: int, look: Look) -> None:
        """One key."""
        key = Button(Face(str(digit)), look, kind=Kind.DIGIT)
        key.clicked.connect(lambda: self.digit.emit(digit))
        key.setFixedSize(self._key_size(key))
        self._grid.addWidget(key, row, column)

    def _key_size(self, key: Button) -> QSize:
        """All keys are alike, and large enough for their text."""
        return self._side.expandedTo(QSize(0, key.heightForWidth(self._side.width())))


class Dots(QWidget):
    """How many digits were typed, never which."""

    PLACES = 8  # a PIV PIN has six to eight digits
    entered = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._length = look, 0
        self.setFixedSize(look.px(44 * self.PLACES) + look.px(8), look.least_target(60))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_length(self, length: int) -> None:
        """So many."""
        self._length = length
        self.setAccessibleName(aloud(filled(self.tr("Digits typed: {number}"), number=length)))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter ends the typing; digits are the page's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name; all is drawn
        """A filled mark a digit, an empty one for what can follow."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, look = self._look.px(24), self._look
        for place in range(self.PLACES):
            typed = place < self._length
            painter.setPen(QPen(look.colour("primary" if typed else "edge"), look.px(2.5)))
            painter.setBrush(look.colour("primary" if typed else "surface"))
            left = look.px(4) + place * look.px(44) + look.px(10)
            painter.drawEllipse(QRectF(left, (self.height() - side) / 2, side, side))
        if self.hasFocus():
            painter.setPen(QPen(look.colour("focus"), look.px(4)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            half = look.px(4) / 2
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(half, half, -half, -half), look.px(14), look.px(14)
            )
