"""Staff: what will be done to whom."""

from __future__ import annotations

from kiosk.ui.buttons import Face, Kind
from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.ui.wording import TASKS, filled, say
from kiosk.visit.events import Back, Next
from kiosk.visit.tasks import ORDERS, StaffConfirm, StaffTask


class StaffConfirmPage(Page[StaffConfirm]):
    """The last look before the staff card signs."""

    def build(self, state: StaffConfirm) -> None:
        """Task and patient."""
        self.title(say(TASKS[state.task]))
        if state.greeting:
            self.lead(filled(self.tr("For: {name}"), name=state.greeting))
        self.text(self._asked(state.task))
        self.action(Face(self.tr("Back"), icon=Icon.BACK), Back())
        self.action(Face(self.tr("Order it"), icon=Icon.SIGN), Next(), kind=Kind.PRIMARY)

    def _asked(self, task: StaffTask) -> str:
        """What staff make sure of, and what stands where."""
        if task in ORDERS:
            return self.tr("Read the number again. Your card signs this order, and it stands in the audit.")
        if task is StaffTask.GUARDIAN:
            return self.tr(
                "The representative may decide for this patient for one year. Their card comes next, and the order "
                "stands in the audit under your card."
            )
        return self.tr("Ask the patient for their name. The order stands in the audit under your card.")
