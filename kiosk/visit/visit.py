"""A visit as a whole: the page that is shown, how it speaks, and the little that must be remembered beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.visit.events import Reader
from kiosk.visit.shown import Appointment, Decision, Detail, Given, Manner
from kiosk.visit.states import Attract, State


@dataclass(frozen=True, slots=True)
class Held:
    """What a visit remembers of its card and of what was fetched, for the pages that follow. A wipe empties it.

    mark       of the card that was read first; a second reading must give the same
    """

    mark: bytes = b""
    reader: Reader | None = None
    greeting: str = ""
    standing_for: str = ""
    appointments: tuple[Appointment, ...] = ()
    details: tuple[Detail, ...] = ()
    decisions: tuple[Decision, ...] = ()
    given: tuple[Given, ...] = ()
    queued: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """`number` rises with every wipe; `quiet` counts the seconds since the last touch; an overlay covers `under`."""

    state: State = field(default_factory=Attract)
    manner: Manner = field(default_factory=Manner)
    number: int = 0
    quiet: int = 0
    under: State | None = field(default=None, repr=False)
    held: Held = field(default_factory=Held, repr=False)
