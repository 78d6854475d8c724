"""What can happen to a visit: the card, the person, the clock, and answers to what was asked for.

Pages emit the person's events. `Tick` comes once a second. An `Answered` carries the number of the visit that asked, so
that an answer which comes after the end is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from kiosk.visit.shown import (
    Appointment,
    Checked,
    Decision,
    Detail,
    Given,
    Language,
    Person,
    Read,
    TextSize,
    Theme,
    Validity,
)
from kiosk.visit.states import Call, CardStage, Document
from kiosk.visit.trouble import Trouble

# ---- the card


class Reader(Enum):
    """Where a card is: in the slot (a PIN may be given) or held to the antenna (it may not)."""

    CONTACT = "contact"
    CONTACTLESS = "contactless"


@dataclass(frozen=True, slots=True)
class CardSeen:
    """A card came."""

    reader: Reader = Reader.CONTACT


@dataclass(frozen=True, slots=True)
class CardRemoved:
    """A card went."""

    reader: Reader = Reader.CONTACT


@dataclass(frozen=True, slots=True)
class TwoCards:
    """There is a card in each of two readers."""


@dataclass(frozen=True, slots=True)
class ReaderLost:
    """No reader is left."""


@dataclass(frozen=True, slots=True)
class ServiceLost:
    """The PC/SC service does not answer."""


@dataclass(frozen=True, slots=True)
class ReaderReady:
    """A reader and its service are there (again)."""


# ---- the person


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    """The page's language."""

    language: Language


@dataclass(frozen=True, slots=True)
class ChooseTheme:
    """The page's colours."""

    theme: Theme


@dataclass(frozen=True, slots=True)
class ChooseTextSize:
    """The text's size."""

    text_size: TextSize


@dataclass(frozen=True, slots=True)
class ChooseSpeech:
    """Speech on or off."""

    on: bool


@dataclass(frozen=True, slots=True)
class ChooseMotion:
    """Motion on or off."""

    on: bool


@dataclass(frozen=True, slots=True)
class ReadAloud:
    """Say this page once more."""


@dataclass(frozen=True, slots=True)
class Choose:
    """The entry with this number (from 0) of the page's list."""

    number: int


@dataclass(frozen=True, slots=True)
class Allow:
    """Yes to the decision or detail with this number."""

    number: int


@dataclass(frozen=True, slots=True)
class Refuse:
    """No to the decision or detail with this number."""

    number: int


@dataclass(frozen=True, slots=True)
class HoldFor:
    """How long the decision with this number holds."""

    number: int
    validity: Validity


@dataclass(frozen=True, slots=True)
class Next:
    """On."""


@dataclass(frozen=True, slots=True)
class Back:
    """Back, or no."""


@dataclass(frozen=True, slots=True)
class Stop:
    """End the visit now."""


@dataclass(frozen=True, slots=True)
class OnlyCheckIn:
    """Check in by the tap alone, without a PIN."""


@dataclass(frozen=True, slots=True)
class SeeConsents:
    """To the permissions that hold."""


@dataclass(frozen=True, slots=True)
class SeeReads:
    """To who has read what."""


@dataclass(frozen=True, slots=True)
class LooksWrong:
    """The read with this number looks wrong."""

    number: int


@dataclass(frozen=True, slots=True)
class Print:
    """The receipt on paper."""


@dataclass(frozen=True, slots=True)
class PinDigit:
    """One digit (0-9). It is in no repr."""

    digit: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class PinErase:
    """The last digit away."""


@dataclass(frozen=True, slots=True)
class Extend:
    """I am still here."""


@dataclass(frozen=True, slots=True)
class CallStaff:
    """Somebody come, please."""

    call: Call = Call.HELP


@dataclass(frozen=True, slots=True)
class ChooseDocument:
    """Staff: by which document."""

    document: Document


@dataclass(frozen=True, slots=True)
class Typed:
    """Staff: the medical record number as it stands in the field. It is in no repr."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SeeDiagnostics:
    """Staff: to the checks."""


@dataclass(frozen=True, slots=True)
class LockKiosk:
    """Staff: lock this kiosk."""


# ---- the clock


@dataclass(frozen=True, slots=True)
class Tick:
    """One second has passed."""


# ---- answers


class Holder(Enum):
    """Whose card it is, by its certificate and the bridge."""

    PATIENT = "patient"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class CardRead:
    """The card's public objects are sound. `mark` is a hash of its GUID and certificate: the same card, or not."""

    mark: bytes = field(repr=False)
    tries_left: int


@dataclass(frozen=True, slots=True)
class Recognised:
    """The card has proved its presence and the bridge knows it."""

    greeting: str = field(repr=False)
    holder: Holder = Holder.PATIENT


@dataclass(frozen=True, slots=True)
class PinRefused:
    """The card says no: so many tries are left (0: it is blocked)."""

    tries_left: int


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """PIN and key 9A are proved. `people` has more than one entry when the holder stands for somebody."""

    people: tuple[Person, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """The day's appointments, checked in; `queued` when the bridge does not answer and the check-in waits here."""

    appointments: tuple[Appointment, ...] = field(repr=False)
    details: tuple[Detail, ...] = field(repr=False)
    decisions: tuple[Decision, ...] = field(repr=False)
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
class OrderNamed:
    """Staff: the bridge knows the patient; nothing is ordered yet."""

    greeting: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OrderSigned:
    """Staff: the staff card has signed the order."""


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
    CardRead
    | Recognised
    | PinRefused
    | LoggedIn
    | CheckedIn
    | Prepared
    | Signed
    | Taken
    | ConsentsFetched
    | ReadsFetched
    | Reported
    | Printed
    | StaffHeard
    | OrderNamed
    | OrderSigned
    | PinUnlike
    | PinAgrees
    | StageReached
    | TaskDone
    | Diagnosed
    | Failed
)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer to what the visit with this number asked for."""

    visit: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class BridgeUp:
    """The bridge answers (again), or does not."""

    up: bool


CardEvent = CardSeen | CardRemoved | TwoCards | ReaderLost | ServiceLost | ReaderReady
PersonEvent = (
    ChooseLanguage
    | ChooseTheme
    | ChooseTextSize
    | ChooseSpeech
    | ChooseMotion
    | ReadAloud
    | Choose
    | Allow
    | Refuse
    | HoldFor
    | Next
    | Back
    | Stop
    | OnlyCheckIn
    | SeeConsents
    | SeeReads
    | LooksWrong
    | Print
    | PinDigit
    | PinErase
    | Extend
    | CallStaff
    | ChooseDocument
    | Typed
    | SeeDiagnostics
    | LockKiosk
)
Event = CardEvent | PersonEvent | Tick | Answered | BridgeUp
