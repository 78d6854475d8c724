"""A window that crashes comes back; one that keeps crashing comes back locked."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from kiosk.supervisor import Crashes, supervise

WINDOW = """#!/bin/sh
echo "$@" >> {log}
[ $(wc -l < {log}) -lt 4 ] && {end}
exit 0
"""


def test_three_crashes_within_a_minute_lock() -> None:
    crashes = Crashes()
    assert [crashes.locked(at) for at in (0.0, 30.0, 59.0)] == [False, False, True]


def test_crashes_far_apart_do_not() -> None:
    crashes = Crashes()
    assert not any(crashes.locked(at * 61.0) for at in range(10))


@pytest.fixture
def _signals() -> object:
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGTSTP, signal.SIGQUIT)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("_signals")
@pytest.mark.parametrize("end", ["exit 70", "kill -SEGV $$", "kill -KILL $$"])
def test_t103_a_crash_loop_ends_on_the_lock_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    log, window = tmp_path / "log", tmp_path / "window"
    window.write_text(WINDOW.format(log=log, end=end))
    window.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(window))
    assert supervise(["--demo"], clock=lambda: 0.0, pause=0.0) == 0
    runs = log.read_text().splitlines()
    assert ["--locked" in run for run in runs] == [False, False, False, True]


@pytest.mark.usefixtures("_signals")
def test_a_window_whose_screen_has_gone_does_not_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who shows it is the parent process: once that has ended, init is."""
    log, window = tmp_path / "log", tmp_path / "window"
    window.write_text(WINDOW.format(log=log, end="exit 70"))
    window.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(window))
    monkeypatch.setattr(os, "getppid", iter([7, 7, 7, 1]).__next__)
    assert supervise([], pause=0.0) == 0
    assert len(log.read_text().splitlines()) == 2


@pytest.mark.usefixtures("_signals")
@pytest.mark.parametrize("status", [0, 1, 2])
def test_an_ordered_end_is_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    window = tmp_path / "window"
    window.write_text(f"#!/bin/sh\nexit {status}\n")
    window.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(window))
    assert supervise([]) == status
