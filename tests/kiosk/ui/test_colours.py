"""Contrast, computed over every pair in which text is drawn, in every theme."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kiosk.ui
from kiosk.ui.colours import PALETTES, SHAPES, Pair, contrast
from kiosk.visit.shown import Theme

FOLDER = Path(kiosk.ui.__file__).parent


@pytest.mark.parametrize("pair", Pair)
@pytest.mark.parametrize("theme", Theme)
def test_text_stands_out(theme: Theme, pair: Pair) -> None:
    palette = PALETTES[theme]
    needed = 7 if theme is Theme.CONTRAST else 4.5
    assert contrast(getattr(palette, pair.text), getattr(palette, pair.ground)) >= needed


@pytest.mark.parametrize(("shape", "ground"), SHAPES)
@pytest.mark.parametrize("theme", Theme)
def test_controls_and_focus_stand_out(theme: Theme, shape: str, ground: str) -> None:
    palette = PALETTES[theme]
    assert contrast(getattr(palette, shape), getattr(palette, ground)) >= 3


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # just too little
    assert contrast("#ffffff", "#ffffff") == 1


def test_no_colour_stands_anywhere_else() -> None:
    sources = [path for path in FOLDER.rglob("*.py") if path.name != "colours.py"]
    assert not [
        path.name for path in sources if re.search(r'"#[0-9a-fA-F]{3,8}"|setStyleSheet', path.read_text())
    ]
