"""A bridge that missed one request and answers again: the visit that waits for it goes on by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest

from fhir_bridge.api.wire.operation import Operation
from fhir_bridge.api.wire.visit import DETAILS
from kiosk import effects
from kiosk.double.bridge import ClinicInMemory
from kiosk.errors import BridgeDown
from kiosk.visit import states
from kiosk.visit.events import BridgeUp, Next
from kiosk.visit.trouble import Trouble
from tests.kiosk import clinic

Asked = TypeVar("Asked")
Given = TypeVar("Given")


@dataclass
class Busy:
    """The double, too busy for the first request for details."""

    inside: ClinicInMemory
    missed: list[object] = field(default_factory=list)

    def ask(self, operation: Operation[Asked, Given], asked: Asked, once: str = "") -> Given:
        if operation.path == DETAILS.path and not self.missed:
            self.missed.append(asked)
            raise BridgeDown("too many at once")
        return self.inside.ask(operation, asked, once)


@pytest.fixture
def kiosk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[clinic.Kiosk]:
    monkeypatch.setattr(effects, "HEALTH_SECONDS", 0.4)
    with clinic.kiosk(tmp_path, Busy) as found:
        yield found


def test_a_visit_that_waits_goes_on_though_the_bridge_was_never_gone(kiosk: clinic.Kiosk) -> None:
    while (happened := kiosk.happened.get(timeout=clinic.WAIT)) != BridgeUp(True):
        kiosk.say(happened)
    kiosk.insert(clinic.card(kiosk))
    kiosk.until(states.Identified)
    kiosk.say(Next())
    kiosk.pin()
    kiosk.until(states.Troubled, lambda state: state == states.Troubled(Trouble.BRIDGE_DOWN))
    kiosk.until(states.Appointments)
