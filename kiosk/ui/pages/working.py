"""The card or the bridge is busy."""

from __future__ import annotations

from kiosk.ui.page import Page
from kiosk.ui.wording import WORKS, say
from kiosk.visit.states import Working


class WorkingPage(Page[Working]):
    """What is waited for."""

    def build(self, state: Working) -> None:
        """A ring and a sentence."""
        self.waiting(say(WORKS[state.work]), self.tr("This takes a moment. Leave your card in the reader."))
