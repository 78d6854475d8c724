"""A bad line between sender and bridge: every message arrives once, whatever happens to its frames and answers."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fhir_bridge.errors import BridgeError
from fhir_bridge.settings import Settings
from tests.faults.conftest import examine
from tests.faults.nursery import nursery
from tests.faults.proxy import FAULTS, Faults, proxied
from tests.faults.sender import Sender, served
from tests.fhir_bridge.house import House

SECONDS = 60.0
DISTINCT = 200
CUTTING = ("delay", "cut", "half-close")


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


def resent(port: int, wanted: int, chance: random.Random) -> Sender:
    """Sixteen connections send the same messages over and over; what was answered, by all of them."""
    until = time.monotonic() + SECONDS * max(1, wanted / 1000)
    crowd = [Sender() for _ in range(16)]
    starts = [random.Random(chance.random()) for _ in crowd]

    def send(one: Sender, start: random.Random) -> None:
        count = 0
        while count < wanted / len(crowd) and time.monotonic() < until:
            one.next = start.randrange(DISTINCT - 9)
            count += one.send(port, until, most=10)

    with ThreadPoolExecutor(len(crowd)) as threads:
        list(threads.map(send, crowd, starts))
    everybody = Sender()
    for one in crowd:
        everybody.changed += one.changed
        for number, answer in one.answered.items():
            if everybody.answered.setdefault(number, answer) != answer:
                everybody.changed.append(number)
    return everybody


def test_t019_however_often_it_is_sent_the_log_has_each_message_once(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    data, chance = tmp_path / "data", random.Random(19)
    with nursery(tmp_path, FHIR_BRIDGE_ANCHOR_SECONDS="0.1") as births:
        child = births.serve(data)
        with proxied(child.port, Faults(chance, rate=0.02, kinds=CUTTING)) as port:
            sender = resent(port, 60 * request.config.getoption("--kills"), chance)
        sender.next = 0
        assert sender.send(child.port, time.monotonic() + SECONDS, most=DISTINCT) == DISTINCT
        child.kill()
    examine(Settings(data=data), sender)
    with House(Settings(data=data)).looking() as service:
        assert len(service.journal.records()) == DISTINCT


def test_the_control_that_forgets_identities_is_caught(tmp_path: Path) -> None:
    data, chance = tmp_path / "data", random.Random(20)
    with nursery(tmp_path) as births:
        child = births.serve(data, "forgetful", "control")
        with proxied(child.port, Faults(chance, rate=0.02, kinds=CUTTING)) as port:
            sender = resent(port, 100, chance)
        child.kill()
    with pytest.raises((AssertionError, BridgeError)):
        examine(Settings(data=data), sender)


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
