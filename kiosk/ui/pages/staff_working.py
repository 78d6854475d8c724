"""Staff: the task runs."""

from __future__ import annotations

from kiosk.ui.page import Page
from kiosk.ui.wording import STAGES, TASKS, say
from kiosk.visit.tasks import StaffWorking


class StaffWorkingPage(Page[StaffWorking]):
    """How far it is."""

    def build(self, state: StaffWorking) -> None:
        """A ring and the stage."""
        title = say(TASKS[state.task]) if state.stage is None else say(STAGES[state.stage])
        self.waiting(title, self.tr("Please leave the card in the reader."))
