"""Staff: what was checked on this kiosk, and what to do."""

from __future__ import annotations

from kiosk.ui.buttons import Face, Kind
from kiosk.ui.colours import Pair
from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.ui.texts import Panel, Sign, Text
from kiosk.ui.wording import CHECKS, say
from kiosk.visit.events import Back
from kiosk.visit.shown import Checked
from kiosk.visit.tasks import Diagnostics


class DiagnosticsPage(Page[Diagnostics]):
    """A row a check; one that failed says what helps."""

    def build(self, state: Diagnostics) -> None:
        """As they come."""
        self.title(self.tr("This kiosk"))
        if not state.checked:
            self.lead(self.tr("Checking …"))
        for checked in state.checked:
            self.add(self._row(checked))
        self.action(Face(self.tr("Back"), icon=Icon.BACK), Back(), kind=Kind.PRIMARY)

    def _row(self, checked: Checked) -> Panel:
        name, advice = CHECKS[checked.check]
        pair = Pair.CARD if checked.sound else Pair.ALERT
        panel = Panel(self.look, pair=pair, across=True)
        icon = Icon.CHECK if checked.sound else Icon.ALERT
        panel.column.addWidget(Sign(icon, self.look, side=34, colour=pair.text))
        said = self.tr("works") if checked.sound else say(advice)
        figure = f" ({checked.said})" if checked.said else ""
        words = f"{say(name)}: {said}{figure}"
        panel.column.addWidget(Text(words, self.look, pair=pair), 1)
        return panel
