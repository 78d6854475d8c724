"""The card is known: a greeting, and on to the PIN or to the check-in alone."""

from __future__ import annotations

from kiosk.ui.buttons import Face, Kind
from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.ui.progress import Step
from kiosk.ui.texts import Notice
from kiosk.ui.wording import filled
from kiosk.visit.events import Next, OnlyCheckIn, Stop
from kiosk.visit.states import Identified


class IdentifiedPage(Page[Identified]):
    """What a tap alone opens."""

    step = Step.CARD

    def build(self, state: Identified) -> None:
        """Two ways on; a blocked card has one."""
        self.title(filled(self.tr("Hello {name}"), name=state.greeting), Icon.PERSON)
        if state.blocked:
            blocked = self.tr(
                "The PIN of your card is blocked. You can check in; the desk can unblock your PIN."
            )
            self.add(Notice(blocked, self.look))
        else:
            self.lead(self.tr("What would you like to do?"))
            everything = self.tr(
                "Appointments, permissions and who has read your records. You need your PIN."
            )
            self.choice(Face(self.tr("Continue with PIN"), everything, Icon.LOCK), Next())
        only = Face(
            self.tr("Only check in"), self.tr("Tell the clinic that you are here. No PIN."), Icon.CHECK
        )
        self.choice(only, OnlyCheckIn())
        self.action(Face(self.tr("That is not me")), Stop(), kind=Kind.QUIET)
