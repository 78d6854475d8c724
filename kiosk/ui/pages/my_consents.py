"""The permissions that hold; each can be ended from here."""

from __future__ import annotations

from kiosk.ui.buttons import Button, Face
from kiosk.ui.colours import Pair
from kiosk.ui.icons import Icon
from kiosk.ui.look import Look, Type
from kiosk.ui.page import Page
from kiosk.ui.texts import Notice, Panel, Text
from kiosk.ui.wording import classes, day, filled, purpose
from kiosk.visit.events import Back, Choose
from kiosk.visit.shown import Given
from kiosk.visit.states import MyConsents


class GivenPanel(Panel):
    """One permission in words."""

    def __init__(self, given: Given, look: Look) -> None:
        super().__init__(look)
        self.column.addWidget(Text(given.grantee, look, style=Type.HEADING, pair=Pair.CARD))
        may = filled(self.tr("may read: {data}"), data=classes(given.classes, look.locale))
        self.column.addWidget(Text(may, look, pair=Pair.CARD))
        why = filled(self.tr("What for: {purpose}"), purpose=purpose(given.purpose))
        self.column.addWidget(Text(why, look, pair=Pair.CARD_QUIET))
        until = filled(self.tr("Until {day}"), day=day(given.until, look.locale))
        self.column.addWidget(Text(until, look, pair=Pair.CARD_QUIET))
        if given.pending:
            self.column.addWidget(Notice(self.tr("Not confirmed yet"), look, icon=Icon.WAIT))


class MyConsentsPage(Page[MyConsents]):
    """A panel a permission, with the way to end it."""

    def build(self, state: MyConsents) -> None:
        """The newest first, as the state has them."""
        self.title(self.tr("My permissions"))
        self.lead(self.tr("These may see your records. You can end each of them at any time."))
        if not state.given:
            self.add(
                Notice(self.tr("You have given no permission."), self.look, icon=Icon.CONSENT, pair=Pair.TINT)
            )
        for number, given in enumerate(state.given):
            self.add(self._panel(number, given))
        self.action(Face(self.tr("Back"), icon=Icon.BACK), Back())

    def _panel(self, number: int, given: Given) -> GivenPanel:
        panel = GivenPanel(given, self.look)
        end = Button(Face(self.tr("End this permission"), icon=Icon.CROSS), self.look)
        end.name(f"{end.face.spoken}. {given.grantee}")
        self.on(end, lambda: Choose(number))
        panel.column.addWidget(end)
        return panel
