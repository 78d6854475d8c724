"""The disk fails: there is no false acknowledgement, the service ends and says so, and the next one goes on."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fhir_bridge.settings import Settings
from tests.faults.conftest import examine
from tests.faults.nursery import Nursery, nursery
from tests.faults.sender import Sender

pytestmark = pytest.mark.sqlite(
    "it is about the files of the journal, which a server keeps: that is killed in test_postgresql.py"
)

SECONDS = 40.0
KIB = 1024
MOST_TRIES = 10
EACH_CALL = ["fdatasync:error=EIO", "fdatasync:signal=KILL", "pwrite64:error=EIO", "pwrite64:error=ENOSPC"]


@pytest.fixture
def births(tmp_path: Path) -> Iterator[Nursery]:
    with nursery(tmp_path, FHIR_BRIDGE_ANCHOR_SECONDS="0.05") as made:
        yield made


def sent_to(births: Nursery, data: Path, sender: Sender, most: int = 6, **fault: str | int) -> int:
    """Serve with that fault and send, until it is felt or enough is answered; the exit status, -9 where it lived."""
    child = births.serve(data, **fault)  # type: ignore[arg-type]  # what befalls it has names of its own
    until = time.monotonic() + SECONDS
    for _ in range(3):
        if child.port:
            sender.send(child.port, until, most=most // 3)
    child.kill()
    return child.ended()


def test_t091_no_call_that_fails_gives_a_false_acknowledgement(
    tmp_path: Path, births: Nursery, request: pytest.FixtureRequest
) -> None:
    """Each of the first calls of every thread fails, once, one after another."""
    sender, felt = Sender(patients=10**6), 0
    assert sent_to(births, tmp_path / "data", sender) == -9
    for fault in EACH_CALL:
        for nth in range(1, 1 + 3 * request.config.getoption("--kills") // 8):
            felt += sent_to(births, tmp_path / "data", sender, inject=f"{fault}:when={nth}") != -9
    assert felt > 0
    assert sent_to(births, tmp_path / "data", sender) == -9
    examine(Settings(data=tmp_path / "data"), sender)


@pytest.mark.parametrize("fault", ["fdatasync:error=EIO", "pwrite64:error=ENOSPC"])
def test_t091_a_disk_that_stays_broken_ends_the_service(tmp_path: Path, births: Nursery, fault: str) -> None:
    sender, data = Sender(), tmp_path / "data"
    assert sent_to(births, data, sender) == -9
    child = births.serve(data, inject=f"{fault}:when=6+")
    until = time.monotonic() + SECONDS
    while sender.send(child.port, until, most=5) == 5 and time.monotonic() < until:
        pass
    assert child.ended() > 0
    examine(Settings(data=data), sender)


def test_t091_a_short_write_gives_no_false_acknowledgement(
    tmp_path: Path, births: Nursery, request: pytest.FixtureRequest
) -> None:
    """A file may grow to a size that is drawn and no further: the write that meets it is a short one."""
    sender, chance, data = Sender(patients=10**6), random.Random(91), tmp_path / "data"
    assert sent_to(births, data, sender) == -9
    rooms = [chance.randint(4 * KIB, 300 * KIB) for _ in range(request.config.getoption("--kills") // 2)]
    statuses = [sent_to(births, data, sender, most=15, room=room) for room in rooms]
    assert any(status != -9 for status in statuses)
    examine(Settings(data=data), sender)


def test_the_control_that_answers_before_the_commit_is_caught(tmp_path: Path, births: Nursery) -> None:
    """Nothing more reaches the disk once it listens: whatever is answered then is lost."""
    sender, data = Sender(), tmp_path / "data"
    for _ in range(MOST_TRIES):  # another thread's write may end the service before anything is sent
        child = births.serve(data, "early", "control")
        births.meddle(child.pid, "pwrite64:error=EIO")
        answered = sender.send(child.port, time.monotonic() + SECONDS, most=5)
        assert child.ended() > 0
        if answered:
            break
    with pytest.raises(AssertionError, match="lost"):
        examine(Settings(data=data), sender)
