"""A start and a duration make an end: `AIS-7  end  after(AIS-4,AIS-8)`.

    202601021530+0100, 45, MIN    ->    2026-01-02T16:15:00+01:00

Only where the start has a time and a zone, and the duration a unit that is known: a guess is no end.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from fhir_bridge.translate.tables import Table
from fhir_bridge.translate.targets import Step
from tests.fhir_bridge.translate.oracle import dates
from tests.fhir_bridge.translate.oracle.conditions import Operand
from tests.fhir_bridge.translate.oracle.nodes import Node, Place, placer
from tests.fhir_bridge.translate.oracle.rows import Cell, Run, Take

UNITS = {
    "S": "seconds",
    "SEC": "seconds",
    "M": "minutes",
    "MIN": "minutes",
    "H": "hours",
    "HR": "hours",
    "D": "days",
}
AMOUNT = re.compile(r"\+?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
LONGEST = 10**6  # of any unit: what is longer is no appointment


def after(path: tuple[Step, ...], start: Operand, unit: Operand | None) -> Take:
    """A row on a duration that puts the end of what began at `start`; without a unit's field it counts minutes."""
    put = placer(path)

    def take(run: Run, scope: Any, cell: Cell, place: Place, node: Node, _: Table | None) -> bool:
        name = UNITS.get((unit.text(scope) if unit else "MIN").upper(), "")
        end = _end(start.text(scope), run.context.zone, cell[0], name)
        return bool(end) and put(run, node, place, end, None)

    return take


def _end(start: str, zone: str, duration: str, unit: str) -> str:
    begun = dates.moment(start, zone)
    if not AMOUNT.fullmatch(duration.strip()):
        return ""
    amount = Decimal(duration)
    if begun is None or not begun.time or not unit or not 0 <= amount <= LONGEST:
        return ""
    moment = datetime.fromisoformat(begun.date + begun.time.replace(":60", ":59"))
    try:
        return (moment + timedelta(**{unit: float(amount)})).isoformat()
    except OverflowError:
        return ""
