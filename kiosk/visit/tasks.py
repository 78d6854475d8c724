"""What the kiosk shows to a member of staff: their tasks, and one frozen type a page, as in `states`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from kiosk.visit.shown import Checked


class StaffTask(Enum):
    """What a staff card opens."""

    ENROL = "enrol"
    UNBLOCK = "unblock"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    REPLACE = "replace"
    CONFIRM = "confirm"
    GUARDIAN = "guardian"
    CONFIRM_GUARDIAN = "confirm-guardian"


ORDERS = (StaffTask.SUSPEND, StaffTask.REINSTATE, StaffTask.CONFIRM, StaffTask.CONFIRM_GUARDIAN)
"""What is done to a card that is not there: the staff card stays in and signs the order."""
UNNAMED = (StaffTask.SUSPEND, StaffTask.CONFIRM, StaffTask.CONFIRM_GUARDIAN)
"""What needs a record number alone: nothing comes into anybody's hand."""


class Document(Enum):
    """By which document the patient's identity was checked."""

    PASSPORT = "passport"
    IDENTITY_CARD = "identity-card"
    RESIDENCE_PERMIT = "residence-permit"
    KNOWN_IN_PERSON = "known-in-person"


@dataclass(frozen=True, slots=True)
class StaffHome:
    """The tasks (`Choose(number)`), `SeeDiagnostics` and `LockKiosk`."""

    name: str = field(repr=False)
    tasks: tuple[StaffTask, ...] = tuple(StaffTask)


@dataclass(frozen=True, slots=True)
class StaffIdentity:
    """Who is it for: the document that was checked (`ChooseDocument`) and the medical record number (`Typed`)."""

    task: StaffTask
    document: Document | None = None
    mrn: str = field(default="", repr=False)

    @property
    def complete(self) -> bool:
        """Whether `Next` goes on."""
        return self.document is not None and bool(self.mrn)


@dataclass(frozen=True, slots=True)
class StaffNumber:
    """Whose card is it: the medical record number alone (`Typed`)."""

    task: StaffTask
    mrn: str = field(default="", repr=False)

    @property
    def complete(self) -> bool:
        """Whether `Next` goes on."""
        return bool(self.mrn)


@dataclass(frozen=True, slots=True)
class StaffName:
    """How kiosks will greet the card's holder: a given name, no more (`Typed`)."""

    task: StaffTask
    greeting: str = field(default="", repr=False)

    @property
    def complete(self) -> bool:
        """Whether `Next` goes on."""
        return bool(self.greeting.strip())


@dataclass(frozen=True, slots=True)
class StaffConfirm:
    """What will be done: the last look. `greeting` is the patient's, or their number where no name was asked for."""

    task: StaffTask
    greeting: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SwapCards:
    """Take the staff card out and put the card in that the task is for."""

    task: StaffTask
    seconds_left: int


@dataclass(frozen=True, slots=True)
class ChoosePin:
    """The patient chooses a PIN, twice. `unlike`: the second was not the first."""

    task: StaffTask
    length: int = 0
    again: bool = False
    unlike: bool = False


class CardStage(Enum):
    """What is being done to the patient's card."""

    UNLOCKING = "unlocking"
    MAKING_KEY = "making-key"
    WRITING = "writing"
    SETTING_PIN = "setting-pin"
    PROVING = "proving"
    REGISTERING = "registering"


@dataclass(frozen=True, slots=True)
class StaffWorking:
    """The task runs; the card stays in."""

    task: StaffTask
    stage: CardStage | None = None


@dataclass(frozen=True, slots=True)
class StaffDone:
    """The task is done; `pending` when the chain or a second officer still has to confirm."""

    task: StaffTask
    pending: bool = False


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """What was checked, and what to do."""

    checked: tuple[Checked, ...] = ()
