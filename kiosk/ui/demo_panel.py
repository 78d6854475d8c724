"""The small panel beside a training kiosk: what clinic it is; put a card in, tap it, take it out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget


class DemoPanel(QWidget):
    """A window of its own, with two buttons a card. `inserted` carries a label, and whether it was tapped."""

    inserted = Signal(str, bool)
    pulled = Signal()
    closed = Signal()

    def __init__(self, notice: str, labels: tuple[str, ...]) -> None:
        super().__init__(None, Qt.WindowType.Tool | Qt.WindowType.WindowStaysOnTopHint)
        self.setWindowTitle("Training cards")
        column = QVBoxLayout(self)
        said = QLabel(f"<b>{notice}</b><br>PIN 123456")
        said.setMargin(6)
        column.addWidget(said)
        for label in labels:
            column.addLayout(self._row(label))
        column.addWidget(_button("Take out", self.pulled.emit))

    def _row(self, label: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(QLabel(label), 1)
        for text, tapped in (("Put in", False), ("Tap", True)):
            button = _button(text, partial(self.inserted.emit, label, tapped))
            button.setAccessibleName(f"{text}: {label}")
            row.addWidget(button)
        return row

    def show_beside(self, screen: QRect) -> None:
        """Show it at the screen's lower right corner, where a window of the kiosk leaves most room."""
        self.adjustSize()
        self.move(screen.bottomRight() - self.rect().bottomRight())
        self.show()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """The training is over."""
        self.closed.emit()
        super().closeEvent(event)


def _button(text: str, pressed: Callable[[], None]) -> QPushButton:
    button = QPushButton(text)
    button.clicked.connect(lambda: pressed())  # noqa: PLW0108 -- Qt would hand over whether it is checked
    return button
