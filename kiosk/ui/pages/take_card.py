"""The session is over and the card is still in."""

from __future__ import annotations

from PySide6.QtCore import Qt

from kiosk.ui.moving import CardAndReader
from kiosk.ui.page import Page
from kiosk.visit.states import Ending, TakeCard


class TakeCardPage(Page[TakeCard]):
    """Take the card."""

    def build(self, state: TakeCard) -> None:
        """Why it ended, and the seconds until the alarm."""
        self.title(self.tr("Please take your card"))
        self.lead(self._why(state.ending))
        self.scroller.column.addWidget(CardAndReader(self.look), 0, Qt.AlignmentFlag.AlignCenter)
        self.countdown(state.seconds_left)

    def renew(self, state: TakeCard) -> bool:
        """Only the seconds change."""
        return state.ending is self.state.ending and self.count(state.seconds_left)

    def _why(self, ending: Ending) -> str:
        match ending:
            case Ending.DONE:
                return self.tr("Thank you. You can take a seat, we call you.")
            case Ending.STOPPED:
                return self.tr("Your visit is ended. Nothing of it is kept here.")
            case Ending.IDLE:
                return self.tr("Nobody was here for a while, so the visit was ended.")
            case Ending.FAULT:
                return self.tr("Something did not work, so the visit was ended. The desk can help you.")
