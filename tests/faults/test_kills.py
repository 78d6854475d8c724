"""Killed at every stage boundary and at random: nothing acknowledged is lost, and nothing is there twice."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fhir_bridge.errors import BridgeError
from fhir_bridge.serve.running import Broken
from fhir_bridge.settings import Settings
from fhir_bridge.store.group import MOST
from tests.faults.conftest import examine
from tests.faults.dying import PLACES
from tests.faults.nursery import Nursery, nursery
from tests.faults.sender import Sender, served
from tests.fhir_bridge.house import House

POINTS = list(itertools.product(PLACES, ("before", "after")))
SECONDS = 40.0
"""So long a run may take to come to its death."""
FOLDERS = 5
"""Rounds of kills in one data folder: what is examined at the end stays small."""
MANY = 10**6


@pytest.fixture
def births(tmp_path: Path) -> Iterator[Nursery]:
    with nursery(tmp_path, FHIR_BRIDGE_ANCHOR_SECONDS="0.05") as made:
        yield made


def killed_at(births: Nursery, data: Path, sender: Sender, point: tuple[str, str], nth: int) -> None:
    """Serve until that call is met, however much must be sent for it."""
    child = births.serve(data, *point, nth)
    until = time.monotonic() + SECONDS
    while sender.send(child.port, until, most=2) == 2 and time.monotonic() < until:
        pass
    assert child.ended() in {-9, Broken.exit_status}, (
        f"{point} did not come"
    )  # whose process it was that died


def test_t090_killed_at_every_boundary_of_every_stage(
    tmp_path: Path, births: Nursery, request: pytest.FixtureRequest
) -> None:
    assert len(POINTS) >= 20
    rounds, chance = 5 * request.config.getoption("--kills") // 8, random.Random(90)
    for first in range(0, rounds, FOLDERS):
        sender, data = Sender(patients=MANY), tmp_path / f"data-{first}"
        for _ in range(first, min(first + FOLDERS, rounds)):
            for point in POINTS:
                killed_at(births, data, sender, point, chance.randint(1, 2))
        assert len(sender.answered) > len(POINTS)
        examine(Settings(data=data), sender)


def test_t090_killed_at_random_while_sixteen_are_answered(
    tmp_path: Path, births: Nursery, request: pytest.FixtureRequest
) -> None:
    kills, chance = 50 * request.config.getoption("--kills") // 8, random.Random(91)
    for first in range(0, kills, 50):
        crowd, data = [Sender(next=n * MANY) for n in range(16)], tmp_path / f"data-{first}"
        for _ in range(first, min(first + 50, kills)):
            _killed_amid(births, data, crowd, chance)
        everybody = Sender(
            answered={number: answer for one in crowd for number, answer in one.answered.items()},
            changed=[number for one in crowd for number in one.changed],
        )
        assert len(everybody.answered) > 50
        examine(Settings(data=data), everybody)


def _killed_amid(births: Nursery, data: Path, crowd: list[Sender], chance: random.Random) -> None:
    child = births.serve(data)
    busy = [one for one in crowd if one.answered]
    if busy:
        chance.choice(busy).check_again(child.port, chance)
    until = time.monotonic() + SECONDS
    with ThreadPoolExecutor(len(crowd)) as threads:
        sending = [threads.submit(one.send, child.port, until, 40) for one in crowd]
        time.sleep(chance.uniform(0.005, 0.3))  # the moment of the death is drawn
        child.kill()
        for one in sending:
            one.result()


def test_the_control_that_answers_before_the_commit_is_caught(tmp_path: Path, births: Nursery) -> None:
    sender = Sender()
    child = births.serve(tmp_path / "data", "early", "control", 1)
    sender.send(child.port, time.monotonic() + SECONDS, most=2 * MOST)  # more than one group takes
    child.kill()
    with pytest.raises(AssertionError, match="lost"):
        examine(Settings(data=tmp_path / "data"), sender)


def test_the_control_that_forgets_identities_is_caught(tmp_path: Path, births: Nursery) -> None:
    sender = Sender()
    child = births.serve(tmp_path / "data", "forgetful", "control")
    sender.send(child.port, time.monotonic() + SECONDS, most=3)
    sender.next = 0
    sender.send(child.port, time.monotonic() + SECONDS, most=3)
    child.kill()
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
