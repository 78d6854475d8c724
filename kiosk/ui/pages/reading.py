"""A card was seen and is read."""

from __future__ import annotations

from kiosk.ui.page import Page
from kiosk.ui.progress import Step
from kiosk.visit.states import CardReading


class ReadingPage(Page[CardReading]):
    """The first reaction to a card."""

    step = Step.CARD

    def build(self, state: CardReading) -> None:  # noqa: ARG002 - it says the same of every card
        """A ring and a sentence."""
        self.waiting(self.tr("Reading your card"), self.tr("Please keep it where it is."))
