"""What is answered while neighbours come and go, and what must be.

    phase          granted   denied   own   message
    calm           200       404      200   AA
    chain away     404       404      200   AA       once grants were not followed for FHIR_BRIDGE_GRANTS_STALE
    store away     503       404      503   AA       503 for everybody while what came last is not in the index yet

While a neighbour goes or comes back the answer of either side is right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

Answers: TypeAlias = Counter[tuple[str, str, object]]
"""By phase, kind of request and answer."""
BROKEN_OFF = "RemoteProtocolError"
"""An answer that leaves as its permission ends is broken off, short of its length."""
CALM: dict[str, set[object]] = {"granted": {200}, "denied": {404}, "own": {200}, "message": {"AA"}}
UNSTORED: dict[str, set[object]] = CALM | {
    "granted": {200, 503},
    "denied": {404, 503},
    "own": {200, 503},
}
EXPECTED: dict[str, dict[str, set[object]]] = {
    "calm": CALM,
    "chain going": CALM | {"granted": {200, 404, BROKEN_OFF}},
    "chain away": CALM | {"granted": {404}},
    "chain coming": CALM | {"granted": {200, 404}},
    "store going": UNSTORED,
    "store away": UNSTORED | {"granted": {503}, "own": {503}},
    "store coming": UNSTORED,
}


@dataclass
class Watch:
    """What was answered, by phase, kind and answer, and each read's phase and milliseconds."""

    phase: str = "calm"
    answers: Answers = field(default_factory=Counter)
    unexpected: Answers = field(default_factory=Counter)
    waits: list[tuple[str, float]] = field(default_factory=list)

    def take(self, kind: str, answer: object, *, asked_in: str) -> None:
        """An answer; what was asked before a neighbour went may be answered either way."""
        self.answers[self.phase, kind, answer] += 1
        if answer not in EXPECTED[self.phase][kind] | EXPECTED[asked_in][kind]:
            self.unexpected[self.phase, kind, answer] += 1


def times(waits: Iterable[tuple[str, float]]) -> dict[str, float]:
    """How many there are, their median and what 99 of 100 keep, for a line of JSON."""
    found = sorted(took for _, took in waits) or [0.0]
    p50, p99 = found[len(found) // 2], found[len(found) * 99 // 100]
    return {"count": len(found), "p50_ms": round(p50, 1), "p99_ms": round(p99, 1)}


def listed(counts: Answers) -> dict[str, int]:
    """For a line of JSON."""
    return {
        f"{phase}: {kind} {answer}": count for (phase, kind, answer), count in sorted(counts.items(), key=str)
    }
