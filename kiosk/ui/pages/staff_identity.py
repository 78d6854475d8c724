"""Staff: whose card it will be, and by which document that was checked."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QWidget

from kiosk.ui.buttons import Button, Face, Kind
from kiosk.ui.colours import Pair
from kiosk.ui.look import Type
from kiosk.ui.pages.staff_number import NumberPage
from kiosk.ui.texts import Text, stacked
from kiosk.ui.wording import DOCUMENTS, TASKS, say
from kiosk.visit.events import ChooseDocument
from kiosk.visit.shown import TextSize
from kiosk.visit.tasks import Document, StaffIdentity


class StaffIdentityPage(NumberPage[StaffIdentity]):
    """Document and number."""

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
        line.addWidget(self.field(), 0)
        self.add(whole)
        self.ways()
        self.renew(state)

    def _documents(self) -> QWidget:
        """The question, and a button a document."""
        lead = Text(self.tr("Which document did you check?"), self.look, style=Type.LEAD, pair=Pair.QUIET)
        self.documents = {document: self._document(document) for document in Document}
        return stacked(self.look, lead, *self.documents.values())

    def renew(self, state: StaffIdentity) -> bool:
        """Choice and number change in place."""
        for document, button in self.documents.items():
            button.setChecked(document is state.document)
        return super().renew(state)

    def _document(self, document: Document) -> Button:
        button = Button(Face(say(DOCUMENTS[document])), self.look, kind=Kind.OPTION)
        button.setCheckable(True)
        self.on(button, lambda: ChooseDocument(document))
        return button
