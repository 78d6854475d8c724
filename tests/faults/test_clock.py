"""The wall clock jumps by days at every reading: answers, order and places in the log are none of its business."""

from __future__ import annotations

import random
import time
from pathlib import Path

from fhir_bridge.settings import Settings
from tests.faults.conftest import examine
from tests.faults.nursery import nursery
from tests.faults.sender import Sender
from tests.fhir_bridge.house import House

SECONDS = 60.0
RUNS, EACH = 3, 12


def test_t096_a_clock_that_jumps_changes_neither_answers_nor_order(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    sender, chance = Sender(patients=2), random.Random(96)
    with nursery(tmp_path, FHIR_BRIDGE_ANCHOR_SECONDS="0.05") as births:
        for _ in range(RUNS):
            child = births.serve(settings.data, "clock")
            assert sender.send(child.port, time.monotonic() + SECONDS, most=EACH) == EACH
            sender.check_again(child.port, chance, 4)
            child.kill()
    days = {answer.split(b"|")[6][:8] for answer in sender.answered.values()}
    assert len(days) >= 3, "the clock did not jump"
    examine(settings, sender)
    with House(settings).looking() as opened:
        tag = opened.pipeline.custody.message_tag
        order = [opened.journal.find(tag(sender.message(number))) or 0 for number in range(RUNS * EACH)]
        assert order == sorted(order)
        for patient in {one.record.pseudonym for one in opened.journal.records()}:
            places = [one.log_index or 0 for one in opened.journal.records_of_patient(patient)]
            assert places == sorted(places)
