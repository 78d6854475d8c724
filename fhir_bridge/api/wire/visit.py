"""What a patient came for: details, appointments, checking in, somebody to help."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Final

from fhir_bridge.api.wire.card import CardProved
from fhir_bridge.api.wire.coding import Length
from fhir_bridge.api.wire.operation import Guid, Id, Level, Nothing, Operation, Token, Visit, Word


@dataclass(frozen=True, slots=True)
class Details:
    """What the patient is asked to confirm: an address, and a telephone number of which the last digits alone show.

    No name, no birth date: whoever stands behind the patient learns nothing that belongs together.
    """

    address: str = field(repr=False)
    telephone: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Appointment:
    """One of today's appointments: when, where and with whom, and nothing of why."""

    id: Id
    start: Word
    place: str
    practitioner: str
    arrived: bool


@dataclass(frozen=True, slots=True)
class Appointments:
    """Today's, by time."""

    appointments: tuple[Appointment, ...]


@dataclass(frozen=True, slots=True)
class CheckIn:
    """The patient is here, for this appointment or (None) for none that they know of.

    `details_right` is None where they were not asked; False calls the desk.
    """

    visit: Token = field(repr=False)
    appointment: Id | None
    details_right: bool | None


class ArrivalState(StrEnum):
    """How far the hospital knows of an arrival."""

    RECORDED = "recorded"
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """The arrival's number in today's list, and whether the hospital has it: RECORDED here is on its way there.

    UNCONFIRMED is an arrival without an appointment, or one replayed later: the desk looks at it.
    """

    arrival: Id
    number: int
    state: ArrivalState
    place: str


@dataclass(frozen=True, slots=True)
class OfflineArrival:
    """A tap taken while the bridge was away. Its challenge is `offline_challenge`, so it is only ever UNCONFIRMED.

    `id` names it for ever: replayed again, it is found and not counted twice.
    """

    id: Guid
    guid: Guid
    proof: CardProved
    at: int


@dataclass(frozen=True, slots=True)
class Replay:
    """Arrivals from the sealed queue, oldest first."""

    arrivals: Annotated[tuple[OfflineArrival, ...], Length(100, 1)]


@dataclass(frozen=True, slots=True)
class Replayed:
    """Which of them are taken, now or before, and may be forgotten; the rest were refused and go to the desk."""

    taken: tuple[Guid, ...]
    refused: tuple[Guid, ...]


class Help(StrEnum):
    """Why somebody is called."""

    NO_CARD = "no-card"
    INTERPRETER = "interpreter"
    ASSISTANCE = "assistance"
    DETAILS_WRONG = "details-wrong"
    CARD_TROUBLE = "card-trouble"
    CONSENT_REFUSED = "consent-refused"
    DISCREET = "discreet"


@dataclass(frozen=True, slots=True)
class CallStaff:
    """Somebody is wanted at this kiosk; no visit is needed."""

    help: Help


DETAILS: Final = Operation("/kiosk/v1/details", Visit, Details, Level.PATIENT)
APPOINTMENTS: Final = Operation("/kiosk/v1/appointments", Visit, Appointments, Level.PATIENT)
CHECK_IN: Final = Operation("/kiosk/v1/check-in", CheckIn, CheckedIn, Level.TAPPED, changes=True)
REPLAY: Final = Operation("/kiosk/v1/replay", Replay, Replayed, changes=True)
CALL_STAFF: Final = Operation("/kiosk/v1/call-staff", CallStaff, Nothing, changes=True)
