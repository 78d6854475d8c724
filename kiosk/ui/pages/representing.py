"""For whom is this visit."""

from __future__ import annotations

from kiosk.ui.buttons import Face, Kind
from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.ui.progress import Step
from kiosk.visit.events import Choose, Stop
from kiosk.visit.states import Representing


class RepresentingPage(Page[Representing]):
    """One row a person."""

    step = Step.PIN

    def build(self, state: Representing) -> None:
        """Oneself, then those one stands for."""
        self.title(self.tr("For whom are you here?"))
        for number, person in enumerate(state.people):
            if person.self_:
                face = Face(self.tr("For myself"), person.greeting, Icon.PERSON)
            else:
                hint = self.tr("You decide and sign for this person. Both names stand in the record.")
                face = Face(person.greeting, hint, Icon.FAMILY)
            self.choice(face, Choose(number))
        self.action(Face(self.tr("Stop")), Stop(), kind=Kind.SECONDARY)
