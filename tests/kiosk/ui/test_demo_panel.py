"""The training cards' panel says what clinic it is, and what was pressed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from kiosk.training.practice import NOTICE
from kiosk.ui.demo_panel import DemoPanel


def test_it_says_what_was_pressed_and_that_it_was_closed(qtbot: QtBot) -> None:
    panel = DemoPanel(NOTICE, ("Ana", "Bo"))
    qtbot.addWidget(panel)
    said: list[object] = []
    panel.inserted.connect(lambda label, tapped: said.append((label, tapped)))
    panel.pulled.connect(lambda: said.append("out"))
    panel.closed.connect(lambda: said.append("closed"))
    for name in ("Put in: Bo", "Tap: Ana", "Take out"):
        found = panel.findChildren(QPushButton)
        button = next(one for one in found if name in (one.accessibleName(), one.text()))
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    panel.close()
    assert said == [("Bo", False), ("Ana", True), "out", "closed"]
    assert NOTICE in panel.findChildren(QLabel)[0].text()
