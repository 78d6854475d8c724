"""What a visit asks to be done.

The window does `Speak`, `Sound` and `Hush`; `kiosk.effects` does everything else, off the window's thread.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.visit.shown import Detail, Language, Validity
from kiosk.visit.states import Call
from kiosk.visit.tasks import Document, StaffTask

# ---- for the window


@dataclass(frozen=True, slots=True)
class Speak:
    """Say the page that is shown (never a PIN)."""


@dataclass(frozen=True, slots=True)
class Sound:
    """The alarm of a card that was left, until `Hush`."""


@dataclass(frozen=True, slots=True)
class Hush:
    """Speech and alarm end now."""


# ---- for the runner of effects


@dataclass(frozen=True, slots=True)
class Wipe:
    """Forget everything of this person: card session, PIN, bridge session, what was fetched."""


@dataclass(frozen=True, slots=True)
class ProvePresence:
    """Challenge key 9E and take the proof to the bridge -> `Recognised`."""


@dataclass(frozen=True, slots=True)
class KeepDigit:
    """One more digit of the PIN, to the one buffer that holds it."""

    digit: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class EraseDigit:
    """The last digit out of the buffer."""


@dataclass(frozen=True, slots=True)
class ForgetPin:
    """The buffer is wiped."""


@dataclass(frozen=True, slots=True)
class VerifyPin:
    """PIN to the card -> `PinAccepted` or `PinRefused`."""


@dataclass(frozen=True, slots=True)
class LogIn:
    """Key 9A to the bridge, for the person with this number of `Recognised.people` -> `LoggedIn`."""

    person: int = 0


@dataclass(frozen=True, slots=True)
class CheckIn:
    """Check in for every appointment of today, and fetch what follows -> `CheckedIn`."""


@dataclass(frozen=True, slots=True)
class CheckInByTap:
    """Check in by the tap alone -> `Arrived`; without the bridge the arrival goes into the sealed queue."""


@dataclass(frozen=True, slots=True)
class ReportDetails:
    """Tell the desk which details are no longer right."""

    details: tuple[Detail, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """What was decided on one offer; None refuses."""

    validity: Validity | None


@dataclass(frozen=True, slots=True)
class Prepare:
    """Write the text of these decisions, in the order in which they were offered -> `Prepared`."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class PrepareRevocation:
    """Write the text that ends the permission with this number of `ConsentsFetched` -> `Prepared`."""

    number: int


@dataclass(frozen=True, slots=True)
class SignAndSubmit:
    """PIN, key 9C over what was prepared, on to the bridge -> `Signed`, `Taken` or `PinRefused`."""

    assisted: bool = False


@dataclass(frozen=True, slots=True)
class Decline:
    """Everything was refused: that needs no signature -> `Taken`."""


@dataclass(frozen=True, slots=True)
class FetchConsents:
    """-> `ConsentsFetched`."""


@dataclass(frozen=True, slots=True)
class FetchReads:
    """-> `ReadsFetched`."""


@dataclass(frozen=True, slots=True)
class ReportRead:
    """Tell the officer of the read with this number -> `Reported`."""

    number: int


@dataclass(frozen=True, slots=True)
class PrintReceipt:
    """-> `Printed`."""


@dataclass(frozen=True, slots=True)
class Page:
    """Call staff -> `StaffHeard`."""

    call: Call


@dataclass(frozen=True, slots=True)
class PageQuietly:
    """Call staff without a sign of it on the screen: whoever types the PIN may not be free to."""


@dataclass(frozen=True, slots=True)
class KeepPin:
    """Staff: the first spelling of the new PIN is complete; the second follows."""


@dataclass(frozen=True, slots=True)
class ComparePins:
    """Staff: are the two spellings alike -> `PinAgrees` or `PinUnlike`."""


@dataclass(frozen=True, slots=True)
class DoTask:
    """Staff: do what was ordered -> `StageReached`..., `TaskDone`. What a task does not ask for is empty."""

    task: StaffTask
    document: Document | None = None
    mrn: str = field(default="", repr=False)
    greeting: str = field(default="", repr=False)
    language: Language = Language.ENGLISH


@dataclass(frozen=True, slots=True)
class Diagnose:
    """Staff: run the checks -> `Diagnosed`."""


WindowEffect = Speak | Sound | Hush
RunnerEffect = (
    Wipe
    | ProvePresence
    | KeepDigit
    | EraseDigit
    | ForgetPin
    | VerifyPin
    | LogIn
    | CheckIn
    | CheckInByTap
    | ReportDetails
    | Prepare
    | PrepareRevocation
    | SignAndSubmit
    | Decline
    | FetchConsents
    | FetchReads
    | ReportRead
    | PrintReceipt
    | Page
    | PageQuietly
    | KeepPin
    | ComparePins
    | DoTask
    | Diagnose
)
Effect = WindowEffect | RunnerEffect
