"""Every page is reached, left and drawn; the drawing in the documents is the code's."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from kiosk.visit.states import State
from tests.kiosk.visit import drawing
from tests.kiosk.visit.walk import walked

PAGE = Path(__file__).parents[3] / "docs" / "visit.md"
PAGES = sorted(kind.__name__ for kind in get_args(State))
RESTS = {"Attract", "Locked", "OutOfOrder"}


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_reached_and_left(page: str) -> None:
    assert any(edge.target == page for edge in walked())
    assert any(edge.source == page for edge in walked())


@pytest.mark.parametrize("page", sorted(set(PAGES) - RESTS))
def test_every_page_leads_back_to_rest(page: str) -> None:
    reached, more = set(), {page}
    while more:
        reached |= more
        more = {edge.target for edge in walked() if edge.source in reached} - reached
    assert "Attract" in reached


@pytest.mark.parametrize(
    "page", sorted(set(PAGES) - RESTS - {"SwapCards", "CardPulled", "InsertCard", "StaffCalled"})
)
def test_no_page_stays_when_the_card_goes(page: str) -> None:
    assert any(edge.source == page and edge.event == "CardRemoved" for edge in walked())


def test_the_drawing_is_of_today() -> None:
    """`scripts/draw-visit` writes it."""
    page = PAGE.read_text()
    assert drawing.redrawn(page) == page
    assert all(name in page for name in PAGES)


def test_another_drawing_is_told_apart() -> None:
    """The control."""
    page = PAGE.read_text().replace("Attract --> CardReading", "Attract --> Receipt")
    assert drawing.redrawn(page) != page
