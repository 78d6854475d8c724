"""What can happen to a visit: the card, the person, the clock, and answers to what was asked for.

Pages emit the person's events. `Tick` comes once a second. An `Answered` carries the number of the visit that asked, so
that an answer which comes after the end is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from kiosk.visit.outcomes import Answer
from kiosk.visit.shown import Language, TextSize, Theme, Validity
from kiosk.visit.states import Call
from kiosk.visit.tasks import Document
from kiosk.visit.trouble import Trouble

# ---- the card


class Reader(Enum):
    """Where a card is: in the slot (a PIN may be given) or held to the antenna (it may not)."""

    CONTACT = "contact"
    CONTACTLESS = "contactless"


@dataclass(frozen=True, slots=True)
class CardSeen:
    """A card came and was read. `trouble` says why it cannot be used, None when it may prove itself.

    `mark`: 32 bytes, a hash of its GUID and its 9E certificate: the same card, or not. `tries`: PIN tries left, None
    where it cannot be asked. `blank`: it has not been issued to anybody.
    """

    reader: Reader = Reader.CONTACT
    mark: bytes = field(default=b"", repr=False)
    tries: int | None = None
    trouble: Trouble | None = None
    blank: bool = False


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
    """Staff: the field's text as it now stands. It is in no repr."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Assisted:
    """Somebody is helping me, or nobody is."""

    on: bool


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
    | Assisted
    | SeeDiagnostics
    | LockKiosk
)
Event = CardEvent | PersonEvent | Tick | Answered | BridgeUp
