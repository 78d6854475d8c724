"""A visit as a whole: the page that is shown, how it speaks, and the little that must be remembered beside it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kiosk.visit.asked import DoTask, Effect, Hush, Wipe
from kiosk.visit.events import Reader
from kiosk.visit.shown import Appointment, Decision, Detail, Given, Manner, Person, Validity
from kiosk.visit.states import (
    Attract,
    Ending,
    Locked,
    PinFor,
    State,
    TakeCard,
)
from kiosk.visit.tasks import Document, StaffTask


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: without a touch before the warning, to extend after it, and before a card that was left sounds."""

    idle: int = 60
    extend: int = 20
    take: int = 15


@dataclass(frozen=True, slots=True)
class Held:
    """What a visit remembers for the pages that follow. A wipe empties it; a card pulled by mistake leaves `mark`
    and `choices`, which say nothing of the patient.

    mark       of the card that was seen first: another is a swap
    tries      PIN tries left, as far as is known
    again      the card was here before and its PIN comes next: after a tap, or pulled by mistake
    text       what was prepared to be signed
    choices    (allowed, validity) of each decision, to be put back after the card was pulled
    asked      what was asked of the bridge last, to be asked again when it is back
    assisted   the patient says that somebody helps them
    erased     how often erase was pressed in a PIN field that is empty
    """

    mark: bytes = b""
    tries: int | None = None
    again: PinFor | None = None
    person: int = 0
    people: tuple[Person, ...] = ()
    greeting: str = ""
    number: int = 0
    appointments: tuple[Appointment, ...] = ()
    details: tuple[Detail, ...] = ()
    decisions: tuple[Decision, ...] = ()
    given: tuple[Given, ...] = ()
    revoking: Given | None = None
    text: str = ""
    choices: tuple[tuple[bool | None, Validity], ...] = ()
    asked: Effect | None = None
    task: StaffTask | None = None
    document: Document | None = None
    mrn: str = ""
    staff: str = ""
    assisted: bool = False
    erased: int = 0


@dataclass(frozen=True, slots=True)
class Visit:
    """`number` rises with every wipe; `quiet` counts the seconds since the last touch; an overlay covers `under`.

    `card` is where a card is now; `bridge` whether the bridge answers; `house` the site's own manner; `locked` keeps
    everything but staff cards out.
    """

    state: State = field(default_factory=Attract)
    manner: Manner = field(default_factory=Manner)
    number: int = 0
    quiet: int = 0
    card: Reader | None = None
    bridge: bool = True
    locked: bool = False
    house: Manner = field(default_factory=Manner)
    pace: Pace = field(default_factory=Pace)
    under: State | None = field(default=None, repr=False)
    held: Held = field(default_factory=Held, repr=False)


Stepped = tuple[Visit, tuple[Effect, ...]]


def shows(visit: Visit, state: State, *effects: Effect) -> Stepped:
    """The visit on another page."""
    return replace(visit, state=state, under=None), effects


def asks(visit: Visit, state: State, effect: Effect) -> Stepped:
    """The visit on a page that waits, and what it waits for: asked again when the bridge comes back."""
    return shows(replace(visit, held=replace(visit.held, asked=effect)), state, effect)


def wiped(visit: Visit, state: State, *effects: Effect, held: Held | None = None) -> Stepped:
    """The visit on a page that shows nothing of anybody, with everything else forgotten."""
    after = replace(
        visit,
        state=state,
        number=visit.number + 1,
        quiet=0,
        under=None,
        held=Held() if held is None else held,
    )
    return after, (Wipe(), Hush(), *effects)


def order(visit: Visit, task: StaffTask) -> DoTask:
    """What staff have ordered, with all that was typed for it."""
    held = visit.held
    return DoTask(task, held.document, held.mrn, held.greeting, visit.manner.language)


def rested(visit: Visit) -> Stepped:
    """Nobody is here."""
    state = Locked() if visit.locked else Attract(visit.bridge)
    return wiped(replace(visit, manner=visit.house), state)


def ended(visit: Visit, ending: Ending) -> Stepped:
    """The session is over: take the card, if it is still in."""
    if visit.card is not None:
        return wiped(visit, TakeCard(ending, visit.pace.take))
    return rested(visit)
