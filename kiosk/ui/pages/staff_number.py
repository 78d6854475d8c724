"""Staff: a medical record number, typed on the screen or on a keyboard."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from kiosk.ui.buttons import Button, Face, Kind
from kiosk.ui.colours import Pair
from kiosk.ui.icons import Icon
from kiosk.ui.keypad import Keypad
from kiosk.ui.look import Type
from kiosk.ui.page import Page
from kiosk.ui.texts import Panel, Text, stacked
from kiosk.ui.wording import TASKS, say
from kiosk.visit.events import Back, Next, Typed
from kiosk.visit.tasks import StaffIdentity, StaffNumber

N = TypeVar("N", StaffNumber, StaffIdentity)


class NumberPage(Page[N], Generic[N]):
    """Letters come from the keyboard, digits from the screen as well."""

    forward: Button

    def field(self) -> QWidget:
        """What was typed, and the pad."""
        lead = Text(self.tr("Medical record number"), self.look, style=Type.LEAD, pair=Pair.QUIET)
        panel = Panel(self.look)
        self.number = Text("", self.look, style=Type.HEADING, pair=Pair.CARD)
        panel.column.addWidget(self.number)
        pad = Keypad(self.look)
        pad.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        pad.digit.connect(lambda digit: self._type(str(digit)))
        pad.erase.connect(self._erase)
        return stacked(self.look, lead, panel, pad)

    def ways(self) -> None:
        """Back, and on."""
        self.action(Face(self.tr("Back"), icon=Icon.BACK), Back())
        self.forward = self.action(Face(self.tr("Continue"), icon=Icon.NEXT), Next(), kind=Kind.PRIMARY)

    def renew(self, state: N) -> bool:
        """The number changes in place."""
        self.number.write(state.mrn)
        self.forward.setEnabled(state.complete)
        return state.task is self.state.task

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Letters, digits and what stands between them go into the number."""
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._erase()
        elif event.text().isascii() and (event.text().isalnum() or event.text() in ("-", "/", ".")):
            self._type(event.text())
        else:
            super().keyPressEvent(event)

    def _type(self, text: str) -> None:
        self.said.emit(Typed(self.state.mrn + text))

    def _erase(self) -> None:
        self.said.emit(Typed(self.state.mrn[:-1]))


class StaffNumberPage(NumberPage[StaffNumber]):
    """The number alone: nothing comes into anybody's hand."""

    def build(self, state: StaffNumber) -> None:
        """What it is for, and the number."""
        self.title(say(TASKS[state.task]))
        self.lead(self.tr("The patient's card is not needed."))
        self.add(self.field())
        self.ways()
        self.renew(state)
