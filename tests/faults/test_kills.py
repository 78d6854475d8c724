"""Killed at every stage boundary and at random: nothing acknowledged is lost, and nothing is there twice."""

from __future__ import annotations

import itertools
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fhir_bridge.errors import BridgeError
from fhir_bridge.settings import Settings
from tests.faults.conftest import examine
from tests.faults.dying import PLACES
from tests.faults.sender import Sender, served
from tests.fhir_bridge.house import House

POINTS = list(itertools.product(PLACES, ("before", "after")))
SECONDS = 40.0
"""So long a run may take to come to its death."""


def dying(data: Path, place: str, when: str, nth: int) -> tuple[str, ...]:
    return (sys.executable, "-m", "tests.faults.dying", place, when, str(nth), str(data))


def killed_at(data: Path, sender: Sender, place: str, when: str, nth: int) -> None:
    """Serve until that call, or until enough was sent."""
    program = dying(data, place, when, nth)
    with served(data, program=program, FHIR_BRIDGE_ANCHOR_SECONDS="0.2") as service:
        until = time.monotonic() + SECONDS
        while service.process.poll() is None and time.monotonic() < until:
            sender.send(service.port, until, most=20)
        assert service.process.poll() == -9, f"{place} {when} did not come"


def test_t090_killed_at_every_boundary_of_every_stage(
    tmp_path: Path, request: pytest.FixtureRequest, examined: Callable[[Sender], None]
) -> None:
    assert len(POINTS) >= 20
    sender, chance = Sender(), random.Random(90)
    for _ in range(max(1, request.config.getoption("--kills") // 8)):
        for place, when in POINTS:
            killed_at(tmp_path / "data", sender, place, when, chance.randint(1, 2))
        examined(sender)
    assert len(sender.answered) > len(POINTS)


def test_t090_killed_at_random_while_sixteen_are_answered(
    tmp_path: Path, request: pytest.FixtureRequest, examined: Callable[[Sender], None]
) -> None:
    sender, chance = Sender(), random.Random(91)
    for _ in range(max(4, request.config.getoption("--kills") // 2)):
        with served(tmp_path / "data", FHIR_BRIDGE_ANCHOR_SECONDS="0.2") as service:
            if sender.answered:
                sender.check_again(service.port, chance)
            sender.send(service.port, time.monotonic() + chance.uniform(0.05, 0.8))
            service.kill()
    examined(sender)
    assert len(sender.answered) > 20


def test_the_control_that_answers_before_the_commit_is_caught(tmp_path: Path) -> None:
    sender = Sender()
    program = dying(tmp_path / "data", "early", "control", 5)
    with served(tmp_path / "data", program=program) as service:
        sender.send(service.port, time.monotonic() + SECONDS)
    with pytest.raises(AssertionError, match="lost"):
        examine(Settings(data=tmp_path / "data"), sender)


def test_the_control_that_forgets_identities_is_caught(tmp_path: Path) -> None:
    sender = Sender()
    with served(tmp_path / "data", program=dying(tmp_path / "data", "forgetful", "control", 0)) as service:
        sender.send(service.port, time.monotonic() + SECONDS, most=3)
        sender.next = 0
        sender.send(service.port, time.monotonic() + SECONDS, most=3)
        service.kill()
    with pytest.raises((AssertionError, BridgeError)):
        examine(Settings(data=tmp_path / "data"), sender)


def test_told_to_end_it_finishes_what_it_has_taken(
    tmp_path: Path, examined: Callable[[Sender], None]
) -> None:
    sender = Sender()
    with served(tmp_path / "data") as service:
        sender.send(service.port, time.monotonic() + SECONDS, most=30)
        assert service.end() == 0
    with House.at(tmp_path / "data").looking() as opened:
        assert opened.journal.pending() == []
        assert opened.anchor.status().waiting == 0
    examined(sender)
