"""Whether messages are taken now: the service is not ending, and its journal answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from anchor.errors import DatabaseError

READY: Final = "ready"
ENDING: Final = "ending"
AWAY: Final = "the journal does not answer"
PATIENCE: Final = 2.0
"""Seconds that the journal has for its answer; a server that hangs says nothing at all."""


@dataclass(slots=True)
class Readiness:
    """Asks the journal when it is asked itself; those who come while it waits for the answer wait for the same one."""

    ending: Callable[[], bool]
    journal: Callable[[], object]
    """Asks it anything; a DatabaseError where it cannot be asked."""
    _asked: asyncio.Task[bool] | None = field(default=None, init=False)

    async def word(self) -> str:
        """`READY`, or why not."""
        if self.ending():
            return ENDING
        if self._asked is None or self._asked.done():
            self._asked = asyncio.create_task(asyncio.to_thread(self._answers))
        asked = self._asked
        await asyncio.wait([asked], timeout=PATIENCE)
        return READY if asked.done() and asked.result() else AWAY

    def _answers(self) -> bool:
        try:
            self.journal()
        except DatabaseError:
            return False
        return True
