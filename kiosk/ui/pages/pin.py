"""The PIN: typed on the screen or on a keypad, shown as dots, held by neither."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from kiosk.ui.buttons import Button, Face, Kind
from kiosk.ui.colours import Pair
from kiosk.ui.icons import Icon
from kiosk.ui.keypad import Dots, Keypad
from kiosk.ui.look import Type
from kiosk.ui.page import Page
from kiosk.ui.progress import Step
from kiosk.ui.texts import Notice, Text, stacked
from kiosk.ui.wording import filled
from kiosk.visit.events import Back, Next, PinDigit, PinErase
from kiosk.visit.states import PinEntry, PinFor

SHORTEST = 6  # digits, SP 800-73-4 part 2, 2.4.3
D = TypeVar("D")


class DigitsPage(Page[D], Generic[D]):
    """Words on one side, dots and keypad on the other; digits also come from the keyboard."""

    forward: Button

    def lay_out(self, words: QWidget) -> None:
        """Side by side where the screen lies, under one another where it stands."""
        look = self.look
        whole = QWidget()
        across = not look.portrait
        way = QBoxLayout.Direction.LeftToRight if across else QBoxLayout.Direction.TopToBottom
        line = QBoxLayout(way, whole)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(look.px(40 if across else 18))
        line.addWidget(words, 1)
        line.addWidget(self._pad(), 0, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.add(whole)

    def _pad(self) -> QWidget:
        self.dots = Dots(self.look)
        self.dots.entered.connect(self._enter)
        keypad = Keypad(self.look)
        keypad.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        keypad.digit.connect(lambda digit: self.said.emit(PinDigit(digit)))
        keypad.erase.connect(lambda: self.said.emit(PinErase()))
        return stacked(self.look, self.dots, keypad)

    def _enter(self) -> None:
        self.forward.click()

    def first_control(self) -> QWidget:
        """The dots: what is typed goes there."""
        return self.dots

    def typed(self, length: int) -> None:
        """So many digits are there."""
        self.dots.show_length(length)
        self.forward.setEnabled(length >= SHORTEST)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Digits and the erase key, wherever the focus is; Enter where no button has it."""
        if Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9:
            self.said.emit(PinDigit(event.key() - Qt.Key.Key_0))
        elif event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.said.emit(PinErase())
        else:
            super().keyPressEvent(event)


class PinPage(DigitsPage[PinEntry]):
    """The PIN that the card checks, and how often it may still be wrong."""

    def build(self, state: PinEntry) -> None:
        """Why, how often, and the pad."""
        title, lead = self._asked(state.why)
        self.setAccessibleName(title)
        words: list[QWidget] = [
            Text(title, self.look, style=Type.TITLE),
            Text(lead, self.look, style=Type.LEAD, pair=Pair.QUIET),
        ]
        if state.wrong:
            words.append(Notice(self.tr("That PIN was not right."), self.look))
        if state.last:
            last = self.tr(
                "This is the last try. If it is wrong, your card is blocked and the desk has to unblock it."
            )
            words.append(Notice(last, self.look))
        elif state.wrong:
            left = filled(self.tr("Tries left: {number}"), number=state.tries_left)
            words.append(Text(left, self.look, style=Type.HEADING))
        self.lay_out(stacked(self.look, *words))
        self.action(Face(self.tr("Back"), icon=Icon.BACK), Back())
        self.forward = self.action(Face(self.tr("Continue"), icon=Icon.NEXT), Next(), kind=Kind.PRIMARY)
        self.typed(state.length)

    def step_at(self, state: PinEntry) -> Step | None:
        """A signature belongs to the consents; staff and those who come back are on no step."""
        return {PinFor.LOG_IN: Step.PIN, PinFor.SIGN: Step.CONSENTS}.get(state.why)

    def renew(self, state: PinEntry) -> bool:
        """Only the dots change from digit to digit."""
        before = self.state
        if (before.why, before.tries_left, before.wrong) != (state.why, state.tries_left, state.wrong):
            return False
        self.typed(state.length)
        return True

    def _asked(self, why: PinFor) -> tuple[str, str]:
        """Title and sentence."""
        cover = self.tr("Cover the keypad with your hand.")
        match why:
            case PinFor.SIGN:
                return self.tr("Sign with your PIN"), self.tr(
                    "Your card signs the text that you have just read."
                )
            case PinFor.RESUME:
                return self.tr("Enter your PIN to go on"), cover
            case PinFor.STAFF:
                return self.tr("Staff: enter your PIN"), cover
            case PinFor.LOG_IN:
                return self.tr("Enter your PIN"), cover
