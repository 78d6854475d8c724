"""The disk fails: there is no false acknowledgement, the service ends and says so, and the next one goes on."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.sender import Sender, served

SECONDS = 40.0


def strace(injection: str) -> tuple[str, ...]:
    """A prefix that makes the nth of a process's calls fail, or its last."""
    call = injection.partition(":")[0]
    return (
        "strace",
        "-f",
        "-o",
        "/dev/null",
        "-e",
        f"trace={call}",
        "-e",
        f"inject={injection}",
    )


def fails(data: Path, sender: Sender, injection: str) -> int:
    """Serve with that fault and send until it is felt; the exit status."""
    with served(data, *strace(injection)) as service:
        until = time.monotonic() + SECONDS
        while service.port and service.process.poll() is None and time.monotonic() < until:
            sender.send(service.port, until, most=20)
        return service.process.wait(SECONDS)


@pytest.fixture
def taken(tmp_path: Path) -> Sender:
    """A sender whose first messages were taken by a service that nothing befell."""
    sender = Sender()
    with served(tmp_path / "data") as service:
        sender.send(service.port, time.monotonic() + SECONDS, most=5)
        service.end()
    return sender


def test_t091_killed_at_the_nth_sync(
    tmp_path: Path, taken: Sender, request: pytest.FixtureRequest, examined: Callable[[Sender], None]
) -> None:
    chance = random.Random(91)
    for _ in range(max(3, request.config.getoption("--kills") // 2)):
        nth = chance.randint(1, 12)  # strace counts for each thread
        fails(tmp_path / "data", taken, f"fdatasync:signal=KILL:when={nth}")
    examined(taken)


@pytest.mark.parametrize("fault", ["fdatasync:error=EIO", "pwrite64:error=ENOSPC", "pwrite64:error=EIO"])
def test_t091_what_cannot_be_written_is_not_acknowledged(
    tmp_path: Path,
    taken: Sender,
    fault: str,
    request: pytest.FixtureRequest,
    examined: Callable[[Sender], None],
) -> None:
    chance = random.Random(fault)
    for _ in range(max(1, request.config.getoption("--kills") // 4)):
        nth = chance.randint(6, 40)
        assert fails(tmp_path / "data", taken, f"{fault}:when={nth}+") != 0
    examined(taken)
