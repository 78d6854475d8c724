"""The kiosk's own icons, drawn as strokes on a grid of 24 in whatever colour they are asked for."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

STROKE = 1.7


class Icon(StrEnum):
    """Each icon's drawing: the inside of an SVG of 24 by 24."""

    CARD = (
        '<rect x="2.5" y="5" width="19" height="14" rx="2.4"/><rect x="5.5" y="9" width="4.6" height="3.8" rx=".8"/>'
        '<path d="M5.5 16h6M15 16h3.5M15 12h3.5"/>'
    )
    TAP = (
        '<rect x="2" y="8.5" width="12" height="9" rx="1.8"/><path d="M4.5 14.5h4M16.2 9.2a5.4 5.4 0 0 1 0 7.6M18.9 6.6'
        'a9 9 0 0 1 0 12.8"/>'
    )
    STAFF = '<path d="M6 17v-5a6 6 0 0 1 12 0v5M4 17h16v2.6H4zM12 6V3.4M9.6 3.4h4.8"/>'
    LANGUAGE = (
        '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3.2 3 3.2 15 0 18M12 3c-3.2 3-3.2 15 0 18"/>'
    )
    TEXT = '<path d="M2.5 18 6.6 8h.8l4.1 10M3.9 14.6h6.2M12.5 19 17.3 5h1L23 19M14.1 14.4h7.3"/>'
    CONTRAST = '<circle cx="12" cy="12" r="9"/><path d="M12 3a9 9 0 0 1 0 18z" fill="currentColor"/>'
    SPEECH = '<path d="M4 9.5h3.4L12 5.5v13l-4.6-4H4zM15.4 9.2a4 4 0 0 1 0 5.6M18 6.6a8 8 0 0 1 0 10.8"/>'
    INTERPRETER = '<path d="M3 4.5h11v8H8l-3.5 3v-3H3zM17 9h4v8h-1.5v3l-3.5-3h-6v-1.5"/>'
    NO_CARD = '<path d="M21.5 15V7.4A2.4 2.4 0 0 0 19.1 5H9M2.5 8v8.6A2.4 2.4 0 0 0 4.9 19h11.6M3 3l18 18"/>'
    CHECK = '<path d="m5 12.5 4.6 4.6L19.5 7"/>'
    CROSS = '<path d="m6 6 12 12M18 6 6 18"/>'
    BACK = '<path d="M14.5 5.5 8 12l6.5 6.5"/>'
    NEXT = '<path d="M9.5 5.5 16 12l-6.5 6.5"/>'
    DOWN = '<path d="M5.5 9 12 15.5 18.5 9"/>'
    UP = '<path d="M5.5 15 12 8.5l6.5 6.5"/>'
    DELETE = '<path d="M8.5 5.5H21v13H8.5L2.5 12zM12 9.5l5 5M17 9.5l-5 5"/>'
    CLOCK = '<circle cx="12" cy="12" r="9"/><path d="M12 6.5V12l3.6 2.4"/>'
    CALENDAR = (
        '<rect x="3.5" y="5" width="17" height="15.5" rx="2"/><path d="M3.5 10h17M8 3v4M16 3v4M8 14.5h3"/>'
    )
    PERSON = '<circle cx="12" cy="8" r="4"/><path d="M4 20.5c.8-4.6 3.8-6.5 8-6.5s7.2 1.9 8 6.5"/>'
    FAMILY = (
        '<circle cx="8.5" cy="7.5" r="3.5"/><path d="M2 20c.6-4.6 3-6.6 6.5-6.6S14.4 15.4 15 20"/>'
        '<circle cx="17.6" cy="12" r="2.4"/><path d="M15.9 16.2c3-.8 5.5.6 6.1 3.8"/>'
    )
    CONSENT = '<path d="M6 3h9l4 4v14H6zM15 3v4h4M9.2 14.2l2.2 2.2 4-4.4"/>'
    EYE = (
        '<path d="M2 12c2.6-4.6 6-7 10-7s7.4 2.4 10 7c-2.6 4.6-6 7-10 7s-7.4-2.4-10-7z"/>'
        '<circle cx="12" cy="12" r="3"/>'
    )
    RECEIPT = '<path d="M5.5 3h13v18l-2.2-1.6-2.2 1.6-2.1-1.6L9.9 21l-2.2-1.6L5.5 21zM9 8h6M9 12h6"/>'
    PRINT = '<path d="M7 9V3.5h10V9M7 17H3.5V9h17v8H17M7 14h10v6.5H7z"/>'
    LOCK = '<rect x="5" y="10.5" width="14" height="10" rx="2"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5M12 14.5v2.4"/>'
    ALERT = '<path d="M12 3.5 22 20.5H2zM12 10v5M12 17.4v.6"/>'
    SIGN = '<path d="M3 20.5h18M5 16.5l1-4L16.4 2.9l3 3L9 15.6z"/>'
    TOOLS = (
        '<circle cx="12" cy="12" r="3.2"/><path d="M12 2.5v3.2M12 18.3v3.2M2.5 12h3.2M18.3 12h3.2M5.3 5.3l2.2 2.2M16.5'
        ' 16.5l2.2 2.2M18.7 5.3l-2.2 2.2M7.5 16.5l-2.2 2.2"/>'
    )
    WAIT = '<path d="M12 3a9 9 0 1 1-8.5 6"/>'
    EXIT = '<path d="M10 4H4v16h6M9.5 12H21M16.5 7.5 21 12l-4.5 4.5"/>'


def paint(painter: QPainter, icon: Icon, where: QRectF, colour: QColor, *, mirrored: bool = False) -> None:
    """Draw an icon into a square; mirrored where the language runs from right to left and the icon points."""
    ink = colour.name()
    inside = icon.value.replace("currentColor", ink)
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke-linecap="round"'
        f' stroke-linejoin="round" stroke="{ink}" stroke-width="{STROKE}">{inside}</svg>'
    )
    painter.save()
    if mirrored and icon in POINTING:
        painter.translate(where.center().x() * 2, 0)
        painter.scale(-1, 1)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, where)
    painter.restore()


def picture(icon: Icon, side: int, colour: QColor) -> QPixmap:
    """An icon as a picture of `side` pixels."""
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint(painter, icon, QRectF(0, 0, side, side), colour)
    painter.end()
    return pixmap


POINTING = frozenset({Icon.BACK, Icon.NEXT, Icon.DELETE, Icon.EXIT, Icon.TAP})
