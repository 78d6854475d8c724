"""Nobody has touched anything for a while."""

from __future__ import annotations

from kiosk.ui.buttons import Face, Kind
from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.visit.events import Extend, Stop
from kiosk.visit.states import IdleWarning


class IdlePage(Page[IdleWarning]):
    """Are you still here? Shows nothing of what is under it."""

    def build(self, state: IdleWarning) -> None:
        """One large way back."""
        self.title(self.tr("Are you still here?"), Icon.CLOCK)
        self.lead(
            self.tr(
                "To protect you, this page closes by itself. You can have more time as often as you like."
            )
        )
        self.countdown(state.seconds_left)
        self.action(Face(self.tr("End the visit")), Stop())
        self.action(Face(self.tr("I need more time"), icon=Icon.CHECK), Extend(), kind=Kind.PRIMARY)

    def renew(self, state: IdleWarning) -> bool:
        """Only the seconds change."""
        return self.count(state.seconds_left)
