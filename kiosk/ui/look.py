"""How things look on this screen for this person: pixels, fonts and colours, from the manner they chose.

Lengths are written in design pixels, those of a screen whose shorter side has 900; `Look.px` makes real ones. Nothing
that can be touched is under 44 pixels and no main control under 64, however small the screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtGui import QColor, QFont

from kiosk.ui.colours import PALETTES, Pair, Palette
from kiosk.visit.shown import Manner

DESIGNED_FOR = 900  # the shorter side that design pixels are counted on
SMALLEST_UNIT, LARGEST_UNIT = 0.85, 2.6  # 1024 x 768 up to 4K; below it, pages scroll
MAIN_TARGET, LEAST_TARGET = 64, 44  # pixels
SMALLEST_TEXT = 16  # pixels
IN_ORDER = (1, 2, 3, 4, 5, 6, 7, 8, 9, 0)  # the keypad's digits, unless the site wants a new order each time
FAMILIES = ["Noto Sans", "Noto Sans Arabic", "DejaVu Sans"]


class Type(Enum):
    """(design pixels, weight) of every text."""

    DISPLAY = (54, QFont.Weight.DemiBold)
    TITLE = (38, QFont.Weight.DemiBold)
    HEADING = (26, QFont.Weight.DemiBold)
    LEAD = (25, QFont.Weight.Normal)
    BODY = (22, QFont.Weight.Normal)
    ACTION = (24, QFont.Weight.DemiBold)
    SMALL = (18, QFont.Weight.Normal)
    DIGIT = (36, QFont.Weight.Medium)


@dataclass(frozen=True, slots=True)
class Look:
    """The measures of one screen for one person, and the order of the keypad's digits."""

    size: QSize
    manner: Manner
    digits: tuple[int, ...] = IN_ORDER

    @property
    def palette(self) -> Palette:
        """The theme's colours."""
        return PALETTES[self.manner.theme]

    @property
    def locale(self) -> QLocale:
        """How dates and times are written."""
        return QLocale(self.manner.language.value)

    @property
    def direction(self) -> Qt.LayoutDirection:
        """Which way the language runs."""
        rtl = self.manner.language.right_to_left
        return Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight

    @property
    def portrait(self) -> bool:
        """Whether the screen stands upright."""
        return self.size.height() > self.size.width()

    @property
    def unit(self) -> float:
        """Pixels in a design pixel."""
        shorter = min(self.size.width(), self.size.height())
        return max(SMALLEST_UNIT, min(LARGEST_UNIT, shorter / DESIGNED_FOR))

    def px(self, design: float) -> int:
        """A length in pixels."""
        return round(design * self.unit)

    def main_target(self, design: float = 76) -> int:
        """The least height of a control that a visit needs."""
        return max(MAIN_TARGET, self.px(design))

    def least_target(self, design: float = 52) -> int:
        """The least height of any other control."""
        return max(LEAST_TARGET, self.px(design))

    def text_px(self, style: Type) -> int:
        """The size of a text in pixels, enlarged as the person asked."""
        return round(max(SMALLEST_TEXT, style.value[0] * self.unit) * self.manner.text_size / 100)

    def font(self, style: Type) -> QFont:
        """The font of a text."""
        font = QFont(FAMILIES)
        font.setPixelSize(self.text_px(style))
        font.setWeight(style.value[1])
        return font

    def colour(self, token: str) -> QColor:
        """A token of the theme as Qt's colour."""
        return QColor(getattr(self.palette, token))

    def pair(self, pair: Pair) -> tuple[QColor, QColor]:
        """(text, ground) as Qt's colours."""
        return self.colour(pair.text), self.colour(pair.ground)
