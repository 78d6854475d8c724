"""The card went out in mid visit."""

from __future__ import annotations

from kiosk.ui.buttons import Face
from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.visit.events import Stop
from kiosk.visit.states import CardPulled


class PulledPage(Page[CardPulled]):
    """Nothing is shown; the same card and its PIN go on."""

    def build(self, state: CardPulled) -> None:
        """How to go on, and until when."""
        self.title(self.tr("Your card is out"), Icon.CARD)
        self.lead(
            self.tr(
                "Nothing of your visit is shown any more. To go on, put the same card in again and enter your PIN."
            )
        )
        self.countdown(state.seconds_left)
        self.action(Face(self.tr("I am done")), Stop())

    def renew(self, state: CardPulled) -> bool:
        """Only the seconds change."""
        return self.count(state.seconds_left)
