"""A code for other people's telephones, by segno: the only file that knows it."""

from __future__ import annotations

import segno
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

QUIET_ZONE = 4  # modules, ISO/IEC 18004


class Code(QWidget):
    """A QR code, black on white in every theme, because that is what readers are made for."""

    def __init__(self, text: str, side: int) -> None:
        super().__init__()
        self._rows = [bytes(row) for row in segno.make_qr(text, error="m").matrix]
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name; all is drawn
        """Modules on their quiet zone."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(Qt.GlobalColor.white))
        module = self.width() // (len(self._rows) + 2 * QUIET_ZONE)
        start = (self.width() - module * len(self._rows)) / 2
        for down, row in enumerate(self._rows):
            for across, dark in enumerate(row):
                if dark:
                    where = QRectF(start + across * module, start + down * module, module, module)
                    painter.fillRect(where, QColor(Qt.GlobalColor.black))

    def forget(self) -> None:
        """Show nothing any more."""
        self._rows = []
