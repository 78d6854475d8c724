"""The one window: header above, one page below it, full screen. It renders visits and says what people did."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from random import SystemRandom
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QApplication, QLayout, QVBoxLayout, QWidget

from kiosk.speech import Speaker
from kiosk.ui.book import page_for
from kiosk.ui.buttons import Button
from kiosk.ui.header import Header
from kiosk.ui.language import Translation
from kiosk.ui.look import IN_ORDER, Look
from kiosk.ui.page import Page
from kiosk.ui.pages.languages import LanguagesPage
from kiosk.visit.asked import Hush, Sound, Speak, WindowEffect
from kiosk.visit.shown import Manner
from kiosk.visit.states import State
from kiosk.visit.visit import Visit

LEAST = QSize(1024, 768)
ALARM_MS = 2500  # from one ring to the next: time to say it


class Window(QWidget):
    """`show_visit` and `obey` come in, `happened` goes out. Nothing of a page stays when the next one is shown."""

    happened = Signal(object)

    def __init__(self, speaker: Speaker, *, shuffled: bool = False) -> None:
        super().__init__(None, Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
        self._speaker, self._shuffled = speaker, shuffled
        self._translation = Translation()
        self._digits: tuple[int, ...] = IN_ORDER
        self._number = -1
        self._visit = Visit()
        self._page: Page[Any] | None = None
        self._header: Header | None = None
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._may_close = False
        self._alarm = QTimer(self)
        self._alarm.timeout.connect(self._ring)
        application().focusChanged.connect(self._focus_moved)

    @property
    def look(self) -> Look:
        """How everything looks now."""
        return Look(self.size().expandedTo(LEAST), self._visit.manner, self._digits)

    @property
    def page(self) -> Page[Any]:
        """The page that is shown."""
        if self._page is None:
            self.show_visit(self._visit)
        return self._page  # type: ignore[return-value]  # the line above has made one

    @property
    def state(self) -> State:
        """The state that is shown."""
        return self._visit.state

    def show_visit(self, visit: Visit) -> None:
        """Show a visit: in place where the page can, else on a new page, before this returns."""
        before, self._visit = self._visit, visit
        if visit.number == self._number and self._renewed(before):
            return
        if visit.number != self._number:
            self._number = visit.number
            self._digits = (
                tuple(SystemRandom().sample(IN_ORDER, len(IN_ORDER))) if self._shuffled else IN_ORDER
            )
        place = self._place_in_header()
        self._dress(visit.manner, anew=before.manner != visit.manner or self._header is None)
        self._turn_to(page_for(visit.state, self.look))
        if place is not None and before.manner != visit.manner:
            self._header_buttons()[place].setFocus(Qt.FocusReason.OtherFocusReason)

    def _renewed(self, before: Visit) -> bool:
        """Whether the page that is there could show the visit as it is now."""
        page, now = self._page, self._visit
        if page is None or isinstance(page, LanguagesPage) or before.manner != now.manner:
            return False
        lines = page.lines()
        if type(before.state) is not type(now.state) or not page.renew(now.state):
            return False
        page.state = now.state
        news = list((Counter(page.lines()) - Counter(lines)).elements())
        if news and now.manner.speech:
            self._say("\n".join(news))
        return True

    def obey(self, effect: WindowEffect) -> None:
        """Do what the visit asks of the window."""
        match effect:
            case Speak():
                self._speak()
            case Sound():
                self._ring()
                self._alarm.start(ALARM_MS)
            case Hush():
                self._alarm.stop()
                self._speaker.stop()

    def _ring(self) -> None:
        """The bell, and the page's title aloud, whether speech is on or not: somebody is about to leave without it."""
        application().beep()
        self._say(self.page.accessibleName())

    def close_for_good(self) -> None:
        """The only way to close it: from the program, never from a key."""
        self._may_close = True
        self._alarm.stop()
        self._speaker.stop()
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """What comes from outside (Alt+F4, a window manager) is refused; the program itself may end."""
        event.setAccepted(self._may_close or not event.spontaneous())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """It cannot be made small."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange and self.isMinimized():
            self.showFullScreen()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Another size is another look."""
        super().resizeEvent(event)
        if self._page is not None:
            self._dress(self._visit.manner, anew=True)
            self._turn_to(page_for(self._visit.state, self.look))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Keys that neither a control nor the page took end here."""
        event.accept()

    def _dress(self, manner: Manner, *, anew: bool) -> None:
        """Language, direction and colours, and a header of them."""
        if not anew:
            return
        self._translation.speak(manner.language)
        self.setLayoutDirection(self.look.direction)
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.Window, self.look.colour("ground"))
        self.setPalette(colours)
        if self._header is not None:
            discard(self._header)
        self._header = Header(self.look)
        self._header.said.connect(self.happened)
        self._header.languages.connect(self._choose_language)
        self._column.insertWidget(0, self._header)
        self._header.show()

    def _turn_to(self, page: Page[Any]) -> None:
        """Put a page into the place of the one that is there."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)  # else it would wander through the header
        if self._page is not None:
            self._page.forget()
            discard(self._page)
        self._page = page
        page.said.connect(self._said)
        self._column.addWidget(page, 1)
        page.show()
        self._order_focus(page)
        if self._visit.manner.speech:
            self._speak()
        page.first_control().setFocus(Qt.FocusReason.OtherFocusReason)

    def _order_focus(self, page: Page[Any]) -> None:
        """The page's controls, then the header's."""
        chain = [*page.controls(), *self._header_buttons()]
        for one, following in pairwise(chain):
            QWidget.setTabOrder(one, following)

    def _header_buttons(self) -> list[Button]:
        """The header's buttons in their order."""
        return [] if self._header is None else self._header.findChildren(Button)

    def _place_in_header(self) -> int | None:
        """Which of the header's buttons has the focus: it keeps it when it has changed how things look."""
        return next((at for at, button in enumerate(self._header_buttons()) if button.hasFocus()), None)

    def _said(self, event: object) -> None:
        """What the page says; of the languages, None leads back."""
        if isinstance(self._page, LanguagesPage):
            self._turn_to(page_for(self._visit.state, self.look))
            if event is None:
                return
        self.happened.emit(event)

    def _choose_language(self) -> None:
        """The languages over the page; chosen or not, the page comes back."""
        self._turn_to(LanguagesPage(None, self.look))

    def _speak(self) -> None:
        self._speaker.stop()
        self._say(self.page.reading())

    def _say(self, text: str) -> None:
        self._speaker.say(text, self._visit.manner.language.value)

    def _focus_moved(self, _: QWidget | None, now: QWidget | None) -> None:
        """Bring the focus into sight, and say what it is on."""
        if now is None or self._page is None or not self.isAncestorOf(now):
            return
        self._page.scroller.show_widget(now)
        if self._visit.manner.speech and now.accessibleName() and now is not self._page:
            self._say(now.accessibleName())


def discard(widget: QWidget) -> None:
    """Out of sight and out of the window now; taken down when Qt is back in its loop."""
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()


def application() -> QApplication:
    """The application that runs."""
    running = QApplication.instance()
    if not isinstance(running, QApplication):
        raise TypeError("a window needs an application")
    return running
