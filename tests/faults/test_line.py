"""A bad line between sender and bridge: every message arrives once, whatever happens to its frames and answers."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.proxy import FAULTS, Faults, proxied
from tests.faults.sender import Sender, served

SECONDS = 60.0


@pytest.mark.parametrize("kinds", [("delay", "cut", "stall", "half-close")], ids=["no-garbling"])
def test_t009_t019_resends_over_a_bad_line_have_one_effect_each(
    tmp_path: Path, examined: Callable[[Sender], None], kinds: tuple[str, ...], request: pytest.FixtureRequest
) -> None:
    sender, chance = Sender(), random.Random(9)
    wanted = 15 * request.config.getoption("--kills")
    with served(tmp_path / "data") as service:
        faults = Faults(chance, kinds=kinds)
        with proxied(service.port, faults) as port:
            until = time.monotonic() + SECONDS * max(1, wanted / 100)
            while len(sender.answered) < wanted and time.monotonic() < until:
                sender.send(port, until, most=wanted - len(sender.answered))
        sender.check_again(service.port, chance, 20)
        assert service.end() == 0
    assert len(sender.answered) == wanted
    assert set(faults.met) == set(kinds)
    examined(sender)


def test_garbled_frames_never_stop_the_service(tmp_path: Path) -> None:
    chance = random.Random(10)
    with served(tmp_path / "data") as service:
        faults = Faults(chance, rate=0.3, kinds=("garble",))
        with proxied(service.port, faults) as port:
            sender = Sender()
            until = time.monotonic() + SECONDS
            while len(faults.met) < 30 and time.monotonic() < until:
                sender.send_anything(port, until, most=20)
        fresh = Sender(next=10_000)
        assert fresh.send(service.port, time.monotonic() + SECONDS, most=5) == 5
        assert service.end() == 0


def test_every_fault_is_one_that_the_line_has() -> None:
    faults = Faults(random.Random(1), rate=1.0)
    assert {faults.next() for _ in range(200)} == set(FAULTS)
