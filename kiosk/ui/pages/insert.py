"""The PIN needs the card in the slot."""

from __future__ import annotations

from PySide6.QtCore import Qt

from kiosk.ui.buttons import Face
from kiosk.ui.moving import CardAndReader
from kiosk.ui.page import Page
from kiosk.ui.progress import Step
from kiosk.visit.events import Stop
from kiosk.visit.states import InsertCard


class InsertPage(Page[InsertCard]):
    """Put the card in, with the seconds that are left."""

    step = Step.PIN

    def build(self, state: InsertCard) -> None:
        """A drawing of what to do."""
        self.title(self.tr("Please put your card into the reader"))
        self.lead(self.tr("Chip first, and leave it there until you are done."))
        self.scroller.column.addWidget(CardAndReader(self.look), 0, Qt.AlignmentFlag.AlignCenter)
        self.countdown(state.seconds_left)
        self.action(Face(self.tr("Stop")), Stop())

    def renew(self, state: InsertCard) -> bool:
        """Only the seconds change."""
        return self.count(state.seconds_left)
