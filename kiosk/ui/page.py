"""A page: title, texts and controls in one column, what can be done under it, and nothing that decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.ui.buttons import Button, Face, Kind
from kiosk.ui.colours import Pair
from kiosk.ui.flow import Flow
from kiosk.ui.icons import Icon
from kiosk.ui.look import Look, Type
from kiosk.ui.moving import Waiting
from kiosk.ui.progress import Progress, Step
from kiosk.ui.qr import Code
from kiosk.ui.scroller import Scroller
from kiosk.ui.texts import Badge, Panel, Sign, Text
from kiosk.ui.wording import aloud, filled
from kiosk.visit.shown import TextSize

S = TypeVar("S")
COLUMN = 1040  # design pixels: a line of about eighty letters


class Page(QWidget, Generic[S]):
    """Renders one state; `said` carries the visit's events out."""

    said = Signal(object)
    step: ClassVar[Step | None] = None

    def __init__(self, state: S, look: Look) -> None:
        super().__init__()
        self.state, self.look = state, look
        self._seconds: Text | None = None
        self._compose()
        self.scroller.column.addStretch(1)
        self.build(state)
        self.scroller.column.addStretch(2)
        self._actions.setVisible(bool(self.under()))

    def build(self, state: S) -> None:
        """Put together what this state shows."""
        raise NotImplementedError(f"{type(self).__name__} does not say what it shows")

    def step_at(self, state: S) -> Step | None:  # noqa: ARG002 - most pages stand at one step
        """Where in a visit this is; None where there is no way to measure."""
        return self.step

    def _compose(self) -> None:
        """Progress, column and actions, centred on wide screens."""
        look = self.look
        margin = look.px(48 if not look.portrait else 40)
        across = QHBoxLayout(self)
        across.setContentsMargins(margin, look.px(28), margin, look.px(28))
        column = QWidget()
        column.setMaximumWidth(round(look.px(COLUMN) * max(1.0, look.manner.text_size / TextSize.LARGE)))
        across.addWidget(column)
        whole = QVBoxLayout(column)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(look.px(22))
        step = self.step_at(self.state)
        if step is not None:
            whole.addWidget(Progress(step, look))
        self.scroller = Scroller(look)
        whole.addWidget(self.scroller, 1)
        self._actions = Flow(gap=look.px(18), fill=look.portrait)
        whole.addWidget(self._actions)

    def title(self, text: str, icon: Icon | None = None, *, pair: Pair = Pair.TINT) -> None:
        """The page's one question or message, under its icon."""
        self.setAccessibleName(aloud(text))
        if icon is not None and self.look.manner.text_size < TextSize.LARGEST:  # words are worth more room
            self.add(Badge(icon, self.look, pair))
        self.add(Text(text, self.look, style=Type.TITLE))

    def lead(self, text: str) -> None:
        """The sentence under the title."""
        self.add(Text(text, self.look, style=Type.LEAD, pair=Pair.QUIET))

    def text(self, text: str) -> None:
        """A paragraph."""
        self.add(Text(text, self.look))

    def waiting(self, title: str, lead: str) -> None:
        """The whole page is a ring and what is waited for."""
        column = self.scroller.column
        column.addWidget(Waiting(self.look), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(self.look.px(20))
        self.setAccessibleName(title)
        for words, style, pair in ((title, Type.TITLE, Pair.PLAIN), (lead, Type.LEAD, Pair.QUIET)):
            text = Text(words, self.look, style=style, pair=pair)
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(text)

    def countdown(self, seconds: int) -> None:
        """The seconds that are left."""
        panel = Panel(self.look, pair=Pair.TINT, across=True)
        panel.column.addWidget(Sign(Icon.CLOCK, self.look, side=36, colour=Pair.TINT.text))
        self._seconds = Text("", self.look, style=Type.HEADING, pair=Pair.TINT)
        panel.column.addWidget(self._seconds, 1)
        self.add(panel)
        self.count(seconds)

    def count(self, seconds: int) -> bool:
        """Other seconds; always renewed."""
        if self._seconds is not None:
            self._seconds.write(filled(self.tr("Seconds left: {number}"), number=seconds))
        return True

    def renew(self, state: S) -> bool:
        """Show another state of the same kind in place; False when the page has to be made anew."""
        return state == self.state

    def add(self, widget: QWidget) -> None:
        """Put a widget under what is there."""
        self.scroller.column.addWidget(widget)

    def choice(self, face: Face, event: object) -> Button:
        """One of several things to choose from, a row of its own."""
        button = Button(face, self.look, kind=Kind.CHOICE)
        self.on(button, lambda: event)
        self.add(button)
        return button

    def action(self, face: Face, event: object, *, kind: Kind = Kind.SECONDARY) -> Button:
        """Something to do with the whole page; the primary one comes last, at the trailing edge."""
        button = Button(face, self.look, kind=kind)
        self.on(button, lambda: event)
        self._actions.add(button)
        return button

    def on(self, button: Button, event: Callable[[], object]) -> None:
        """Say an event when a button is pressed."""
        button.clicked.connect(lambda: self.said.emit(event()))

    def under(self) -> list[Button]:
        """The buttons under the column, in order."""
        return self._actions.findChildren(Button)

    def controls(self) -> list[QWidget]:
        """Everything that takes the focus, from top to bottom."""
        return [
            widget for widget in self.findChildren(QWidget) if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]

    def lines(self) -> list[str]:
        """What stands on the page, without the seconds that run."""
        return [
            text.accessibleName() for text in self.scroller.findChildren(Text) if text is not self._seconds
        ]

    def reading(self) -> str:
        """The page as it is read aloud."""
        seconds = [self._seconds.accessibleName()] if self._seconds else []
        return "\n".join([*self.lines(), *seconds])

    def first_control(self) -> QWidget:
        """Where the focus starts: what is to be chosen, the main action, any other control, else the page itself."""
        inside = self.scroller.area.findChildren(Button)
        choices = [button for button in inside if button.kind in (Kind.CHOICE, Kind.OPTION)]
        main = [button for button in self.under() if button.kind is Kind.PRIMARY]
        usable = (button for button in [*choices, *main, *inside, *self.under()] if button.isEnabled())
        return next(usable, self)

    def forget(self) -> None:
        """Drop every text and the state: called when the page is left, before Qt takes it down."""
        del self.state
        self.setAccessibleName("")
        for text in self.findChildren(Text):
            text.write("")
        for button in self.findChildren(Button):
            button.forget()
        for code in self.findChildren(Code):
            code.forget()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows move the focus, page keys the column: a keypad is enough for everything."""
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Right:
                self.focusNextChild()
            case Qt.Key.Key_Up | Qt.Key.Key_Left:
                self.focusPreviousChild()
            case Qt.Key.Key_PageDown:
                self.scroller.turn()
            case Qt.Key.Key_PageUp:
                self.scroller.turn_back()
            case _:
                event.ignore()
