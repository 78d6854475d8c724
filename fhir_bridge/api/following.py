"""The one thread of the API: carries decisions to the chain and follows it, so that what is pending becomes done."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final

from anchor.errors import AnchorError
from fhir_bridge.errors import BridgeError

EVERY: Final = 1.0
"""Seconds between two looks at the chain when nobody asks for one."""

_LOG = logging.getLogger(__name__)


class Follower:
    """Does rounds until it is stopped; `wake` asks for one at once."""

    def __init__(self, rounds: Callable[[], object], *, every: float = EVERY) -> None:
        self._rounds = rounds
        self._every = every
        self._woken = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="follower", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Something waits."""
        self._woken.set()

    def stop(self) -> None:
        """End after the round that goes on."""
        self._stopped.set()
        self._woken.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._woken.clear()
            try:
                self._rounds()
            except (AnchorError, BridgeError) as fault:
                _LOG.error("a round ended with %s; the next one tries again", type(fault).__name__)
            self._woken.wait(self._every)
