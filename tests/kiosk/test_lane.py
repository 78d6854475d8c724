"""A person who has gone: what was under way for them neither holds up the next person nor touches what is theirs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from fhir_bridge.api.wire import card as wire
from fhir_bridge.api.wire.operation import Operation
from kiosk.double.bridge import ClinicInMemory
from kiosk.errors import PersonGone
from kiosk.lane import BridgeWhileHere, CardWhileHere, Lane
from kiosk.visit import states
from kiosk.visit.events import Next
from tests.kiosk.clinic import OTHER, WAIT, card, kiosk


@dataclass
class Slow:
    """A bridge whose next answer to one operation comes when it is let go."""

    clinic: ClinicInMemory
    path: str
    reached: Event = field(default_factory=Event)
    go: Event = field(default_factory=Event)
    asked: list[str] = field(default_factory=list)

    def ask(self, operation: Operation[Any, Any], asked: Any, once: str = "") -> Any:
        self.asked.append(operation.path)
        if operation.path == self.path and not self.reached.is_set():
            self.reached.set()
            assert self.go.wait(WAIT)
        return self.clinic.ask(operation, asked, once)


@pytest.mark.parametrize("operation", [wire.CHALLENGE, wire.TAP])
def test_a_call_under_way_does_not_hold_up_the_next_visit(
    tmp_path: Path, operation: Operation[Any, Any]
) -> None:
    slow: list[Slow] = []

    def bridge(clinic: ClinicInMemory) -> Slow:
        slow.append(Slow(clinic, operation.path))
        return slow[0]

    with kiosk(tmp_path, bridge) as one:
        one.insert(card(one))
        one.until(states.CardReading)
        assert slow[0].reached.wait(WAIT)
        one.pull()
        one.until(states.Attract)
        one.insert(card(one, OTHER))
        shown = one.until(states.Identified)
        assert shown == states.Identified("Bo")
        taps = slow[0].asked.count(wire.TAP.path)
        slow[0].go.set()
        one.say(Next())
        one.pin()
        assert one.until(states.Representing)
        assert slow[0].asked.count(wire.TAP.path) == taps
        assert one.seen.count(states.Identified("Anna")) == 0


def test_nothing_is_reached_once_the_person_has_gone() -> None:
    ended: list[bytes] = []
    lane: Lane[str] = Lane(lambda *_: None, lambda session: ended.append(session.visit))
    lane.put("work")
    lane.pad.push(1)
    lane.session.visit = b"visit"
    lane.over()
    lane.join(WAIT)
    assert ended == [b"visit"]
    assert lane.pad.take() == bytearray()
    clinic = ClinicInMemory({})
    with pytest.raises(PersonGone):
        BridgeWhileHere(clinic, lane.here).ask(wire.CHALLENGE, wire.Nothing())
    with pytest.raises(PersonGone):
        CardWhileHere(None, lane.here).presented()  # type: ignore[arg-type]  # never reached
