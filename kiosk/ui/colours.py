"""Colour tokens of the three themes, the pairs in which text may stand, and their contrast.

Whatever draws text takes a `Pair`, never a colour: so the contrast of everything that can be seen is computed from this
file (WCAG 2.2, success criteria 1.4.3, 1.4.6 and 1.4.11).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kiosk.visit.shown import Theme

LINEAR_BELOW = 0.04045  # sRGB's transfer curve: linear below this


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme, each as #rrggbb."""

    ground: str
    surface: str
    ink: str
    quiet: str
    line: str
    edge: str
    primary: str
    pressed: str
    on_primary: str
    tint: str
    on_tint: str
    alert: str
    on_alert: str
    good: str
    on_good: str
    focus: str


class Pair(Enum):
    """(text, ground): the only combinations in which text is drawn."""

    PLAIN = ("ink", "ground")
    QUIET = ("quiet", "ground")
    CARD = ("ink", "surface")
    CARD_QUIET = ("quiet", "surface")
    PRIMARY = ("on_primary", "primary")
    PRIMARY_PRESSED = ("on_primary", "pressed")
    LINK = ("primary", "surface")
    LINK_PLAIN = ("primary", "ground")
    TINT = ("on_tint", "tint")
    ALERT = ("on_alert", "alert")
    GOOD = ("on_good", "good")

    @property
    def text(self) -> str:
        """The token of the text."""
        return self.value[0]

    @property
    def ground(self) -> str:
        """The token of what is behind it."""
        return self.value[1]


# Shapes that must be told from what is beside them, at 3:1: a control's edge and the focus ring.
SHAPES = (
    ("edge", "ground"),
    ("edge", "surface"),
    ("focus", "ground"),
    ("focus", "surface"),
    ("focus", "tint"),
)

PALETTES = {
    Theme.LIGHT: Palette(
        ground="#f2f6f5",
        surface="#ffffff",
        ink="#0f262c",
        quiet="#40545a",
        line="#d3dddc",
        edge="#6c8085",
        primary="#0a585c",
        pressed="#063f42",
        on_primary="#ffffff",
        tint="#d9eee9",
        on_tint="#083f42",
        alert="#fdecd6",
        on_alert="#5c2b00",
        good="#dcf1de",
        on_good="#0f4219",
        focus="#b34700",
    ),
    Theme.DARK: Palette(
        ground="#0d1a1e",
        surface="#16282e",
        ink="#f2f7f6",
        quiet="#b9c9ca",
        line="#31464c",
        edge="#82979c",
        primary="#86dbd1",
        pressed="#b4ece5",
        on_primary="#04211f",
        tint="#1f4448",
        on_tint="#e3f7f4",
        alert="#4a2c0a",
        on_alert="#ffe3c0",
        good="#16401f",
        on_good="#d6f5da",
        focus="#ffc44d",
    ),
    Theme.CONTRAST: Palette(
        ground="#000000",
        surface="#000000",
        ink="#ffffff",
        quiet="#ffffff",
        line="#ffffff",
        edge="#ffffff",
        primary="#ffe600",
        pressed="#ffffff",
        on_primary="#000000",
        tint="#00303a",
        on_tint="#ffffff",
        alert="#5a0000",
        on_alert="#ffffff",
        good="#003a0c",
        on_good="#ffffff",
        focus="#00e5ff",
    ),
}


def luminance(colour: str) -> float:
    """The relative luminance of #rrggbb, 0 to 1 (WCAG 2.2, definitions)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= LINEAR_BELOW else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, definitions)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
