"""When what waits is published, after so long or as soon as there is so much; and when a round is due again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Batching:
    """A batch is due when its oldest entry has waited `seconds`, or when it has `entries`.

    Where a transaction costs money, a longer interval makes each entry cheaper: the defaults suit chains whose gas is
    free.
    """

    seconds: float = 2.0
    entries: int = 10_000

    def due(self, waiting: int, oldest: float | None, now: float) -> bool:
        """Whether to publish now; `oldest` is when the first of those that wait came, on the clock of `now`."""
        if not waiting:
            return False
        return waiting >= self.entries or (oldest is not None and now - oldest >= self.seconds)

    def pause(self, waiting: int, oldest: float | None, now: float) -> float:
        """Seconds until a batch that does not grow is due; nothing is missed by looking again then."""
        if self.due(waiting, oldest, now):
            return 0.0
        return self.seconds if not waiting or oldest is None else self.seconds - (now - oldest)


@dataclass(frozen=True, slots=True)
class Rounds:
    """What is done again and again, such as the scrub of the whole log: `seconds` after the last time it was done."""

    seconds: float = 86_400.0

    def due(self, last: float | None, now: float) -> bool:
        """Whether it is time; `last` is when it was done last, on the clock of `now`, None for never."""
        return last is None or now - last >= self.seconds
