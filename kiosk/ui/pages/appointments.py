"""The day's appointments, and the way to everything else."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from kiosk.ui.buttons import Button, Face, Kind, drawn_width
from kiosk.ui.colours import Pair
from kiosk.ui.icons import Icon
from kiosk.ui.look import Type
from kiosk.ui.page import Page
from kiosk.ui.progress import Step
from kiosk.ui.texts import Notice, Panel, Sign, Text, beside, stacked
from kiosk.ui.wording import CHECK_INS, clock, filled, say
from kiosk.visit.events import Next, SeeConsents, SeeReads, Stop
from kiosk.visit.shown import Appointment, CheckIn, TextSize
from kiosk.visit.states import Appointments


class AppointmentsPage(Page[Appointments]):
    """What happens today, and what else can be done."""

    step = Step.APPOINTMENT

    def build(self, state: Appointments) -> None:
        """Appointments first; then permissions and records."""
        self.title(filled(self.tr("Hello {name}"), name=state.greeting))
        if state.standing_for:
            standing = filled(self.tr("You are here for {name}"), name=state.standing_for)
            self.add(Notice(standing, self.look, icon=Icon.FAMILY, pair=Pair.TINT))
        if not state.appointments:
            self.lead(self.tr("There is no appointment today. The desk can help you."))
        for appointment in state.appointments:
            self.add(self._row(appointment))
        if state.number:
            number = filled(self.tr("Your number in the waiting list: {number}"), number=state.number)
            self.add(Notice(number, self.look, icon=Icon.PERSON, pair=Pair.TINT))
        consents = Button(Face(self.tr("My permissions"), icon=Icon.CONSENT), self.look)
        reads = Button(Face(self.tr("Who has read my records"), icon=Icon.EYE), self.look)
        self.on(consents, SeeConsents)
        self.on(reads, SeeReads)
        together = stacked if self.look.manner.text_size is TextSize.LARGEST else beside
        self.add(together(self.look, consents, reads))
        self.action(Face(self.tr("Leave"), icon=Icon.EXIT), Stop())
        self.action(Face(self.tr("Continue"), icon=Icon.NEXT), Next(), kind=Kind.PRIMARY)

    def _row(self, appointment: Appointment) -> Panel:
        """When, where, with whom, and how far the check-in is."""
        look = self.look
        panel = Panel(look, across=look.manner.text_size < TextSize.LARGEST)
        panel.column.setSpacing(look.px(24))
        panel.column.addWidget(self._time(appointment))
        where = stacked(
            look,
            Text(appointment.clinician, look, style=Type.HEADING, pair=Pair.CARD),
            Text(appointment.place, look, pair=Pair.CARD_QUIET),
        )
        panel.column.addWidget(where, 3)
        panel.column.addWidget(self._standing(appointment.check_in), 2)
        return panel

    def _time(self, appointment: Appointment) -> Text:
        """When it begins, as wide as the widest time, so that what follows stands in line."""
        time = Text(clock(appointment.start, self.look.locale), self.look, style=Type.TITLE, pair=Pair.LINK)
        widest = clock(appointment.start.replace(hour=22, minute=58), self.look.locale)
        time.setMinimumWidth(drawn_width(QFontMetrics(time.font()), widest))
        return time

    def _standing(self, check_in: CheckIn) -> QWidget:
        """A tick only where the bridge has it."""
        done = check_in is CheckIn.CHECKED_IN
        icon = {CheckIn.CHECKED_IN: Icon.CHECK, CheckIn.QUEUED: Icon.WAIT, CheckIn.EXPECTED: Icon.CALENDAR}[
            check_in
        ]
        pair = Pair.GOOD if done else Pair.ALERT if check_in is CheckIn.QUEUED else Pair.TINT
        panel = Panel(self.look, pair=pair, across=True)
        edge = self.look.px(14)
        panel.column.setContentsMargins(edge, edge, edge, edge)
        panel.column.addWidget(Sign(icon, self.look, side=32, colour=pair.text))
        panel.column.addWidget(Text(say(CHECK_INS[check_in]), self.look, style=Type.SMALL, pair=pair), 1)
        return panel
