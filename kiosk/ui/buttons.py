"""Everything that can be pressed: one button, drawn here, that wraps its text and shows where the focus is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy

from kiosk.ui.colours import Pair
from kiosk.ui.icons import Icon, paint
from kiosk.ui.look import Look, Type
from kiosk.ui.wording import aloud

UNBOUNDED = 100_000  # a height that no text reaches
SLACK, SHAPED = (
    4,
    1.04,
)  # pixels, and a factor for joined scripts, by which a line is wider than its advance says


class Kind(Enum):
    """(at rest, pressed or chosen, whether it has an edge, its text's style) of a button."""

    PRIMARY = (Pair.PRIMARY, Pair.PRIMARY_PRESSED, False, Type.ACTION)
    SECONDARY = (Pair.LINK, Pair.TINT, True, Type.ACTION)
    CHOICE = (Pair.CARD, Pair.TINT, True, Type.ACTION)
    OPTION = (Pair.CARD, Pair.TINT, True, Type.BODY)
    DIGIT = (Pair.CARD, Pair.TINT, True, Type.DIGIT)
    LETTER = (Pair.CARD, Pair.TINT, True, Type.LEAD)
    QUIET = (Pair.LINK_PLAIN, Pair.TINT, False, Type.BODY)
    HEADER = (Pair.CARD, Pair.TINT, False, Type.SMALL)
    CALL = (Pair.ALERT, Pair.TINT, True, Type.SMALL)


SLIM = (Kind.HEADER, Kind.CALL, Kind.DIGIT, Kind.OPTION)


@dataclass(frozen=True, slots=True)
class Face:
    """What a button shows: its text, a second line under it, an icon, and whether the icon stands above."""

    text: str
    hint: str = ""
    icon: Icon | None = None
    stacked: bool = False

    @property
    def spoken(self) -> str:
        """The button as it is read aloud."""
        return aloud(". ".join(part for part in (self.text, self.hint) if part))


@dataclass(frozen=True, slots=True)
class _Line:
    """A text and how it is set."""

    text: str
    font: QFont

    def height(self, width: int) -> int:
        """Its height when it is wrapped into a width."""
        box = QRect(0, 0, width, UNBOUNDED)
        return QFontMetrics(self.font).boundingRect(box, Qt.TextFlag.TextWordWrap, self.text).height()

    @property
    def width(self) -> int:
        """Its width on one line."""
        return drawn_width(QFontMetrics(self.font), self.text)

    @property
    def least(self) -> int:
        """The width of its longest word."""
        metrics = QFontMetrics(self.font)
        return max((drawn_width(metrics, word) for word in breakable(self.text)), default=0)


class Button(QPushButton):
    """A button of one kind; `main` ones are at least 64 pixels high, all others 44."""

    def __init__(self, face: Face, look: Look, *, kind: Kind = Kind.SECONDARY, main: bool = True) -> None:
        super().__init__()
        self.look, self.kind, self.main = look, kind, main
        self.wear(face)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def wear(self, face: Face) -> None:
        """Show another face."""
        self.face = face
        self.setText(face.text)
        self.setAccessibleName(face.spoken)
        self.updateGeometry()
        self.update()

    def name(self, name: str) -> None:
        """Be called otherwise than by its face."""
        self.setAccessibleName(aloud(name))

    def forget(self) -> None:
        """Show and say nothing any more."""
        self.wear(Face(""))

    @property
    def leading(self) -> bool:
        """Whether the text starts at the leading edge: where there is more than a word to read."""
        return self.kind is Kind.CHOICE

    @property
    def mirrored(self) -> bool:
        """Whether the language runs from right to left."""
        return self.layoutDirection() == Qt.LayoutDirection.RightToLeft

    @property
    def target(self) -> int:
        """The least height and width."""
        if not self.main:
            return self.look.least_target()
        return self.look.main_target(64 if self.kind in SLIM else 76)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Its text wraps."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """The height that text, hint and icon need."""
        room = max(1, width - 2 * self._pad().width() - self._beside())
        return max(self.target, self._tall(room) + self._above() + 2 * self._pad().height())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """All on one line."""
        return self._size(max(line.width for line in self._lines()))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As narrow as its longest word; how high it is then, only `heightForWidth` says."""
        return QSize(self._size(max(line.least for line in self._lines())).width(), self.target)

    def clipped(self) -> bool:
        """Whether some of its text does not fit into it as it stands."""
        return self.width() < self.minimumSizeHint().width() or self.height() < self.heightForWidth(
            self.width()
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter presses, as the space bar does; everything else is the page's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
        elif event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name; all is drawn
        """Ground and edge, focus ring, icon and text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(self.layoutDirection())
        ink = self._draw_ground(painter)
        self._draw_face(painter, ink)

    def _draw_ground(self, painter: QPainter) -> QColor:
        """Draw what is behind the text; gives the text's colour."""
        look, (rest, active, edged, _) = self.look, self.kind.value
        chosen = self.isChecked()
        ink, ground = look.pair(active if chosen or self.isDown() else rest)
        if not self.isEnabled():
            ink, ground, edged = look.colour("quiet"), look.colour("ground"), True
        ring, radius = max(3, look.px(4)), look.px(16)
        line = "primary" if chosen else "edge" if self.isEnabled() else "line"
        edge = QPen(look.colour(line), max(1, look.px(4 if chosen else 1.5)))
        painter.setPen(edge if edged or chosen else QPen(Qt.PenStyle.NoPen))
        painter.setBrush(ground)
        inset = ring + 1
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), radius, radius)
        if self.hasFocus():
            painter.setPen(QPen(look.colour("focus"), ring))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            half = ring / 2
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(half, half, -half, -half), radius + ring, radius + ring
            )
        return ink

    def _draw_face(self, painter: QPainter, ink: QColor) -> None:
        """Draw icon and text: placed from left to right, then mirrored as a whole where the language is."""
        icon, words = self._places()
        if self.face.icon is not None:
            paint(painter, self.face.icon, self._visual(icon), ink, mirrored=self.mirrored)
        align = Qt.AlignmentFlag.AlignHCenter
        if self.leading:
            align = Qt.AlignmentFlag.AlignRight if self.mirrored else Qt.AlignmentFlag.AlignLeft
        flags = int(align | Qt.AlignmentFlag.AlignAbsolute) | int(Qt.TextFlag.TextWordWrap)
        painter.setPen(ink)
        top = words.top()
        for line in self._lines():
            tall = line.height(round(words.width()))
            painter.setFont(line.font)
            painter.drawText(self._visual(QRectF(words.left(), top, words.width(), tall)), flags, line.text)
            top += tall

    def _places(self) -> tuple[QRectF, QRectF]:
        """Where icon and texts stand, in left-to-right terms."""
        pad, side, beside = self._pad().width(), self._icon_side(), self._beside()
        room = max(1, self.width() - 2 * pad - beside)
        used = room if self.leading else min(room, max(line.width for line in self._lines()))
        tall = self._tall(room)
        top = (self.height() - tall - self._above()) / 2
        if self._above():
            icon = QRectF((self.width() - side) / 2, top, side, side)
        else:
            icon = QRectF((self.width() - used - beside) / 2, (self.height() - side) / 2, side, side)
        left = (self.width() - used - beside) / 2 + beside
        return icon, QRectF(left, top + self._above(), used, tall)

    def _visual(self, where: QRectF) -> QRectF:
        """A place, mirrored where the language is."""
        return where.translated(self.width() - where.right() - where.left(), 0) if self.mirrored else where

    def _lines(self) -> list[_Line]:
        lines = [_Line(self.face.text, self.look.font(self.kind.value[3]))]
        return [*lines, _Line(self.face.hint, self.look.font(Type.SMALL))] if self.face.hint else lines

    def _tall(self, room: int) -> int:
        return sum(line.height(room) for line in self._lines())

    def _size(self, text: int) -> QSize:
        width = max(self.target, text + 2 * self._pad().width() + self._beside())
        return QSize(width, self.heightForWidth(width))

    def _pad(self) -> QSize:
        """Between edge and text."""
        if self.kind in (Kind.DIGIT, Kind.LETTER):
            return QSize(self.look.px(6), 0)
        slim = self.kind in SLIM
        return QSize(self.look.px(16 if slim else 30), self.look.px(9 if slim else 16))

    def _icon_side(self) -> int:
        return self.look.px(44 if self.kind is Kind.CHOICE else 30)

    def _beside(self) -> int:
        """What an icon beside the text takes."""
        return self._icon_side() + self.look.px(16) if self.face.icon and not self.face.stacked else 0

    def _above(self) -> int:
        """What an icon above the text takes."""
        return self._icon_side() + self.look.px(3) if self.face.icon and self.face.stacked else 0


def drawn_width(metrics: QFontMetrics, text: str) -> int:
    """The width in which a text is sure to stand on one line."""
    return round(metrics.horizontalAdvance(text) * SHAPED) + SLACK


def breakable(text: str) -> list[str]:
    """The pieces of a text that a line cannot be broken inside of."""
    words = (word.split("\u00ad") for word in text.split())
    return [piece + "-" * (at < len(pieces) - 1) for pieces in words for at, piece in enumerate(pieces)]
