"""The list of ways out is long enough, and what it says of the program is so."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

import kiosk
from kiosk.lockdown import WAYS_OUT, Stop

SOURCES = sorted(Path(kiosk.__file__).parent.rglob("*.py"))
OPENERS = {
    "QFileDialog",
    "QPrintDialog",
    "QColorDialog",
    "QFontDialog",
    "QInputDialog",
    "QDesktopServices",
    "QWebEngineView",
    "QTextBrowser",
    "QSystemTrayIcon",
    "QMenu",
    "QMenuBar",
    "webbrowser",
}


def test_t103_at_least_forty_ways_are_known_and_each_is_stopped_once() -> None:
    assert len(WAYS_OUT) >= 40
    assert max(Counter(way.tried for way in WAYS_OUT).values()) == 1
    assert {way.stop for way in WAYS_OUT} == set(Stop)
    assert all(way.how for way in WAYS_OUT)


def names(source: str) -> set[str]:
    """Every name in a source."""
    tree = ast.walk(ast.parse(source))
    found: set[str] = set()
    for node in tree:
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.alias):
            found.add(node.name.rpartition(".")[2])
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_t103_nothing_in_the_program_opens_a_dialog_a_menu_or_a_link(path: Path) -> None:
    assert not names(path.read_text()) & OPENERS


def test_an_opener_would_be_seen() -> None:
    """The control."""
    assert names("from PySide6.QtWidgets import QMenu") & OPENERS
