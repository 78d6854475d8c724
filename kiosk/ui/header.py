"""What is always in sight: language, size of the text, colours, speech, and the call for staff."""

from __future__ import annotations

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kiosk.ui.buttons import Button, Face, Kind
from kiosk.ui.flow import Flow
from kiosk.ui.icons import Icon
from kiosk.ui.look import Look
from kiosk.ui.wording import LANGUAGES, filled
from kiosk.visit.events import CallStaff, ChooseSpeech, ChooseTextSize, ChooseTheme, ReadAloud
from kiosk.visit.shown import TextSize, Theme


class Header(QWidget):
    """Each button says what it changes and how it stands."""

    said = Signal(object)
    languages = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        outer = QHBoxLayout(self)
        edge = look.px(16)
        outer.setContentsMargins(edge, look.px(8), edge, look.px(8))
        self._row = Flow(gap=look.px(8), fill=True)
        outer.addWidget(self._row)
        self._language()
        self._text_size()
        self._theme()
        self._speech()
        self.staff = self._button(Face(self.tr("Help"), icon=Icon.STAFF, stacked=True), kind=Kind.CALL)
        self.staff.name(self.tr("Call staff"))
        self.staff.clicked.connect(lambda: self.said.emit(CallStaff()))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name; all is drawn
        """A surface, and a line under it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.colour("surface"))
        line = max(1, self.look.px(1.5))
        painter.fillRect(QRect(0, self.height() - line, self.width(), line), self.look.colour("line"))

    def _button(self, face: Face, *, kind: Kind = Kind.HEADER) -> Button:
        button = Button(face, self.look, kind=kind)
        self._row.add(button)
        return button

    def _language(self) -> None:
        words = LANGUAGES[self.look.manner.language]
        button = self._button(Face(words, icon=Icon.LANGUAGE, stacked=True))
        button.name(filled(self.tr("Language: {name}"), name=words))
        button.clicked.connect(self.languages.emit)

    def _text_size(self) -> None:
        sizes = list(TextSize)
        now = self.look.manner.text_size
        following = sizes[(sizes.index(now) + 1) % len(sizes)]
        button = self._button(
            Face(filled(self.tr("Text {size} %"), size=int(now)), icon=Icon.TEXT, stacked=True)
        )
        button.name(filled(self.tr("Size of the text: {size} per cent"), size=int(now)))
        button.clicked.connect(lambda: self.said.emit(ChooseTextSize(following)))

    def _theme(self) -> None:
        themes = list(Theme)
        following = themes[(themes.index(self.look.manner.theme) + 1) % len(themes)]
        names = {
            Theme.LIGHT: self.tr("light"),
            Theme.DARK: self.tr("dark"),
            Theme.CONTRAST: self.tr("high contrast"),
        }
        button = self._button(Face(self.tr("Contrast"), icon=Icon.CONTRAST, stacked=True))
        button.name(filled(self.tr("Colours: {name}"), name=names[self.look.manner.theme]))
        button.clicked.connect(lambda: self.said.emit(ChooseTheme(following)))

    def _speech(self) -> None:
        on = self.look.manner.speech
        button = self._button(Face(self.tr("Listen"), icon=Icon.SPEECH, stacked=True))
        button.setCheckable(True)
        button.setChecked(on)
        state = self.tr("on") if on else self.tr("off")
        button.name(filled(self.tr("Read aloud: {state}"), state=state))
        button.clicked.connect(lambda: self.said.emit(ChooseSpeech(not on)))
        if on:
            again = self._button(Face(self.tr("Once more"), icon=Icon.WAIT, stacked=True))
            again.name(self.tr("Read this page once more"))
            again.clicked.connect(lambda: self.said.emit(ReadAloud()))
