"""What is longer than the screen: moved by a large button, by the page keys and by the focus; no scroll bars."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from kiosk.ui.buttons import Button, Face, Kind
from kiosk.ui.icons import Icon
from kiosk.ui.look import Look


class Scroller(QWidget):
    """A column of widgets, and a button to move it that stands there only where there is more than fits."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.viewport().setAutoFillBackground(False)
        self._inside = QWidget()
        self.column = QVBoxLayout(self._inside)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(look.px(18))
        self.area.setWidget(self._inside)
        self._inside.setAutoFillBackground(False)
        self._compose()

    def _compose(self) -> None:
        """The area above its button."""
        self.more = Button(Face(""), self._look, kind=Kind.QUIET)
        self.more.clicked.connect(self.turn)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area, 1)
        whole.addWidget(self.more)
        self.more.hide()
        self.area.verticalScrollBar().valueChanged.connect(self._follow)
        self.area.verticalScrollBar().rangeChanged.connect(self._settle)
        self._inside.installEventFilter(self)

    def turn(self) -> None:
        """On by most of what is seen, so that a line stays in sight; from the end back to the top."""
        bar = self.area.verticalScrollBar()
        bar.setValue(0 if self.at_end() else bar.value() + self._most())

    def turn_back(self) -> None:
        """The other way."""
        bar = self.area.verticalScrollBar()
        bar.setValue(bar.value() - self._most())

    def at_end(self) -> bool:
        """Whether the last line is in sight."""
        bar = self.area.verticalScrollBar()
        return bar.value() >= bar.maximum()

    def show_widget(self, widget: QWidget) -> None:
        """Bring a control into sight."""
        if self._inside.isAncestorOf(widget):
            self.area.ensureWidgetVisible(widget, 0, self._look.px(30))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Ask again whether all fits when the content changed."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._follow()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Ask again whether all fits."""
        super().resizeEvent(event)
        self._follow()

    def _settle(self) -> None:
        """The content was laid out anew: what has the focus stays in sight."""
        self._follow()
        focus = QApplication.focusWidget()
        if focus is not None:
            self.show_widget(focus)

    def _most(self) -> int:
        return round(self.area.viewport().height() * 0.8)

    def _follow(self) -> None:
        """Show the button where there is more than fits without it."""
        longer = self.column.totalHeightForWidth(self.width()) > self.height() > 0
        if longer != self.more.isVisibleTo(self):
            self.more.setVisible(longer)
        words = self.tr("Back to the top") if self.at_end() else self.tr("Show more below")
        if words != self.more.face.text:
            self.more.wear(Face(words, icon=Icon.UP if self.at_end() else Icon.DOWN))
