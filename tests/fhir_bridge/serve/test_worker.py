"""A thread of the service that tries again: ever later, bounded, spread, and from the start after a success."""

from __future__ import annotations

import io
import json

import pytest

from anchor.errors import LedgerUnavailableError
from fhir_bridge.serve.figures import Figures
from fhir_bridge.serve.logs import open_log
from fhir_bridge.serve.worker import Worker, pause_after

BOUNDS = [(1, 60, 1), (4, 60, 8), (7, 60, 60), (4, 1, 1), (10**6, 60, 60)]


@pytest.mark.parametrize(("troubles", "longest", "most"), BOUNDS)
def test_it_waits_twice_as_long_each_time_up_to_a_bound_and_never_in_step(
    troubles: int, longest: float, most: float
) -> None:
    pauses = {pause_after(troubles, longest) for _ in range(100)}
    assert most / 2 <= min(pauses) <= max(pauses) <= most
    assert len(pauses) > 1


def test_it_says_ever_less_often_that_it_tried_in_vain_and_starts_anew_after_a_success() -> None:
    said, left = io.StringIO(), [False] * 5 + [True] + [False] * 2 + [True]

    def step() -> bool:
        works = left.pop(0)
        if not left:
            worker.drop()
        if not works:
            raise LedgerUnavailableError("away")
        return False

    figures, failed = Figures(), list[Exception]()
    worker = Worker(
        "follow",
        step,
        idle=lambda: 0.0,
        failed=failed.append,
        figures=figures,
        log=open_log(said),
        longest=0.0,
    )
    worker.start()
    worker.join()
    assert [json.loads(line)["times"] for line in said.getvalue().splitlines()] == [1, 2, 4, 1, 2]
    assert 'fhir_bridge_faults_total{worker="follow"} 7.0' in figures.page().decode()
    assert not failed
