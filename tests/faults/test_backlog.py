"""A restart with many messages in the queue: whoever sends is answered before any of them is worked on."""

from __future__ import annotations

from pathlib import Path

import pytest

from fhir_bridge.opening import serving
from fhir_bridge.pipeline import Pipeline
from fhir_bridge.settings import Settings
from fhir_bridge.store.inbox import Fate
from fhir_bridge.store.journal import Journal
from tests.faults.backlog import queue
from tests.faults.sender import Sender

WAITING = 300


def test_nothing_looks_through_the_queue_before_the_first_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data=tmp_path / "data")
    queue(settings, WAITING)

    def looked(*_: object) -> None:
        raise AssertionError("the queue was looked through")

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "pending", looked)
        patch.setattr(Journal, "messages", looked)
        patch.setattr(Pipeline, "made_of", looked)
        with serving(settings, lambda: None) as service:
            arrival = service.intake.hand_in(Sender().message(WAITING), None).arrival
            assert arrival
            (verdict,) = service.intake.inbox.keep([arrival])
    assert verdict.fate is Fate.KEPT
    with serving(settings, lambda: None) as service:
        assert len(service.journal.pending()) == WAITING + 1
