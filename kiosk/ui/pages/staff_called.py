"""Somebody is on the way."""

from __future__ import annotations

from kiosk.ui.buttons import Face, Kind
from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.visit.events import Back
from kiosk.visit.states import Call, StaffCalled


class StaffCalledPage(Page[StaffCalled]):
    """The call, and whether it was heard."""

    def build(self, state: StaffCalled) -> None:
        """Never says that somebody comes before the desk has it."""
        if state.heard:
            self.title(self.tr("Somebody is coming to you"), Icon.STAFF)
        else:
            self.title(self.tr("Calling the desk"), Icon.STAFF)
        self.lead(self._why(state.call))
        self.action(Face(self.tr("Back"), icon=Icon.BACK), Back(), kind=Kind.PRIMARY)

    def _why(self, call: Call) -> str:
        match call:
            case Call.HELP:
                return self.tr("Please stay here. If it takes too long, go to the desk.")
            case Call.NO_CARD:
                return self.tr(
                    "Without a card the desk checks you in. Please have a document with your picture ready."
                )
            case Call.INTERPRETER:
                return self.tr("The desk finds somebody who speaks your language. Please stay here.")
