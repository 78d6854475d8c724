"""Keeps the kiosk on its screen: a window that crashed comes back, locked when it keeps crashing; never a desktop.

clinic-kiosk ── starts ──> clinic-kiosk show            ended by order: done    crashed: again, after a pause

It ends with the process that started it: the compositor, whose session may outlive its unit.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import Final

from kiosk.program import program

CRASHES: Final = 3
WITHIN_SECONDS: Final = 60.0
PAUSE_SECONDS: Final = 1.0
ORDERED: Final = (0, 1, 2)  # done, refused (settings, enrolment), wrong use: starting again would not help


@dataclass(slots=True)
class Crashes:
    """When the window crashed, as far back as it matters."""

    at: list[float] = field(default_factory=list)

    def locked(self, now: float) -> bool:
        """Note a crash; whether the next window begins locked."""
        self.at = [*(one for one in self.at if now - one < WITHIN_SECONDS), now]
        return len(self.at) >= CRASHES


def supervise(
    words: Sequence[str], *, clock: Callable[[], float] = time.monotonic, pause: float = PAUSE_SECONDS
) -> int:
    """Run the window until it ends by order, or its screen has gone, whatever becomes of it; its exit status."""
    crashes, locked, stopping = Crashes(), False, Stopping()
    screen = os.getppid()  # who shows the window started this; another one starts a kiosk of its own
    stopping.listen()
    while not stopping.told and os.getppid() == screen:
        command = program("show", *words, *(["--locked"] if locked else []))
        with subprocess.Popen(command, stdin=subprocess.DEVNULL) as window:
            stopping.window = window
            status = window.wait()
        if status in ORDERED:
            return status
        locked = crashes.locked(clock())
        time.sleep(pause)
    return 0


@dataclass(slots=True)
class Stopping:
    """SIGTERM and SIGINT are passed on to the window; a hang-up of a terminal is nothing."""

    told: bool = False
    window: subprocess.Popen[bytes] | None = None

    def listen(self) -> None:
        """Take the signals."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for number in (signal.SIGHUP, signal.SIGTSTP, signal.SIGQUIT):
            signal.signal(number, signal.SIG_IGN)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.told = True
        if self.window is not None:
            self.window.terminate()
