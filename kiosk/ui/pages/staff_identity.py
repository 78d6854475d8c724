"""Staff: whose card it will be, and by which document that was checked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from kiosk.ui.buttons import Button, Face, Kind
from kiosk.ui.colours import Pair
from kiosk.ui.icons import Icon
from kiosk.ui.keypad import Keypad
from kiosk.ui.look import Type
from kiosk.ui.page import Page
from kiosk.ui.texts import Panel, Text, stacked
from kiosk.ui.wording import DOCUMENTS, TASKS, say
from kiosk.visit.events import Back, ChooseDocument, Next, Typed
from kiosk.visit.shown import TextSize
from kiosk.visit.tasks import Document, StaffIdentity


class StaffIdentityPage(Page[StaffIdentity]):
    """Document and number; letters come from the keyboard, digits from the screen as well."""

    def build(self, state: StaffIdentity) -> None:
        """Documents on one side, number and pad on the other."""
        self.title(say(TASKS[state.task]))
        look = self.look
        across = not look.portrait and look.manner.text_size == TextSize.USUAL
        whole = QWidget()
        way = QBoxLayout.Direction.LeftToRight if across else QBoxLayout.Direction.TopToBottom
        line = QBoxLayout(way, whole)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(look.px(40 if across else 24))
        line.addWidget(self._documents(), 1)
        line.addWidget(self._number(), 0)
        self.add(whole)
        self.action(Face(self.tr("Back"), icon=Icon.BACK), Back())
        self.forward = self.action(Face(self.tr("Continue"), icon=Icon.NEXT), Next(), kind=Kind.PRIMARY)
        self.renew(state)

    def _documents(self) -> QWidget:
        """The question, and a button a document."""
        lead = Text(self.tr("Which document did you check?"), self.look, style=Type.LEAD, pair=Pair.QUIET)
        self.documents = {document: self._document(document) for document in Document}
        return stacked(self.look, lead, *self.documents.values())

    def _number(self) -> QWidget:
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

    def renew(self, state: StaffIdentity) -> bool:
        """Choice and number change in place."""
        for document, button in self.documents.items():
            button.setChecked(document is state.document)
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

    def _document(self, document: Document) -> Button:
        button = Button(Face(say(DOCUMENTS[document])), self.look, kind=Kind.OPTION)
        button.setCheckable(True)
        self.on(button, lambda: ChooseDocument(document))
        return button

    def _type(self, text: str) -> None:
        self.said.emit(Typed(self.state.mrn + text))

    def _erase(self) -> None:
        self.said.emit(Typed(self.state.mrn[:-1]))
