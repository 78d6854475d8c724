"""Nobody is here: what this is, in which language, and what to do without a card."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QWidget

from kiosk.ui.buttons import Button, Face, Kind
from kiosk.ui.colours import Pair
from kiosk.ui.icons import Icon
from kiosk.ui.look import Look, Type
from kiosk.ui.moving import CardAndReader
from kiosk.ui.page import Page
from kiosk.ui.texts import Notice, Text, centred, stacked
from kiosk.ui.wording import LANGUAGES
from kiosk.visit.events import CallStaff, ChooseLanguage, ChooseMotion
from kiosk.visit.shown import TextSize
from kiosk.visit.states import Attract, Call


class AttractPage(Page[Attract]):
    """The page that invites."""

    def build(self, state: Attract) -> None:
        """A drawing beside the welcome, the languages below."""
        look = self.look
        if not state.bridge:
            self.add(
                Notice(self.tr("You can check in. Permissions and records have to wait a little."), look)
            )
        hero = QWidget()
        across = not look.portrait and look.manner.text_size < TextSize.LARGEST
        way = QBoxLayout.Direction.LeftToRight if across else QBoxLayout.Direction.TopToBottom
        line = QBoxLayout(way, hero)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(look.px(48 if across else 20))
        if look.manner.text_size < TextSize.LARGEST:  # words are worth more room than the drawing
            line.addWidget(self._drawing(), 0, Qt.AlignmentFlag.AlignCenter)
        line.addWidget(self._welcome(), 1, Qt.AlignmentFlag.AlignVCenter)
        self.add(hero)
        self.scroller.column.addStretch(1)
        self.add(languages(self, look))
        self._add_actions()

    def first_control(self) -> QWidget:
        """Nothing is chosen before somebody comes."""
        return self

    def _drawing(self) -> QWidget:
        """The drawing, and the way to hold it still."""
        moving = self.look.manner.motion
        still = self.tr("Stop the moving picture") if moving else self.tr("Start the moving picture")
        button = Button(Face(still), self.look, kind=Kind.QUIET, main=False)
        self.on(button, lambda: ChooseMotion(not moving))
        return stacked(self.look, centred(CardAndReader(self.look)), button)

    def _welcome(self) -> QWidget:
        """The three sentences that everybody sees."""
        look, title = self.look, self.tr("Welcome")
        self.setAccessibleName(title)
        lead = self.tr("Hold your card to the reader, or put it in.")
        more = self.tr("Check in, decide who may see your records, and see who has read them.")
        return stacked(
            look,
            Text(title, look, style=Type.DISPLAY),
            Text(lead, look, style=Type.LEAD),
            Text(more, look, pair=Pair.QUIET),
        )

    def _add_actions(self) -> None:
        self.action(
            Face(self.tr("I need an interpreter"), icon=Icon.INTERPRETER), CallStaff(Call.INTERPRETER)
        )
        self.action(Face(self.tr("I have no card"), icon=Icon.NO_CARD), CallStaff(Call.NO_CARD))


def languages(page: Page[Attract], look: Look) -> QWidget:
    """A button a language, each in its own words."""
    grid = QWidget()
    cells = QGridLayout(grid)
    cells.setContentsMargins(0, 0, 0, 0)
    cells.setSpacing(look.px(12))
    columns = 3 if look.manner.text_size < TextSize.LARGEST or not look.portrait else 2
    for place, (language, words) in enumerate(LANGUAGES.items()):
        button = Button(Face(words), look, kind=Kind.OPTION)
        button.setCheckable(True)
        button.setChecked(language is look.manner.language)
        page.on(button, partial(ChooseLanguage, language))
        cells.addWidget(button, *divmod(place, columns))
    return grid
