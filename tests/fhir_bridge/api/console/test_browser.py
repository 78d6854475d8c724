"""The pages in real Chromium: at 1280 and at 400 pixels, by keyboard, as a screen reader is told of them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chromium import Page, chromium
from tests.fhir_bridge.api.console.reception import Reception
from tests.fhir_bridge.api.console.test_console import PAGES

pytestmark = pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium on this machine")
BEYOND = """[...document.querySelectorAll("main *, header *")].filter((one) => {
  const box = one.getBoundingClientRect();
  return box.width > 2 && box.right > innerWidth + 1 && !one.closest(".skip");
}).map((one) => one.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with chromium(tmp_path_factory.mktemp("chromium")) as page:
        yield page


@pytest.fixture(scope="module")
def inside(tab: Page, reception: Reception) -> Page:
    """An operator came in by the link, with the keyboard alone."""
    tab.open(reception.base + reception.link())
    tab.press("Tab")
    assert tab.run("document.activeElement.className") == "skip"
    tab.press("Tab")
    tab.press("Enter")
    tab.loaded()
    assert tab.run("location.pathname") == "/console"
    return tab


def pages(reception: Reception) -> list[str]:
    return [*(f"{path}?still" for path in PAGES), reception.receipt, "/verify"]


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("number", range(7))
def test_every_page_fits_and_is_told_whole(
    inside: Page, reception: Reception, number: int, width: int
) -> None:
    path = pages(reception)[number]
    inside.size(width)
    inside.open(reception.base + path)
    assert inside.run("document.documentElement.scrollWidth") == width
    assert inside.run(BEYOND) == []
    if folder := os.environ.get("CONSOLE_PICTURES"):
        inside.picture(Path(folder) / f"{path.strip('/').split('?')[0].replace('/', '-')[:20]}-{width}.png")
    told = inside.tree()
    roles = [role for role, _ in told]
    assert roles.count("main") == 1 or path == "/verify"
    assert [role for role, name in told if role in {"link", "button", "image", "table"} and not name] == []
    if path.startswith("/console"):
        assert {"banner", "navigation"} <= set(roles)
        assert "heading" in roles


@pytest.mark.parametrize("width", [1280, 400])
def test_a_table_is_a_table_to_a_screen_reader_also_where_it_is_laid_out_as_cards(
    inside: Page, reception: Reception, width: int
) -> None:
    inside.size(width)
    inside.open(reception.base + "/console/trace?still")
    roles = [role for role, _ in inside.tree()]
    assert roles.count("columnheader") == 6
    assert roles.count("rowheader") == roles.count("row") - 1 > 3


def test_every_link_is_reached_by_keyboard_and_seen_to_be(inside: Page, reception: Reception) -> None:
    inside.size(1280)
    inside.open(reception.base + "/console?still")
    there = inside.run("document.querySelectorAll('a, button').length")
    reached = []
    for _ in range(there):
        inside.press("Tab")
        reached.append(inside.run("document.activeElement.textContent"))
        assert inside.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert len(set(reached)) == there
    assert reached[0] == "Skip to the content"


def test_the_pages_reach_for_nothing_and_break_no_rule_of_their_own(
    inside: Page, reception: Reception
) -> None:
    inside.open(reception.base + "/console?still")
    asked = inside.run("performance.getEntriesByType('resource').map((one) => new URL(one.name).pathname)")
    assert asked == ["/console/look.css"]
    assert inside.run("getComputedStyle(document.body).backgroundColor") == "rgb(242, 246, 245)"
    inside.open(reception.base + "/verify")
    assert inside.run("typeof verify") == "function"


def test_the_session_is_not_to_be_had_by_a_script(inside: Page, reception: Reception) -> None:
    inside.open(reception.base + "/console?still")
    assert inside.run("document.cookie") == ""
