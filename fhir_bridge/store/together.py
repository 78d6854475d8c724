"""Group commit without a thread: whoever comes first writes for all who wait.

    one writes ──────────┐ the next writes for all three ─────────┐
      two wait           │                                        │ all three are done
      three waits        │                                        │

Alone a write costs what it did, and beside others its share of one commit. It takes as many as came meanwhile and waits
for nobody.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _Brought(Generic[T]):
    """What somebody waits for: not begun, done, or failed."""

    what: T
    over: bool = False
    fault: BaseException | None = None


class Together(Generic[T]):
    """Gives `write` what threads bring, all that waits at once; calls of it come one at a time."""

    def __init__(self, write: Callable[[Sequence[T]], None]) -> None:
        self._write = write
        self._turn = threading.Lock()
        self._waiting: deque[_Brought[T]] = deque()

    def write(self, what: T) -> None:
        """Returns once it is written; what `write` raised, where it raised, to each whose part was in it."""
        mine = _Brought(what)
        self._waiting.append(mine)
        with self._turn:
            if not mine.over:
                self._write_waiting()
        if mine.fault:
            raise mine.fault

    def _write_waiting(self) -> None:
        group = [self._waiting.popleft() for _ in range(len(self._waiting))]
        try:
            self._write([one.what for one in group])
        except BaseException as fault:
            for one in group:
                one.fault = fault
            raise
        finally:
            for one in group:
                one.over = True
