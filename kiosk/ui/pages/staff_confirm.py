"""Staff: what will be done to whom."""

from __future__ import annotations

from kiosk.ui.buttons import Face, Kind
from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.ui.wording import TASKS, filled, say
from kiosk.visit.events import Back, Next
from kiosk.visit.tasks import StaffConfirm


class StaffConfirmPage(Page[StaffConfirm]):
    """The last look before the staff card signs."""

    def build(self, state: StaffConfirm) -> None:
        """Task and patient."""
        self.title(say(TASKS[state.task]))
        if state.greeting:
            self.lead(filled(self.tr("For: {name}"), name=state.greeting))
        self.text(
            self.tr("Ask the patient for their name. Your card signs this order, and it stands in the audit.")
        )
        self.action(Face(self.tr("Back"), icon=Icon.BACK), Back())
        self.action(Face(self.tr("Order it"), icon=Icon.SIGN), Next(), kind=Kind.PRIMARY)
