"""What comes back from the card and the bridge: the answers to what a visit asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from kiosk.visit.shown import Appointment, Checked, Decision, Detail, Given, Person, Read
from kiosk.visit.tasks import CardStage
from kiosk.visit.trouble import Trouble


class Holder(Enum):
    """Whose card it is, by its certificate and the bridge."""

    PATIENT = "patient"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Recognised:
    """The card has proved its presence and the bridge knows it. `people`: the holder, then whom they may stand for."""

    greeting: str = field(repr=False)
    holder: Holder = Holder.PATIENT
    people: tuple[Person, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class PinAccepted:
    """The PIN is the card's."""


@dataclass(frozen=True, slots=True)
class PinRefused:
    """The card says no: so many tries are left (0: it is blocked)."""

    tries_left: int


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """Key 9A is proved, and the bridge lets the holder in."""


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """The day's appointments, checked in, what to confirm and what to decide. `number` in today's list, 0: none."""

    appointments: tuple[Appointment, ...] = field(repr=False)
    details: tuple[Detail, ...] = field(repr=False)
    decisions: tuple[Decision, ...] = field(repr=False)
    number: int = 0


@dataclass(frozen=True, slots=True)
class Arrived:
    """The tap alone has checked in; `queued` when the bridge does not answer and the check-in waits here."""

    number: int = 0
    queued: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """The text that will be signed."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Signed:
    """The card has signed; the bridge comes next."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The bridge has the decisions; `pending` when it has not, and they wait here sealed. `qr` verifies them."""

    qr: str = field(repr=False)
    pending: bool = False
    printer: bool = False


@dataclass(frozen=True, slots=True)
class ConsentsFetched:
    """The permissions that hold."""

    given: tuple[Given, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReadsFetched:
    """Who has read what."""

    reads: tuple[Read, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reported:
    """The officer has been told of the read with this number."""

    number: int


@dataclass(frozen=True, slots=True)
class Printed:
    """The receipt is on paper."""


@dataclass(frozen=True, slots=True)
class StaffHeard:
    """The call has reached the desk."""


@dataclass(frozen=True, slots=True)
class PinUnlike:
    """Staff: the PIN's two spellings differ."""


@dataclass(frozen=True, slots=True)
class PinAgrees:
    """Staff: the PIN was typed twice alike."""


@dataclass(frozen=True, slots=True)
class StageReached:
    """Staff: how far the task is."""

    stage: CardStage


@dataclass(frozen=True, slots=True)
class TaskDone:
    """Staff: the task is done."""

    pending: bool = False


@dataclass(frozen=True, slots=True)
class Diagnosed:
    """Staff: what the checks found."""

    checked: tuple[Checked, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """It did not work."""

    trouble: Trouble


Answer = (
    Recognised
    | PinAccepted
    | PinRefused
    | LoggedIn
    | CheckedIn
    | Arrived
    | Prepared
    | Signed
    | Taken
    | ConsentsFetched
    | ReadsFetched
    | Reported
    | Printed
    | StaffHeard
    | PinUnlike
    | PinAgrees
    | StageReached
    | TaskDone
    | Diagnosed
    | Failed
)
