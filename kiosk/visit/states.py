"""What the kiosk shows: one frozen type a page. A page renders its state and emits events; it decides nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from kiosk.visit.shown import Appointment, Decision, Detail, Given, Person, Read
from kiosk.visit.tasks import (
    ChoosePin,
    Diagnostics,
    StaffConfirm,
    StaffDone,
    StaffHome,
    StaffIdentity,
    StaffName,
    StaffNumber,
    StaffWorking,
    SwapCards,
)
from kiosk.visit.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Attract:
    """Nobody is here. `bridge` tells whether the bridge answers: without it, check-ins are queued."""

    bridge: bool = True


@dataclass(frozen=True, slots=True)
class CardReading:
    """A card was seen; its public objects are read and its presence is proved."""


@dataclass(frozen=True, slots=True)
class Identified:
    """The card is known: a greeting, and whether the PIN can follow (`blocked`: it cannot, only check-in can)."""

    greeting: str = field(repr=False)
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class InsertCard:
    """The tapped card went away, or the PIN needs the contact reader: put it in, within so many seconds."""

    seconds_left: int


class PinFor(Enum):
    """Why a PIN is asked for."""

    LOG_IN = "log-in"
    SIGN = "sign"
    RESUME = "resume"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class PinEntry:
    """The PIN is typed: how many digits so far, never which. `wrong` after one that the card refused."""

    why: PinFor
    tries_left: int
    length: int = 0
    wrong: bool = False

    @property
    def last(self) -> bool:
        """Whether a wrong PIN now blocks the card."""
        return self.tries_left == 1


class Work(Enum):
    """What is waited for, in sight."""

    LOGGING_IN = "logging-in"
    CHECKING_IN = "checking-in"
    FETCHING = "fetching"
    PREPARING = "preparing"
    REPORTING = "reporting"


@dataclass(frozen=True, slots=True)
class Working:
    """The card or the bridge is busy."""

    work: Work


@dataclass(frozen=True, slots=True)
class Representing:
    """For whom is this visit: the card's holder, or somebody they stand for. `Choose(number)`."""

    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Appointments:
    """The day's appointments, and the way to everything else. `standing_for` is a greeting, empty for oneself.

    `asks` counts what waits for a decision: `Next` leads there. `number` is the patient's in today's waiting
    list, from 1; 0 while there is none.
    """

    greeting: str = field(repr=False)
    appointments: tuple[Appointment, ...]
    asks: int = 0
    standing_for: str = field(default="", repr=False)
    number: int = 0


@dataclass(frozen=True, slots=True)
class DetailsConfirm:
    """Is what the clinic has on file still right? `Allow(number)` says yes, `Refuse(number)` no."""

    details: tuple[Detail, ...]

    @property
    def complete(self) -> bool:
        """Whether `Next` goes on."""
        return all(detail.right is not None for detail in self.details)


@dataclass(frozen=True, slots=True)
class Consents:
    """The decisions of this visit, one a purpose: `Allow(number)`, `Refuse(number)`, `HoldFor(number, validity)`."""

    decisions: tuple[Decision, ...]
    standing_for: str = field(default="", repr=False)

    @property
    def complete(self) -> bool:
        """Whether `Next` goes on."""
        return all(decision.allow is not None for decision in self.decisions)


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The exact text that will be signed, shown as it is. `Next` leads to the PIN.

    `Assisted` says that somebody helps: it is kept with the decisions.
    """

    text: str = field(repr=False)
    assisted: bool = False


@dataclass(frozen=True, slots=True)
class Signing:
    """The card signs, then the bridge takes the signature to the chain."""

    sent: bool = False


@dataclass(frozen=True, slots=True)
class MyConsents:
    """The permissions that hold. `Choose(number)` leads to `RevokeConfirm`."""

    given: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class RevokeConfirm:
    """One permission, and the exact text that ends it when it is signed."""

    given: Given
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MyData:
    """Who has read what. `LooksWrong(number)` tells the officer."""

    reads: tuple[Read, ...]


class Paper(Enum):
    """Where the receipt goes."""

    NOT_CHOSEN = "not-chosen"
    PRINTED = "printed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the visit leaves: `qr` is what the code says (to verify, no diagnosis; may be empty); `Print`, or `Next`.

    `pending`: the bridge has not taken it yet; `queued`: nor the check-in; `printer`: there is one. `number` as in
    `Appointments`.
    """

    qr: str = field(repr=False)
    pending: bool = False
    queued: bool = False
    printer: bool = False
    paper: Paper = Paper.NOT_CHOSEN
    number: int = 0


class Ending(Enum):
    """How a visit came to its end."""

    DONE = "done"
    STOPPED = "stopped"
    IDLE = "idle"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class TakeCard:
    """The session is over and the card is still in: take it, or in so many seconds the alarm begins."""

    ending: Ending
    seconds_left: int


@dataclass(frozen=True, slots=True)
class Troubled:
    """Something is wrong, and what to do. CARD_LEFT sounds. BRIDGE_DOWN waits and goes on by itself."""

    trouble: Trouble


@dataclass(frozen=True, slots=True)
class IdleWarning:
    """Nobody has touched anything: `Extend` goes back, else the visit ends in so many seconds."""

    seconds_left: int


@dataclass(frozen=True, slots=True)
class CardPulled:
    """The card went out in mid visit. The same card and its PIN resume, within so many seconds."""

    seconds_left: int


class Call(Enum):
    """Why staff is called."""

    HELP = "help"
    NO_CARD = "no-card"
    INTERPRETER = "interpreter"


@dataclass(frozen=True, slots=True)
class StaffCalled:
    """Somebody is on the way. `Back` returns to where the call was made."""

    call: Call
    heard: bool = False


@dataclass(frozen=True, slots=True)
class OutOfOrder:
    """The kiosk cannot serve anybody."""

    trouble: Trouble


@dataclass(frozen=True, slots=True)
class Locked:
    """After a crash, or on a staff order: nothing but this page, until a staff card opens it or it starts again."""


State = (
    Attract
    | CardReading
    | Identified
    | InsertCard
    | PinEntry
    | Working
    | Representing
    | Appointments
    | DetailsConfirm
    | Consents
    | ConsentText
    | Signing
    | MyConsents
    | RevokeConfirm
    | MyData
    | Receipt
    | TakeCard
    | Troubled
    | IdleWarning
    | CardPulled
    | StaffCalled
    | OutOfOrder
    | Locked
    | StaffHome
    | StaffIdentity
    | StaffNumber
    | StaffName
    | StaffConfirm
    | SwapCards
    | ChoosePin
    | StaffWorking
    | StaffDone
    | Diagnostics
)
