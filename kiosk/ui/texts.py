"""Texts, panels and the small signs between them: what is read on a page."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from kiosk.ui.buttons import breakable, drawn_width
from kiosk.ui.colours import Pair
from kiosk.ui.icons import Icon, paint, picture
from kiosk.ui.look import Look, Type
from kiosk.ui.wording import aloud


class Text(QLabel):
    """A plain text that wraps; it follows no link and offers no menu."""

    def __init__(self, text: str, look: Look, *, style: Type = Type.BODY, pair: Pair = Pair.PLAIN) -> None:
        super().__init__(text)
        self.pair = pair
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setWordWrap(True)
        if (
            look.direction is Qt.LayoutDirection.RightToLeft
        ):  # Qt would go by the text: a Latin name would stand left
            self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
        self.setFont(look.font(style))
        self.setAccessibleName(aloud(text))
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.WindowText, look.colour(pair.text))
        self.setPalette(colours)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def write(self, text: str) -> None:
        """Show another text."""
        self.setText(text or " ")
        self.setAccessibleName(aloud(text))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As narrow as its longest word; how high it is then, only `heightForWidth` says."""
        metrics = QFontMetrics(self.font())
        words = (drawn_width(metrics, word) for word in breakable(self.text()))
        return QSize(max(words, default=0), metrics.height())

    def clipped(self) -> bool:
        """Whether some of it does not fit as it stands."""
        room = self.contentsRect().width()
        metrics = QFontMetrics(self.font())
        wide = any(metrics.horizontalAdvance(word) > room for word in breakable(self.text()))
        return wide or self.height() < self.heightForWidth(self.width())


class Panel(QFrame):
    """A rounded surface that holds what belongs together."""

    def __init__(self, look: Look, *, pair: Pair = Pair.CARD, across: bool = False) -> None:
        super().__init__()
        self.look, self.pair = look, pair
        self.column: QBoxLayout = QHBoxLayout(self) if across else QVBoxLayout(self)
        side, rise = look.px(30), look.px(24)
        self.column.setContentsMargins(side, rise, side, rise)
        self.column.setSpacing(look.px(12))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name; all is drawn
        """Surface and its line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = max(1.0, self.look.px(1.5))
        painter.setPen(QPen(self.look.colour("line"), width))
        painter.setBrush(self.look.colour(self.pair.ground))
        half, radius = width / 2, self.look.px(20)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), radius, radius)


class Sign(QLabel):
    """An icon that stands by itself; it says nothing that is not also written."""

    def __init__(self, icon: Icon, look: Look, *, side: int = 44, colour: str = "primary") -> None:
        super().__init__()
        self.setPixmap(picture(icon, look.px(side), look.colour(colour)))
        self.setFixedSize(look.px(side), look.px(side))


class Badge(QWidget):
    """An icon on a disc, above a title."""

    def __init__(self, icon: Icon, look: Look, pair: Pair = Pair.TINT) -> None:
        super().__init__()
        self._icon, self._look, self._pair = icon, look, pair
        self.setFixedSize(look.px(112), look.px(112))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name; all is drawn
        """Disc and icon."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink, ground = self._look.pair(self._pair)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        disc = QRectF(self.rect())
        painter.drawEllipse(disc)
        inset = self.width() * 0.22
        paint(painter, self._icon, disc.adjusted(inset, inset, -inset, -inset), ink)


class Notice(Panel):
    """A sentence that must not be overlooked, with its icon beside it."""

    def __init__(self, text: str, look: Look, *, icon: Icon = Icon.ALERT, pair: Pair = Pair.ALERT) -> None:
        super().__init__(look, pair=pair, across=True)
        self.column.setSpacing(look.px(20))
        self.column.addWidget(Sign(icon, look, side=36, colour=pair.text), 0, Qt.AlignmentFlag.AlignVCenter)
        self.column.addWidget(Text(text, look, pair=pair), 1)


def beside(look: Look, *widgets: QWidget) -> QWidget:
    """Widgets in a row, of one width."""
    row = QWidget()
    across = QHBoxLayout(row)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(look.px(18))
    for widget in widgets:
        across.addWidget(widget, 1)
    return row


def stacked(look: Look, *widgets: QWidget) -> QWidget:
    """Widgets under one another, held together at the top."""
    stack = QWidget()
    column = QVBoxLayout(stack)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(look.px(16))
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return stack


def centred(widget: QWidget) -> QWidget:
    """A widget in the middle of its row."""
    row = QWidget()
    across = QHBoxLayout(row)
    across.setContentsMargins(0, 0, 0, 0)
    across.addWidget(widget, 0, Qt.AlignmentFlag.AlignCenter)
    return row
