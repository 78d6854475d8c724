"""How far a visit is: its steps as a line of marks, and in words for those who do not see it."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kiosk.ui.colours import Pair
from kiosk.ui.icons import Icon, paint
from kiosk.ui.look import Look, Type
from kiosk.ui.texts import Text
from kiosk.ui.wording import filled


class Step(IntEnum):
    """The steps that a patient is told of."""

    CARD = 1
    PIN = 2
    APPOINTMENT = 3
    CONSENTS = 4
    RECEIPT = 5


class Progress(QWidget):
    """The line of marks and the words beside it."""

    def __init__(self, step: Step, look: Look) -> None:
        super().__init__()
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(look.px(24))
        across.addWidget(_Marks(step, look))
        words = filled(self.tr("Step {number} of {all}"), number=int(step), all=len(Step))
        across.addWidget(Text(words, look, style=Type.SMALL, pair=Pair.QUIET), 1)


class _Marks(QWidget):
    """Steps done are filled and ticked, the present one is ringed, the others are empty."""

    def __init__(self, step: Step, look: Look) -> None:
        super().__init__()
        self._step, self._look = step, look
        self._side, self._gap = look.px(26), look.px(34)
        self.setFixedSize(len(Step) * self._side + (len(Step) - 1) * self._gap + 4, self._side + 4)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name; all is drawn
        """Draw line and marks, from the leading edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for step in Step:
            self._draw(painter, step)

    def _draw(self, painter: QPainter, step: Step) -> None:
        look, side = self._look, self._side
        primary, edge = look.colour("primary"), look.colour("edge")
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        place = len(Step) - step if mirrored else step - 1
        box = QRectF(2 + place * (side + self._gap), 2, side, side)
        done, here = step < self._step, step == self._step
        if step > 1:
            painter.setPen(QPen(primary if step <= self._step else edge, max(2, look.px(2.5))))
            start = box.right() + 4 if mirrored else box.left() - self._gap + 4
            middle = box.center().y()
            painter.drawLine(QPointF(start, middle), QPointF(start + self._gap - 8, middle))
        painter.setPen(QPen(primary if done or here else edge, max(2, look.px(2.5))))
        painter.setBrush(primary if done else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(box)
        if done:
            inset = side * 0.16
            paint(painter, Icon.CHECK, box.adjusted(inset, inset, -inset, -inset), look.colour("on_primary"))
        elif here:
            painter.setBrush(primary)
            painter.drawEllipse(box.center(), side * 0.22, side * 0.22)
