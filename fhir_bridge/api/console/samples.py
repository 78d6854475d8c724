"""What the console plots: the last hour, looked at every ten seconds, in memory alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from anchor.site import Status
from fhir_bridge.store.models import MessageState

EVERY: Final = 10
HOUR: Final = 3600
MINUTE: Final = 60


@dataclass(frozen=True, slots=True)
class Sample:
    """One moment: seconds since 1970, all messages ever taken, records ever made and entries
    of the log, and what of them waits.
    """

    at: int
    messages: int
    records: int
    waiting: int
    set_aside: int
    entries: int
    unanchored: int

    @classmethod
    def of(cls, counts: Mapping[str, int], log: Status, at: int) -> Sample:
        """What the journal counts and how far the log is, at a moment."""
        states = {state: counts.get(f"messages {state}", 0) for state in MessageState}
        return cls(
            at,
            messages=sum(states.values()),
            records=counts["records"],
            waiting=states[MessageState.ACCEPTED],
            set_aside=states[MessageState.REFUSED],
            entries=log.size,
            unanchored=log.waiting,
        )


@dataclass(frozen=True, slots=True)
class Samples:
    """The samples of the last hour, oldest first."""

    look: Callable[[int], Sample]
    clock: Callable[[], float]
    _kept: deque[Sample] = field(default_factory=lambda: deque(maxlen=HOUR // EVERY))

    def take_due(self) -> None:
        """Look, if ten seconds have gone by since the last look."""
        now = int(self.clock())
        if not self._kept or now - self._kept[-1].at >= EVERY:
            self._kept.append(self.look(now))

    def all(self) -> Sequence[Sample]:
        """What there is."""
        return tuple(self._kept)


def each_minute(samples: Sequence[Sample], total: Callable[[Sample], int]) -> list[int]:
    """By how much a total has grown in each whole minute, oldest first; nothing before there are two samples."""
    if not samples:
        return []
    last = {sample.at // MINUTE: total(sample) for sample in samples}
    first, *minutes = range(min(last), max(last) + 1)
    grown, before = [], last[first]
    for minute in minutes:
        reached = last.get(minute, before)
        grown.append(reached - before)
        before = reached
    return grown
