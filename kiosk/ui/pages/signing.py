"""The card signs, then the bridge takes the signature on."""

from __future__ import annotations

from kiosk.ui.page import Page
from kiosk.ui.progress import Step
from kiosk.visit.states import Signing


class SigningPage(Page[Signing]):
    """Which of the two is waited for."""

    step = Step.CONSENTS

    def build(self, state: Signing) -> None:
        """A ring and a sentence."""
        if state.sent:
            self.waiting(
                self.tr("Sending your decision"),
                self.tr("It is signed. You can leave your card where it is."),
            )
        else:
            self.waiting(self.tr("Your card is signing"), self.tr("Please leave it in the reader."))
