"""Who has read what, when, what for and under which permission."""

from __future__ import annotations

from dataclasses import replace

from kiosk.ui.buttons import Button, Face
from kiosk.ui.colours import Pair
from kiosk.ui.icons import Icon
from kiosk.ui.look import Type
from kiosk.ui.page import Page
from kiosk.ui.texts import Notice, Panel, Text
from kiosk.ui.wording import classes, clock, day, filled, purpose
from kiosk.visit.events import Back, LooksWrong
from kiosk.visit.shown import Read
from kiosk.visit.states import MyData


class MyDataPage(Page[MyData]):
    """A panel a look at the data; one in an emergency is marked."""

    def build(self, state: MyData) -> None:
        """The newest first, as the state has them."""
        self.title(self.tr("Who has read my records"))
        if not state.reads:
            self.add(
                Notice(self.tr("Nobody has read your records."), self.look, icon=Icon.EYE, pair=Pair.TINT)
            )
        else:
            self.lead(
                self.tr(
                    "If you do not know why somebody looked, say so. A privacy officer finds out and tells you."
                )
            )
        self.panels = [self._panel(number, read) for number, read in enumerate(state.reads)]
        for panel in self.panels:
            self.add(panel)
        self.action(Face(self.tr("Back"), icon=Icon.BACK), Back())

    def renew(self, state: MyData) -> bool:
        """Only what was reported changes."""
        if len(state.reads) != len(self.panels):
            return False
        for number, (before, read) in enumerate(zip(self.state.reads, state.reads, strict=True)):
            if replace(before, reported=read.reported) != read:
                return False
            if before.reported != read.reported:
                self._told(self.panels[number])
        return True

    def _told(self, panel: Panel) -> None:
        """Put the answer into the place of the button."""
        button = panel.findChild(Button)
        panel.column.addWidget(self._thanks())
        if button is not None:
            button.hide()
            button.deleteLater()

    def _thanks(self) -> Notice:
        told = self.tr("The privacy officer has been told.")
        return Notice(told, self.look, icon=Icon.CHECK, pair=Pair.GOOD)

    def _panel(self, number: int, read: Read) -> Panel:
        look = self.look
        panel = Panel(look)
        panel.column.addWidget(Text(read.reader, look, style=Type.HEADING, pair=Pair.CARD))
        when = f"{day(read.when, look.locale)}, {clock(read.when, look.locale)}"
        panel.column.addWidget(Text(when, look, pair=Pair.CARD_QUIET))
        if read.emergency:
            panel.column.addWidget(Notice(self.tr("In an emergency, without your permission"), look))
        what = filled(self.tr("Read: {data}"), data=classes(read.classes, look.locale))
        panel.column.addWidget(Text(what, look, pair=Pair.CARD))
        why = filled(self.tr("What for: {purpose}"), purpose=purpose(read.purpose))
        panel.column.addWidget(Text(why, look, pair=Pair.CARD_QUIET))
        if not read.emergency:
            panel.column.addWidget(Text(self._under(read), look, pair=Pair.CARD_QUIET))
        panel.column.addWidget(self._report(number, read))
        return panel

    def _under(self, read: Read) -> str:
        """Under which permission; the clinic's own care needs none."""
        if read.under:
            return filled(self.tr("Your permission: {name}"), name=read.under)
        return self.tr("As part of your care in this clinic")

    def _report(self, number: int, read: Read) -> Notice | Button:
        """The button, or that it was pressed."""
        if read.reported:
            return self._thanks()
        button = Button(Face(self.tr("This looks wrong"), icon=Icon.ALERT), self.look)
        button.name(f"{button.face.spoken}. {read.reader}")
        self.on(button, lambda: LooksWrong(number))
        return button
