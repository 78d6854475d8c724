"""One permission, and the exact text that ends it."""

from __future__ import annotations

from kiosk.ui.buttons import Face, Kind
from kiosk.ui.colours import Pair
from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.ui.pages.my_consents import GivenPanel
from kiosk.ui.texts import Panel, Text
from kiosk.visit.events import Back, Next
from kiosk.visit.states import RevokeConfirm


class RevokePage(Page[RevokeConfirm]):
    """Read, then sign: the second of three taps."""

    def build(self, state: RevokeConfirm) -> None:
        """The permission above, what is signed below."""
        self.title(self.tr("End this permission?"))
        self.add(GivenPanel(state.given, self.look))
        self.lead(self.tr("This is what you sign:"))
        panel = Panel(self.look)
        panel.column.addWidget(Text(state.text, self.look, pair=Pair.CARD))
        self.add(panel)
        self.action(Face(self.tr("Keep it"), icon=Icon.BACK), Back())
        self.action(Face(self.tr("End it with PIN"), icon=Icon.SIGN), Next(), kind=Kind.PRIMARY)
