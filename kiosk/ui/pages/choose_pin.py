"""The patient chooses a PIN, twice."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from kiosk.ui.buttons import Face, Kind
from kiosk.ui.colours import Pair
from kiosk.ui.icons import Icon
from kiosk.ui.look import Type
from kiosk.ui.pages.pin import DigitsPage
from kiosk.ui.texts import Notice, Text, stacked
from kiosk.visit.events import Next, Stop
from kiosk.visit.tasks import ChoosePin


class ChoosePinPage(DigitsPage[ChoosePin]):
    """Six to eight digits that only the patient knows."""

    def build(self, state: ChoosePin) -> None:
        """Words, dots and pad."""
        title = self.tr("The same PIN once more") if state.again else self.tr("For the patient: choose a PIN")
        self.setAccessibleName(title)
        lead = self.tr("Six to eight digits that only you know. Staff, please look away.")
        words: list[QWidget] = [
            Text(title, self.look, style=Type.TITLE),
            Text(lead, self.look, style=Type.LEAD, pair=Pair.QUIET),
        ]
        if state.unlike:
            words.append(Notice(self.tr("The two were not the same. Please choose again."), self.look))
        self.lay_out(stacked(self.look, *words))
        self.action(Face(self.tr("Stop")), Stop())
        self.forward = self.action(Face(self.tr("Continue"), icon=Icon.NEXT), Next(), kind=Kind.PRIMARY)
        self.typed(state.length)

    def renew(self, state: ChoosePin) -> bool:
        """Only the dots change from digit to digit."""
        before = self.state
        if (before.task, before.again, before.unlike) != (state.task, state.again, state.unlike):
            return False
        self.typed(state.length)
        return True
