"""Records are made in a process of its own: neither it nor its service outlives the other."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from fhir_bridge.serve.running import Broken
from tests.faults.sender import PATIENCE, Sender, served
from tests.fhir_bridge.house import House


def until(true: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < give_up
        time.sleep(0.02)


def hands(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for path in found for child in path.read_text().split()]


def alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


def sent(port: int) -> None:
    assert Sender().send(port, time.monotonic() + PATIENCE, most=3) == 3


def test_t090_a_hand_does_not_outlive_its_service(tmp_path: Path) -> None:
    with served(tmp_path / "data", FHIR_BRIDGE_WORKERS="2") as service:
        sent(service.port)
        working = hands(service.process.pid)
        assert len(working) == 2
        service.kill()
    until(lambda: not any(map(alive, working)))


def test_t090_a_service_ends_to_be_started_anew_when_its_hand_is_killed(tmp_path: Path) -> None:
    with served(tmp_path / "data") as service:
        sent(service.port)
        (hand,) = hands(service.process.pid)
        os.kill(hand, signal.SIGKILL)
        assert service.process.wait(PATIENCE) == Broken.exit_status
    with House.at(tmp_path / "data").writing() as opened:
        assert opened.journal.pending() == []
        assert len(opened.journal.records()) == 3


def test_signals_to_all_processes_of_the_service_let_it_end_in_order(tmp_path: Path) -> None:
    with served(tmp_path / "data") as service:
        sent(service.port)
        (hand,) = hands(service.process.pid)
        os.kill(hand, signal.SIGTERM)
        assert service.end() == 0
        assert not alive(hand)
    with House.at(tmp_path / "data").looking() as opened:
        assert opened.journal.pending() == []
        assert opened.anchor.status().waiting == 0
