"""What a staff card opens."""

from __future__ import annotations

from kiosk.ui.buttons import Face
from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.ui.wording import TASKS, filled, say
from kiosk.visit.events import Choose, LockKiosk, SeeDiagnostics, Stop
from kiosk.visit.tasks import StaffHome, StaffTask

ICONS = {
    StaffTask.ENROL: Icon.CARD,
    StaffTask.UNBLOCK: Icon.LOCK,
    StaffTask.SUSPEND: Icon.NO_CARD,
    StaffTask.REINSTATE: Icon.CARD,
    StaffTask.REPLACE: Icon.WAIT,
    StaffTask.CONFIRM: Icon.CHECK,
    StaffTask.GUARDIAN: Icon.PERSON,
    StaffTask.CONFIRM_GUARDIAN: Icon.CHECK,
}


class StaffHomePage(Page[StaffHome]):
    """A row a task."""

    def build(self, state: StaffHome) -> None:
        """The tasks, then this kiosk itself."""
        self.title(filled(self.tr("Staff: {name}"), name=state.name))
        for number, task in enumerate(state.tasks):
            self.choice(Face(say(TASKS[task]), icon=ICONS[task]), Choose(number))
        self.choice(Face(self.tr("Check this kiosk"), icon=Icon.TOOLS), SeeDiagnostics())
        self.action(Face(self.tr("Lock this kiosk"), icon=Icon.LOCK), LockKiosk())
        self.action(Face(self.tr("Log out"), icon=Icon.EXIT), Stop())
