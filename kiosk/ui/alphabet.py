"""Letters on the screen for a name, in the script of the page's language."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from kiosk.ui.buttons import Button, Face, Kind
from kiosk.ui.icons import Icon
from kiosk.ui.look import Look
from kiosk.visit.shown import Language

LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BETWEEN = "-'"  # what stands inside of names
ALPHABETS: Final = {
    Language.ENGLISH: LATIN,
    Language.SPANISH: LATIN + "ÁÉÍÑÓÚÜ",
    Language.FRENCH: LATIN + "ÀÂÇÈÉÊËÎÏÔÙÛÜ",
    Language.GERMAN: LATIN + "ÄÖÜẞ",
    Language.ARABIC: "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأإؤئىة",
    Language.SERBIAN: "АБВГДЂЕЖЗИЈКЛЉМНЊОПРСТЋУФХЦЧЏШ" + LATIN + "ČĆŽŠĐ",
}
COLUMNS = 11


class Alphabet(QWidget):
    """A key a letter, a space, and one that takes the last letter back."""

    letter = Signal(str)
    erase = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(look.px(6))
        for letter in ALPHABETS[look.manner.language] + BETWEEN:
            self._put(Face(letter), letter, look).name(letter)
        self._put(Face("␣"), " ", look).name(self.tr("Space"))
        back = Button(Face("", icon=Icon.DELETE), look, kind=Kind.OPTION, main=False)
        back.name(self.tr("Delete the last letter"))
        back.clicked.connect(self.erase.emit)
        self._grid.addWidget(back, *divmod(self._grid.count(), COLUMNS))

    def _put(self, face: Face, letter: str, look: Look) -> Button:
        """The next key."""
        key = Button(face, look, kind=Kind.LETTER, main=False)
        key.clicked.connect(lambda: self.letter.emit(letter))
        self._grid.addWidget(key, *divmod(self._grid.count(), COLUMNS))
        return key


def joined(text: str, letter: str) -> str:
    """A name with one more letter: a capital where a word begins, else small."""
    begins = not text or text[-1] in " -'"
    return text + (letter if begins else letter.lower())
