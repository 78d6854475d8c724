"""Something is wrong: what, and what helps. Each trouble has its own words in `faults`."""

from __future__ import annotations

from kiosk.ui.buttons import Face, Kind
from kiosk.ui.colours import Pair
from kiosk.ui.faults import told
from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.visit.events import CallStaff, Stop
from kiosk.visit.states import Troubled
from kiosk.visit.trouble import NextStep


class TroublePage(Page[Troubled]):
    """One page for every trouble that a person can do something about."""

    def build(self, state: Troubled) -> None:
        """The next step decides which action is the primary one."""
        icon, title, advice = told(state.trouble)
        self.title(title, icon, pair=Pair.ALERT)
        self.lead(advice)
        staff = state.trouble.next_step is NextStep.CALL_STAFF
        if state.trouble.next_step in (NextStep.WAIT, NextStep.TRY_AGAIN, NextStep.CALL_STAFF):
            self.action(Face(self.tr("End the visit")), Stop())
        kind = Kind.PRIMARY if staff else Kind.SECONDARY
        self.action(Face(self.tr("Call staff"), icon=Icon.STAFF), CallStaff(), kind=kind)
