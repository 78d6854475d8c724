"""Waiting on a condition, with a deadline that only a fault reaches."""

from __future__ import annotations

import time
from collections.abc import Callable

DEADLINE = 20.0  # seconds
STEP = 0.01


def until(condition: Callable[[], bool], *, seconds: float = DEADLINE) -> None:
    """Return once the condition holds; fail after so many seconds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "what was waited for did not come"
        time.sleep(STEP)
