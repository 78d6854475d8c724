"""The kiosk cannot serve anybody."""

from __future__ import annotations

from kiosk.ui.faults import told
from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.ui.wording import filled
from kiosk.visit.states import OutOfOrder


class OutOfOrderPage(Page[OutOfOrder]):
    """Where to go instead; it goes away by itself."""

    def build(self, state: OutOfOrder) -> None:
        """For patients first, the cause for staff below."""
        self.title(self.tr("This kiosk is out of order"), Icon.TOOLS)
        self.lead(self.tr("Please check in at the desk."))
        _, cause, _ = told(state.trouble)
        self.text(filled(self.tr("For staff: {cause}"), cause=cause))
