"""The threads of the service: each does one step again and again, at once while there is work, later where not."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from typing import Protocol

from anchor.errors import AnchorError, DatabaseError, DatabaseUnavailableError
from fhir_bridge.errors import BridgeError
from fhir_bridge.serve.figures import Figures
from fhir_bridge.serve.logs import Log

FIRST_PAUSE = 1.0
"""Seconds, at most, after the first try in vain at a neighbour."""
LONGEST_PAUSE = 60.0
"""The same after many."""
_DOUBLINGS = 10


class Stage(Protocol):
    """What works beside the event loop."""

    def start(self) -> None:
        """Begin."""

    def wake(self) -> None:
        """There may be work."""

    def finish(self) -> None:
        """End once there is no more work, or work that cannot be done now."""

    def drop(self) -> None:
        """End after this step."""

    def join(self, timeout: float | None = None) -> None:
        """Wait until it has ended, so many seconds at most."""


class Maker(Stage, Protocol):
    """What makes records elsewhere."""

    def oversee(self, *, made: Callable[[], None], failed: Callable[[Exception], None]) -> None:
        """Whom to tell that records were made, and why it cannot go on."""


class Worker(threading.Thread):
    """`step` says whether there may be more to do; where not, the next follows after `idle` seconds.

    Woken, it lets `rest` seconds go by first: what comes together costs less than one after another. What it cannot
    do now is tried again, ever later up to `longest` seconds, each time after another part of them, and said ever
    less often. A database that cannot be written, and a fault of our own code, end the service: `failed` is told.
    """

    def __init__(
        self,
        name: str,
        step: Callable[[], bool],
        *,
        idle: Callable[[], float],
        failed: Callable[[Exception], None],
        figures: Figures,
        log: Log,
        rest: float = 0.0,
        longest: float = LONGEST_PAUSE,
    ) -> None:
        super().__init__(name=name)
        self._rest = rest
        self._longest = longest
        self._step = step
        self._idle = idle
        self._failed = failed
        self._figures = figures
        self._log = log
        self._wake = threading.Event()
        self._ending = threading.Event()
        self._now = threading.Event()

    def wake(self) -> None:
        """There may be work."""
        self._wake.set()

    def finish(self) -> None:
        """End once there is no more work, or work that cannot be done now."""
        self._ending.set()
        self._wake.set()

    def drop(self) -> None:
        """End after this step."""
        self._now.set()
        self.finish()

    def run(self) -> None:
        """Step until told to end."""
        troubles = 0
        while not self._now.is_set():
            self._wake.clear()
            try:
                busy, troubles = self._step(), 0
            except (BridgeError, AnchorError) as error:
                if isinstance(error, DatabaseError) and not isinstance(error, DatabaseUnavailableError):
                    self._failed(error)
                    return
                busy, troubles = False, troubles + 1
                self._figures.fault(self.name)
                if troubles.bit_count() == 1:
                    self._log.warning("tried in vain", worker=self.name, times=troubles, error=str(error))
            except Exception as error:  # noqa: BLE001 -- the outermost loop of a thread: its end must end the service
                self._failed(error)
                return
            if busy:
                continue
            if self._ending.is_set():
                return
            self._wake.wait(pause_after(troubles, self._longest) if troubles else self._idle())
            self._ending.wait(self._rest)


def pause_after(troubles: int, longest: float) -> float:
    """Seconds after so many tries in vain: twice as many each time, `longest` at most, and of these a half or more.

    Who was sent away together does not come back together.
    """
    most = min(FIRST_PAUSE * (1 << min(troubles - 1, _DOUBLINGS)), longest)
    return most * random.uniform(0.5, 1.0)  # noqa: S311 -- nobody gains by guessing it
