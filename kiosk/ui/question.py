"""A question with two answers of equal weight: the same size, the same colour, neither chosen in advance."""

from __future__ import annotations

from kiosk.ui.buttons import Button, Face, Kind
from kiosk.ui.icons import Icon
from kiosk.ui.look import Look
from kiosk.ui.texts import Panel, beside


class Question(Panel):
    """A panel that ends in no and yes, side by side; `about` tells each pair of answers from the others aloud."""

    def __init__(self, look: Look, *, yes: str, no: str, about: str) -> None:
        super().__init__(look)
        self.no = Button(Face(no, icon=Icon.CROSS), look, kind=Kind.OPTION)
        self.yes = Button(Face(yes, icon=Icon.CHECK), look, kind=Kind.OPTION)
        for button in (self.no, self.yes):
            button.setCheckable(True)
            button.name(f"{button.face.spoken}. {about}")

    def finish(self) -> None:
        """Put the answers under what is there."""
        self.column.addWidget(beside(self.look, self.no, self.yes))

    def answer(self, answer: bool | None) -> None:
        """Show what was chosen; None is no answer yet."""
        self.yes.setChecked(answer is True)
        self.no.setChecked(answer is False)
