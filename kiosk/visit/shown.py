"""The values that pages show. None holds a full name, a birth date and a reason together, and none a PIN.

Names are a greeting (given name and initial) or those of clinics and clinicians. Texts of the kiosk itself are
not here: pages write them in the visit's language. What is a patient's stands in no repr.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum, IntEnum


class Language(Enum):
    """The languages that every page, consent and spoken sentence exists in (BCP 47)."""

    ENGLISH = "en"
    SPANISH = "es"
    FRENCH = "fr"
    GERMAN = "de"
    ARABIC = "ar"
    SERBIAN = "sr"

    @property
    def right_to_left(self) -> bool:
        """Whether it is written from right to left."""
        return self is Language.ARABIC


class Theme(Enum):
    """Colours: `CONTRAST` has 7:1 everywhere."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class TextSize(IntEnum):
    """Per cent of the usual size."""

    USUAL = 100
    LARGE = 150
    LARGEST = 200


@dataclass(frozen=True, slots=True)
class Manner:
    """How pages speak to this person. It goes back to the site's own when the visit ends."""

    language: Language = Language.ENGLISH
    theme: Theme = Theme.LIGHT
    text_size: TextSize = TextSize.USUAL
    speech: bool = False
    motion: bool = True


class CheckIn(Enum):
    """How far an appointment's check-in is; `QUEUED` is never shown as done."""

    EXPECTED = "expected"
    CHECKED_IN = "checked-in"
    QUEUED = "queued"


@dataclass(frozen=True, slots=True)
class Appointment:
    """One of the day's appointments: when, where and with whom, never why."""

    start: datetime = field(repr=False)
    place: str = field(repr=False)
    clinician: str = field(repr=False)
    check_in: CheckIn = CheckIn.EXPECTED


class Contact(Enum):
    """What the patient is asked to confirm."""

    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    INSURER = "insurer"


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing the clinic has on file, masked but for its end. `right` is None until the patient has said."""

    contact: Contact
    masked: str = field(repr=False)
    right: bool | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the card's holder may stand for: a greeting, or their own."""

    greeting: str = field(repr=False)
    self_: bool = False


class Validity(Enum):
    """How long a permission may hold, in days; `VISIT` ends with the day."""

    VISIT = 1
    QUARTER = 90
    YEAR = 365


@dataclass(frozen=True, slots=True)
class Decision:
    """One purpose to decide on. `allow` is None until the patient has chosen: nothing is ticked in advance.

    Only what is `offered` can be chosen. `grantee` is the name of who asks; `purpose` a code of HL7's ActReason
    (`TREAT`); `classes` are codes of data classes.
    """

    grantee: str = field(repr=False)
    purpose: str = field(repr=False)
    classes: tuple[str, ...] = field(repr=False)
    allow: bool | None = None
    validity: Validity = Validity.VISIT
    offered: tuple[Validity, ...] = tuple(Validity)

    def decided(self, allow: bool, validity: Validity | None = None) -> Decision:
        """The same, with the patient's choice."""
        return replace(self, allow=allow, validity=validity or self.validity)


@dataclass(frozen=True, slots=True)
class Given:
    """A permission that holds: who, what for, which data, since and until when; `pending` until the chain has it."""

    grantee: str = field(repr=False)
    purpose: str = field(repr=False)
    classes: tuple[str, ...] = field(repr=False)
    since: datetime = field(repr=False)
    until: datetime = field(repr=False)
    pending: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """One look at the patient's data: who, when, what for, under which permission (empty: the clinic's own care).

    `emergency` marks break-glass; `reported` that the patient has said that it looks wrong.
    """

    reader: str = field(repr=False)
    when: datetime = field(repr=False)
    purpose: str = field(repr=False)
    classes: tuple[str, ...] = field(repr=False)
    under: str = field(default="", repr=False)
    emergency: bool = False
    reported: bool = False


class Check(Enum):
    """What diagnostics look at, each with what to do when it fails."""

    READER = "reader", "plug the card reader in again"
    CARD_SERVICE = "card-service", "start pcscd: systemctl start pcscd"
    BRIDGE = "bridge", "look at the network, then at fhir-bridge doctor on the bridge"
    CLOCK = "clock", "set the clock: the bridge's time differs by more than a minute"
    ENROLMENT = "enrolment", "enrol the kiosk again: clinic-kiosk enrol"
    QUEUE = "queue", "wait until the bridge has taken what is queued"
    DISK = "disk", "make room in the kiosk's data folder"

    def __init__(self, code: str, next_step: str) -> None:
        self.code = code
        self.next_step = next_step


@dataclass(frozen=True, slots=True)
class Checked:
    """What one check found; `said` is a figure or a version, never a patient's."""

    check: Check
    sound: bool
    said: str = ""
