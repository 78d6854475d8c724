"""The exact text that will be signed."""

from __future__ import annotations

from kiosk.ui.buttons import Button, Face, Kind
from kiosk.ui.colours import Pair
from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.ui.progress import Step
from kiosk.ui.texts import Panel, Text
from kiosk.visit.events import Assisted, Back, Next
from kiosk.visit.states import ConsentText


class ConsentTextPage(Page[ConsentText]):
    """The text as it is, in the language in which it was decided."""

    step = Step.CONSENTS

    def build(self, state: ConsentText) -> None:
        """Nothing is added to the text and nothing left out."""
        self.title(self.tr("This is what you sign"))
        self.lead(
            self.tr("Read it, or have it read to you. Nothing holds until you have signed with your PIN.")
        )
        panel = Panel(self.look)
        panel.column.addWidget(Text(state.text, self.look, pair=Pair.CARD))
        self.add(panel)
        helped = Button(Face(self.tr("Somebody is helping me")), self.look, kind=Kind.OPTION)
        helped.setCheckable(True)
        helped.setChecked(state.assisted)
        self.on(helped, lambda: Assisted(not state.assisted))
        self.add(helped)
        self.action(Face(self.tr("Back"), icon=Icon.BACK), Back())
        self.action(Face(self.tr("Sign with PIN"), icon=Icon.SIGN), Next(), kind=Kind.PRIMARY)
