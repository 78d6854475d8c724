"""What moves: the card that goes to the reader, and the ring of waiting. Both stand still when motion is off."""

from __future__ import annotations

from math import pi, sin

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from kiosk.ui.icons import Icon, paint
from kiosk.ui.look import Look

FRAME = 40  # milliseconds
ROUND = 70  # frames


class Moving(QWidget):
    """A drawing with a phase from 0 to 1 that runs while it is seen."""

    def __init__(self, look: Look, width: int, height: int) -> None:
        super().__init__()
        self.look = look
        self._frame = 0
        self.setFixedSize(look.px(width), look.px(height))
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on)
        if look.manner.motion:
            self._timer.start(FRAME)

    @property
    def phase(self) -> float:
        """Where it is in its round."""
        return self._frame / ROUND

    def _on(self) -> None:
        self._frame = (self._frame + 1) % ROUND
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name; all is drawn
        """Draw the present phase."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter)

    def draw(self, painter: QPainter) -> None:
        """What it looks like."""
        raise NotImplementedError(f"{type(self).__name__} does not say how it is drawn")


class CardAndReader(Moving):
    """A card above a reader's slot, moving towards it."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, 330, 330)

    def draw(self, painter: QPainter) -> None:
        """Card, then the reader before it."""
        look, wide = self.look, float(self.width())
        dip = (sin(2 * pi * self.phase) + 1) / 2 if look.manner.motion else 0.4
        self._draw_disc(painter, wide)
        card = QRectF(wide * 0.22, wide * (0.17 + 0.09 * dip), wide * 0.56, wide * 0.38)
        self._draw_card(painter, card)
        reader = QRectF(wide * 0.13, wide * 0.6, wide * 0.74, wide * 0.22)
        painter.setPen(QPen(look.colour("surface"), look.px(5)))
        painter.setBrush(look.colour("ink"))
        painter.drawRoundedRect(reader, look.px(16), look.px(16))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("focus"))
        lamp = QRectF(
            reader.right() - wide * 0.1, reader.center().y() - wide * 0.018, wide * 0.036, wide * 0.036
        )
        painter.drawEllipse(lamp)
        painter.setBrush(look.colour("surface"))
        painter.drawRoundedRect(
            QRectF(reader.left() + wide * 0.07, reader.top() + wide * 0.05, wide * 0.48, wide * 0.022), 3, 3
        )

    def _draw_disc(self, painter: QPainter, wide: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.colour("tint"))
        painter.drawEllipse(QRectF(0, 0, wide, wide))

    def _draw_card(self, painter: QPainter, card: QRectF) -> None:
        look = self.look
        painter.setPen(QPen(look.colour("surface"), look.px(3)))
        painter.setBrush(look.colour("primary"))
        painter.drawRoundedRect(card, look.px(14), look.px(14))
        light = look.colour("on_primary")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(light)
        for top, length in ((0.2, 0.5), (0.36, 0.34)):
            line = QRectF(
                card.left() + card.width() * 0.1,
                card.top() + card.height() * top,
                card.width() * length,
                card.height() * 0.07,
            )
            painter.drawRoundedRect(line, 3, 3)
        chip = QRectF(
            card.left() + card.width() * 0.1,
            card.bottom() - card.height() * 0.42,
            card.width() * 0.2,
            card.height() * 0.26,
        )
        painter.drawRoundedRect(chip, 5, 5)


class Waiting(Moving):
    """A ring that turns; standing still, a clock's face."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, 130, 130)

    def draw(self, painter: QPainter) -> None:
        """The ring, or the clock."""
        look = self.look
        ring = QRectF(self.rect()).adjusted(8, 8, -8, -8)
        if not look.manner.motion:
            paint(painter, Icon.CLOCK, ring, look.colour("primary"))
            return
        painter.setPen(QPen(look.colour("line"), look.px(11)))
        painter.drawEllipse(ring)
        arc = QPen(look.colour("primary"), look.px(11))
        arc.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(arc)
        painter.drawArc(ring, round(-self.phase * 360 * 16), 100 * 16)
