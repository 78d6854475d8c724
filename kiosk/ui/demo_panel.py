"""The small panel beside a training kiosk: put a card in, tap it, take it out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget


class DemoPanel(QWidget):
    """A window of its own, with two buttons a card. `insert(label, tapped)` and `pull()` do it."""

    def __init__(
        self, labels: tuple[str, ...], insert: Callable[[str, bool], None], pull: Callable[[], None]
    ) -> None:
        super().__init__(None, Qt.WindowType.Tool | Qt.WindowType.WindowStaysOnTopHint)
        self.setWindowTitle("Training cards")
        column = QVBoxLayout(self)
        for label in labels:
            row = QHBoxLayout()
            row.addWidget(QLabel(label), 1)
            row.addWidget(_button("Put in", partial(insert, label, False)))
            row.addWidget(_button("Tap", partial(insert, label, True)))
            column.addLayout(row)
        column.addWidget(_button("Take out", pull))


def _button(text: str, pressed: Callable[[], None]) -> QPushButton:
    button = QPushButton(text)
    button.clicked.connect(lambda: pressed())  # noqa: PLW0108 -- Qt would hand over whether it is checked
    return button
