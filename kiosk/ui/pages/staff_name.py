"""Staff: the given name by which kiosks will greet."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from kiosk.ui.alphabet import Alphabet, joined
from kiosk.ui.buttons import Face, Kind
from kiosk.ui.colours import Pair
from kiosk.ui.icons import Icon
from kiosk.ui.look import Type
from kiosk.ui.page import Page
from kiosk.ui.texts import Panel, Text
from kiosk.ui.wording import TASKS, say
from kiosk.visit.events import Back, Next, Typed
from kiosk.visit.tasks import StaffName


class StaffNamePage(Page[StaffName]):
    """A name, typed on the screen or on a keyboard."""

    def build(self, state: StaffName) -> None:
        """The name as it stands, and the letters."""
        self.title(say(TASKS[state.task]))
        self.lead(self.tr("The patient's given name, for the greeting. Nothing more."))
        panel = Panel(self.look)
        self.name = Text("", self.look, style=Type.HEADING, pair=Pair.CARD)
        panel.column.addWidget(self.name)
        self.add(panel)
        letters = Alphabet(self.look)
        letters.letter.connect(lambda letter: self.said.emit(Typed(joined(self.state.greeting, letter))))
        letters.erase.connect(self._erase)
        self.add(letters)
        self.action(Face(self.tr("Back"), icon=Icon.BACK), Back())
        self.forward = self.action(Face(self.tr("Continue"), icon=Icon.NEXT), Next(), kind=Kind.PRIMARY)
        self.renew(state)

    def renew(self, state: StaffName) -> bool:
        """Only the name changes."""
        self.name.write(state.greeting)
        self.forward.setEnabled(state.complete)
        return state.task is self.state.task

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Whatever the keyboard writes is part of the name."""
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._erase()
        elif event.text().isprintable() and event.text():
            self.said.emit(Typed(self.state.greeting + event.text()))
        else:
            super().keyPressEvent(event)

    def _erase(self) -> None:
        self.said.emit(Typed(self.state.greeting[:-1]))
