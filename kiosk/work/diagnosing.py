"""What staff see when something does not work: each check says what to do."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from fhir_bridge.api.wire.enrolment import HEALTH, Health
from fhir_bridge.api.wire.operation import Nothing
from kiosk.errors import BridgeDown, BridgeRefused
from kiosk.visit.outcomes import Diagnosed
from kiosk.visit.shown import Check, Checked
from kiosk.work.bench import Bench

SKEW_SECONDS: Final = 60
LEAST_DISK: Final = 100 << 20


def diagnose(bench: Bench, state: Path, *, reader: bool, service: bool) -> Diagnosed:
    """Every check."""
    health = _health(bench)
    free = shutil.disk_usage(state).free
    return Diagnosed(
        (
            Checked(Check.READER, reader),
            Checked(Check.CARD_SERVICE, service),
            Checked(Check.BRIDGE, health is not None, health.version if health else ""),
            _clock(bench, health),
            Checked(Check.ENROLMENT, bool(bench.site.kiosk), bench.site.kiosk),
            Checked(Check.QUEUE, not len(bench.queue), str(len(bench.queue))),
            Checked(Check.DISK, free > LEAST_DISK, f"{free >> 20} MB"),
        )
    )


def _health(bench: Bench) -> Health | None:
    try:
        return bench.bridge.ask(HEALTH, Nothing())
    except (BridgeDown, BridgeRefused):
        return None


def _clock(bench: Bench, health: Health | None) -> Checked:
    if health is None:
        return Checked(Check.CLOCK, sound=False)
    skew = abs(health.clock - int(bench.site.now().timestamp()))
    return Checked(Check.CLOCK, skew <= SKEW_SECONDS, f"{skew} s")
