"""Staff: the staff card out, the patient's card in."""

from __future__ import annotations

from PySide6.QtCore import Qt

from kiosk.ui.buttons import Face
from kiosk.ui.moving import CardAndReader
from kiosk.ui.page import Page
from kiosk.visit.events import Stop
from kiosk.visit.tasks import StaffTask, SwapCards


class SwapCardsPage(Page[SwapCards]):
    """Which card goes in, and until when."""

    def build(self, state: SwapCards) -> None:
        """A drawing of what to do."""
        if state.task is StaffTask.GUARDIAN:
            self.title(self.tr("Now the representative's card"))
            self.lead(self.tr("Take your own card out and put the representative's in."))
        else:
            self.title(self.tr("Now the patient's card"))
            self.lead(self.tr("Take your own card out and put the patient's in."))
        self.scroller.column.addWidget(CardAndReader(self.look), 0, Qt.AlignmentFlag.AlignCenter)
        self.countdown(state.seconds_left)
        self.action(Face(self.tr("Stop")), Stop())

    def renew(self, state: SwapCards) -> bool:
        """Only the seconds change."""
        return self.count(state.seconds_left)
