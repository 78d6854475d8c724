"""The decisions of a visit: one a purpose, nothing ticked in advance, refusing as easy as allowing."""

from __future__ import annotations

from functools import partial

from kiosk.ui.buttons import Button, Face, Kind
from kiosk.ui.colours import Pair
from kiosk.ui.icons import Icon
from kiosk.ui.look import Look, Type
from kiosk.ui.page import Page
from kiosk.ui.progress import Step
from kiosk.ui.question import Question
from kiosk.ui.texts import Notice, Text, beside
from kiosk.ui.wording import VALIDITIES, classes, filled, purpose, say
from kiosk.visit.events import Allow, Back, HoldFor, Next, Refuse
from kiosk.visit.shown import Decision, Validity
from kiosk.visit.states import Consents


class Asked(Question):
    """Who asks, what for, for which data; and, once allowed, for how long."""

    def __init__(self, decision: Decision, look: Look) -> None:
        yes, no = self.tr("Yes, allow"), self.tr("No, do not allow")
        super().__init__(look, yes=yes, no=no, about=decision.grantee)
        self.column.addWidget(Text(decision.grantee, look, style=Type.HEADING, pair=Pair.CARD))
        wants = filled(self.tr("asks to read: {data}"), data=classes(decision.classes, look.locale))
        self.column.addWidget(Text(wants, look, pair=Pair.CARD))
        why = filled(self.tr("What for: {purpose}"), purpose=purpose(decision.purpose))
        self.column.addWidget(Text(why, look, pair=Pair.CARD_QUIET))
        self.finish()
        self._question = Text(self.tr("For how long?"), look, pair=Pair.CARD)
        self.column.addWidget(self._question)
        self.lengths = {validity: self._length(validity, decision) for validity in decision.offered}
        self._lengths = beside(look, *self.lengths.values())
        self.column.addWidget(self._lengths)

    def _length(self, validity: Validity, decision: Decision) -> Button:
        button = Button(Face(say(VALIDITIES[validity])), self.look, kind=Kind.OPTION)
        button.setCheckable(True)
        button.name(f"{button.face.spoken}. {decision.grantee}")
        return button

    def show_decision(self, decision: Decision) -> None:
        """Show what was chosen."""
        self.answer(decision.allow)
        for validity, button in self.lengths.items():
            button.setChecked(validity is decision.validity)
        self._question.setVisible(decision.allow is True)
        self._lengths.setVisible(decision.allow is True)


class ConsentsPage(Page[Consents]):
    """A panel a decision."""

    step = Step.CONSENTS

    def build(self, state: Consents) -> None:
        """All decisions, and the way on once each is made."""
        self.title(self.tr("Who may see your records?"))
        self.lead(self.tr("You decide on each. You are treated in the same way whatever you decide."))
        if state.standing_for:
            standing = filled(self.tr("You decide for {name}"), name=state.standing_for)
            self.add(Notice(standing, self.look, icon=Icon.FAMILY, pair=Pair.TINT))
        self.asked = [self._ask(number, decision) for number, decision in enumerate(state.decisions)]
        self.action(Face(self.tr("Back"), icon=Icon.BACK), Back())
        self.forward = self.action(
            Face(self.tr("Read what I sign"), icon=Icon.NEXT), Next(), kind=Kind.PRIMARY
        )
        self.renew(state)

    def renew(self, state: Consents) -> bool:
        """Only the choices change."""
        if len(state.decisions) != len(self.asked):
            return False
        for asked, decision in zip(self.asked, state.decisions, strict=True):
            asked.show_decision(decision)
        self.forward.setEnabled(state.complete)
        return True

    def _ask(self, number: int, decision: Decision) -> Asked:
        asked = Asked(decision, self.look)
        self.on(asked.yes, lambda: Allow(number))
        self.on(asked.no, lambda: Refuse(number))
        for validity, button in asked.lengths.items():
            self.on(button, partial(HoldFor, number, validity))
        self.add(asked)
        return asked
