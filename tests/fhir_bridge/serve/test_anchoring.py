"""When the log is published: after so long, at so many, at the end, and never late."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from anchor.batching import Batching, Rounds
from anchor.site import Anchor
from fhir_bridge.serve.anchoring import Anchoring
from fhir_bridge.serve.logs import open_log
from tests.fhir_bridge.house import House


@dataclass
class Watched:
    """Anchoring by a clock that we set, and what it says."""

    anchor: Anchor
    said: io.StringIO = field(default_factory=io.StringIO)
    now: float = 0.0

    def __post_init__(self) -> None:
        log = open_log(self.said)
        self.anchoring = Anchoring(self.anchor, Batching(2.0, 100), Rounds(60.0), log, clock=lambda: self.now)

    def grow(self, count: int) -> None:
        self.anchor.append([os.urandom(32) for _ in range(count)])

    def look(self, at: float, *, last: bool = False) -> list[tuple[str, int]]:
        self.now = at
        self.anchoring.publish(now=last)
        lines = [json.loads(line) for line in self.said.getvalue().splitlines()]
        return [(line["event"], line["entries"]) for line in lines]


@pytest.fixture
def watched(house: House) -> Iterator[Watched]:
    with house.writing() as service:
        yield Watched(service.anchor)


def test_what_waits_is_published_within_the_interval(watched: Watched) -> None:
    assert watched.look(1.0) == []
    watched.now = 1.5
    watched.grow(3)
    assert watched.anchoring.pause() == 1.5
    assert watched.look(2.9) == []
    assert watched.look(3.0) == [("anchored", 3)]
    assert watched.anchoring.pause() == 2.0


def test_so_many_new_ones_are_due_at_once(watched: Watched) -> None:
    assert not watched.anchoring.grown(99)
    assert watched.anchoring.grown(1)
    watched.grow(100)
    assert watched.look(0.1) == [("anchored", 100)]
    assert not watched.anchoring.grown(99)


def test_at_the_end_whatever_waits_is_published(watched: Watched) -> None:
    watched.grow(1)
    assert watched.look(0.0) == []
    assert watched.look(0.0, last=True) == [("anchored", 1)]


def test_the_log_is_scrubbed_round_after_round(watched: Watched) -> None:
    assert watched.look(59.9) == []
    assert watched.look(60.0) == [("scrubbed", 0)]
    assert watched.look(119.9) == [("scrubbed", 0)]
    assert watched.look(120.0) == [("scrubbed", 0)] * 2
