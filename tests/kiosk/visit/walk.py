"""Walks through all of a visit: every page that can be reached, and what leads from one to another."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from kiosk.visit.events import (
    Answered,
    ChooseLanguage,
    ChooseMotion,
    ChooseSpeech,
    ChooseTextSize,
    ChooseTheme,
    Event,
    ReadAloud,
)
from kiosk.visit.outcomes import CheckedIn
from kiosk.visit.states import StaffCalled
from kiosk.visit.step import step
from kiosk.visit.visit import Visit
from tests.kiosk.visit.happenings import everything

MANNERS = (ChooseLanguage, ChooseMotion, ChooseSpeech, ChooseTextSize, ChooseTheme, ReadAloud)
NEARLY = 59  # seconds of quiet, so that one more is an idle page


class Edge(NamedTuple):
    """What leads from a page to another."""

    source: str
    event: str
    target: str


@cache
def walked() -> frozenset[Edge]:
    """Every edge that leads to another page."""
    seen, edges = set(), set()
    waiting = deque([Visit(), replace(Visit(), locked=True)])
    while waiting:
        visit = waiting.popleft()
        for event in happening_to(visit):
            after, _ = step(visit, event)
            source, target = page(visit), page(after)
            if source != target:
                edges.add(Edge(source, name(event), target))
            ripe = ripened(after)
            if (met := likeness(ripe)) not in seen:
                seen.add(met)
                waiting.append(ripe)
    return frozenset(edges)


def happening_to(visit: Visit) -> list[Event]:
    """Everything that can lead on; of decisions one at a time, which shows every page."""
    return [event for event in everything(visit.number) if not (_many(event) or isinstance(event, MANNERS))]


def _many(event: Event) -> bool:
    answer = event.answer if isinstance(event, Answered) else None
    return isinstance(answer, CheckedIn) and len(answer.decisions) > 1


def ripened(visit: Visit) -> Visit:
    """The visit when one more second, or the last digit, makes a difference."""
    at_once = {"seconds_left": 1, "length": 6}
    present = {field: value for field, value in at_once.items() if hasattr(visit.state, field)}
    state = replace(visit.state, **present) if present else visit.state  # type: ignore[arg-type]  # has these fields
    return replace(visit, state=state, quiet=179 if isinstance(state, StaffCalled) else NEARLY)


def page(visit: Visit) -> str:
    """The page's name."""
    return type(visit.state).__name__


def name(event: Event) -> str:
    """What is written on an edge: the answer's name for an answer."""
    happened = event.answer if isinstance(event, Answered) else event
    trouble = getattr(happened, "trouble", None)
    return type(happened).__name__ + (f" {trouble.code}" if trouble is not None else "")


def likeness(visit: Visit) -> object:
    """Two visits are alike when no page can tell them apart: counters and manner aside."""
    state, held = visit.state, visit.held
    under = type(visit.under).__name__ if not isinstance(state, StaffCalled) else ""
    flags = (bool(held.staff), held.again, len(held.people), bool(held.decisions), bool(held.choices))
    more = (
        held.revoking is not None,
        held.task,
        held.person,
        type(held.asked),
        getattr(state, "complete", None),
        visit.card,
        visit.locked,
    )
    return (repr(state), under, flags, more)
