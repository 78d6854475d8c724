"""When the log is published and scrubbed: the service's clock, and what `anchor.batching` makes of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from anchor.batching import Batching, Rounds
from anchor.site import Anchor
from fhir_bridge.serve.logs import Log


@dataclass(slots=True)
class Anchoring:
    """Publishes what the log has grown by once that is due, and recomputes the whole log in rounds.

    Not all that the log grows by is said here, so what waits is taken to have come right after the last look that
    found nothing: it is never published late.
    """

    anchor: Anchor
    batching: Batching
    scrubs: Rounds
    log: Log
    clock: Callable[[], float] = time.monotonic
    _new: int = 0
    _since: float = field(init=False)
    _scrubbed: float = field(init=False)

    def __post_init__(self) -> None:
        self._since = self._scrubbed = self.clock()

    def grown(self, count: int) -> bool:
        """The log has grown by so many; whether so many new ones are due whatever the time."""
        self._new += count
        return self.batching.due(self._new, None, self.clock())

    def pause(self) -> float:
        """Seconds until something may be due."""
        return self.batching.pause(1, self._since, self.clock())

    def publish(self, *, now: bool = False) -> None:
        """Publish what is due, or `now` whatever waits; scrub when it is time."""
        moment, self._new = self.clock(), 0
        waiting = self.anchor.status().waiting
        due = waiting and (now or self.batching.due(waiting, self._since, moment))
        if due or not waiting:
            self._since = moment
        if due and (place := self.anchor.publish()):
            self.log.info("anchored", entries=place.head.size, block=place.block)
        if self.scrubs.due(self._scrubbed, moment):
            self._scrubbed = moment
            self.log.info("scrubbed", entries=self.anchor.scrub())
