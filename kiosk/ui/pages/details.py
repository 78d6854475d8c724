"""What the clinic has on file, to be confirmed."""

from __future__ import annotations

from kiosk.ui.buttons import Face, Kind
from kiosk.ui.colours import Pair
from kiosk.ui.icons import Icon
from kiosk.ui.look import Type
from kiosk.ui.page import Page
from kiosk.ui.progress import Step
from kiosk.ui.question import Question
from kiosk.ui.texts import Text
from kiosk.ui.wording import CONTACTS, say
from kiosk.visit.events import Allow, Back, Next, Refuse
from kiosk.visit.shown import Detail
from kiosk.visit.states import DetailsConfirm


class DetailsPage(Page[DetailsConfirm]):
    """One question a detail, each masked but for its end."""

    step = Step.APPOINTMENT

    def build(self, state: DetailsConfirm) -> None:
        """A panel a detail."""
        self.title(self.tr("Is this still right?"))
        self.lead(
            self.tr(
                "Only the end is shown, so that nobody else can read it. What is wrong, the desk puts right."
            )
        )
        self.questions = [self._ask(number, detail) for number, detail in enumerate(state.details)]
        self.action(Face(self.tr("Back"), icon=Icon.BACK), Back())
        self.forward = self.action(Face(self.tr("Continue"), icon=Icon.NEXT), Next(), kind=Kind.PRIMARY)
        self.renew(state)

    def renew(self, state: DetailsConfirm) -> bool:
        """Only the answers change."""
        if len(state.details) != len(self.questions):
            return False
        for question, detail in zip(self.questions, state.details, strict=True):
            question.answer(detail.right)
        self.forward.setEnabled(state.complete)
        return True

    def _ask(self, number: int, detail: Detail) -> Question:
        name = say(CONTACTS[detail.contact])
        question = Question(self.look, yes=self.tr("Yes, right"), no=self.tr("No, wrong"), about=name)
        question.column.addWidget(Text(name, self.look, pair=Pair.CARD_QUIET))
        question.column.addWidget(Text(detail.masked, self.look, style=Type.HEADING, pair=Pair.CARD))
        question.finish()
        self.on(question.yes, lambda: Allow(number))
        self.on(question.no, lambda: Refuse(number))
        self.add(question)
        return question
