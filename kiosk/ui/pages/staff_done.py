"""Staff: the task is done."""

from __future__ import annotations

from kiosk.ui.buttons import Face, Kind
from kiosk.ui.colours import Pair
from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.ui.texts import Notice
from kiosk.ui.wording import TASKS, say
from kiosk.visit.events import Next
from kiosk.visit.tasks import StaffDone


class StaffDonePage(Page[StaffDone]):
    """Done, or waiting for somebody else."""

    def build(self, state: StaffDone) -> None:
        """Pending is never shown as done."""
        self.title(say(TASKS[state.task]))
        if state.pending:
            pending = self.tr("It is ordered and waits to be confirmed. The patient can see that.")
            self.add(Notice(pending, self.look, icon=Icon.WAIT))
        else:
            self.add(Notice(self.tr("Done."), self.look, icon=Icon.CHECK, pair=Pair.GOOD))
        self.action(Face(self.tr("Finish"), icon=Icon.CHECK), Next(), kind=Kind.PRIMARY)
