"""Nothing but this page."""

from __future__ import annotations

from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.visit.states import Locked


class LockedPage(Page[Locked]):
    """Until a staff card opens it."""

    def build(self, state: Locked) -> None:  # noqa: ARG002 - it says the same to everybody
        """Where to go instead."""
        self.title(self.tr("This kiosk is locked"), Icon.LOCK)
        self.lead(self.tr("Please check in at the desk."))
        self.text(self.tr("For staff: put your card in to open it."))
