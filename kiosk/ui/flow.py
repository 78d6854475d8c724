"""Widgets side by side, and under one another where they do not fit."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


@dataclass(frozen=True, slots=True)
class Placed:
    """One widget and where it goes, in left-to-right terms."""

    widget: QWidget
    where: QRect


class Flow(QWidget):
    """Rows of widgets; each row is stretched to the full width when `fill`, else it ends at the trailing edge.

    It places its widgets itself, without items of a QLayout: they are its children, and there is nothing else to own.
    """

    def __init__(self, *, gap: int, fill: bool = False) -> None:
        super().__init__()
        self.widgets: list[QWidget] = []
        self._gap, self._fill = gap, fill
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """Put a widget at the end."""
        widget.setParent(self)
        self.widgets.append(widget)
        widget.show()
        self._settle()

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """It breaks into rows."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """The height of all rows."""
        return max((placed.where.bottom() + 1 for placed in self._place(width)), default=0)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """All in one row."""
        hints = [widget.sizeHint() for widget in self.widgets]
        width = sum(hint.width() for hint in hints) + self._gap * max(0, len(hints) - 1)
        return QSize(width, self.heightForWidth(max(width, self.width())))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One under the other."""
        narrow = max((widget.minimumSizeHint().width() for widget in self.widgets), default=0)
        return QSize(narrow, self.heightForWidth(max(narrow, self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Break into rows anew."""
        super().resizeEvent(event)
        self._settle()

    def event(self, event: QEvent) -> bool:
        """A button with another face may need another place."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._settle()
        return super().event(event)

    def _settle(self) -> None:
        """Place everything, from the leading edge of the language."""
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        for placed in self._place(self.width()):
            where = placed.where
            if mirrored:
                where = where.translated(self.width() - where.right() - 1 - where.left(), 0)
            placed.widget.setGeometry(where)
        self.updateGeometry()

    def _rows(self, width: int) -> list[list[QWidget]]:
        """What stands side by side."""
        rows: list[list[QWidget]] = []
        used = width + 1
        for widget in self.widgets:
            wanted = min(widget.sizeHint().width(), width)
            used += self._gap + wanted
            if used > width:
                rows.append([])
                used = wanted
            rows[-1].append(widget)
        return rows

    def _place(self, width: int) -> list[Placed]:
        """Where each goes within a width."""
        placed: list[Placed] = []
        top = 0
        for row in self._rows(width):
            wide = [min(widget.sizeHint().width(), width) for widget in row]
            spare = width - sum(wide) - self._gap * (len(row) - 1)
            grown = [w + spare // len(row) if self._fill else w for w in wide]
            high = max(widget.heightForWidth(w) for widget, w in zip(row, grown, strict=True))
            left = 0 if self._fill else spare
            for widget, w in zip(row, grown, strict=True):
                placed.append(Placed(widget, QRect(left, top, w, high)))
                left += w + self._gap
            top += high + self._gap
        return placed
