"""What the visit leaves: a code that anyone can verify, on paper or not."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QWidget

from kiosk.ui.buttons import Face, Kind
from kiosk.ui.colours import Pair
from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.ui.progress import Step
from kiosk.ui.qr import Code
from kiosk.ui.texts import Notice, Text, stacked
from kiosk.ui.wording import filled
from kiosk.visit.events import Next, Print
from kiosk.visit.states import Paper, Receipt


class ReceiptPage(Page[Receipt]):
    """How it stands, the code, and paper if there is a printer."""

    step = Step.RECEIPT

    def build(self, state: Receipt) -> None:
        """Pending is never shown as done."""
        waiting = state.pending or state.queued
        self.title(self.tr("Almost done") if waiting else self.tr("All done"))
        body = QWidget()
        way = QBoxLayout.Direction.TopToBottom if self.look.portrait else QBoxLayout.Direction.LeftToRight
        line = QBoxLayout(way, body)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(self.look.px(36))
        line.addWidget(stacked(self.look, *self._standing(state)), 1)
        if state.qr:
            line.addWidget(self._code(state.qr), 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self.add(body)
        self._add_actions(state)

    def _standing(self, state: Receipt) -> list[QWidget]:
        """What is done and what waits, in words."""
        look = self.look
        said: list[QWidget] = []
        if state.queued:
            queued = self.tr("Your check-in waits here and is sent as soon as the clinic's system answers.")
            said.append(Notice(queued + " " + self.tr("Please also tell the desk."), look, icon=Icon.WAIT))
        else:
            said.append(Notice(self.tr("You are checked in."), look, icon=Icon.CHECK, pair=Pair.GOOD))
        if state.number:
            number = filled(self.tr("Your number in the waiting list: {number}"), number=state.number)
            said.append(Notice(number, look, icon=Icon.PERSON, pair=Pair.TINT))
        if state.pending:
            pending = self.tr(
                "Your decision is signed and waits here. It holds once the clinic's system has it."
            )
            said.append(Notice(pending, look, icon=Icon.WAIT))
        if state.qr:
            code = self.tr("With this code, whoever you show it to can check what you decided.")
            said.append(
                Text(code + " " + self.tr("It says nothing about your health."), look, pair=Pair.QUIET)
            )
        if state.paper is Paper.PRINTED:
            said.append(
                Notice(self.tr("Your receipt is printed below."), look, icon=Icon.PRINT, pair=Pair.GOOD)
            )
        return said

    def _code(self, text: str) -> Code:
        code = Code(text, self.look.px(300))
        code.setAccessibleName(self.tr("Receipt code"))
        return code

    def _add_actions(self, state: Receipt) -> None:
        if state.printer and state.paper is not Paper.PRINTED:
            self.action(Face(self.tr("Print the receipt"), icon=Icon.PRINT), Print())
        last = (
            self.tr("Finish")
            if state.paper is Paper.PRINTED or not state.printer
            else self.tr("Finish without paper")
        )
        self.action(Face(last, icon=Icon.CHECK), Next(), kind=Kind.PRIMARY)
