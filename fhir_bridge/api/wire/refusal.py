"""What the bridge refuses, and what comes next: a closed list."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Annotated

from fhir_bridge.api.wire.coding import Length


class Refusal(Enum):
    """Why the bridge refuses: code, HTTP status, and the next step for whoever stands before the kiosk."""

    BAD_REQUEST = "bad-request", 400, "tell the site's IT: kiosk and bridge are of different versions"
    NOT_SIGNED = "not-signed", 401, "enrol the kiosk again"
    REPLAYED = "replayed", 401, "send a new request"
    CLOCK_SKEW = "clock-skew", 401, "set the kiosk's clock"
    UNKNOWN_KIOSK = "unknown-kiosk", 401, "enrol the kiosk again"
    CODE_ENDED = "code-ended", 403, "ask for a new enrolment code: fhir-bridge kiosks code"
    NO_VISIT = "no-visit", 404, "tap the card again"
    LOG_IN_FIRST = "log-in-first", 403, "insert the card and type the PIN"
    STAFF_ONLY = "staff-only", 403, "use a staff card"
    NOT_FOUND = "not-found", 404, "go back and choose again"
    CARD_UNKNOWN = "card-unknown", 403, "ask the staff to enrol this card"
    CARD_FOREIGN = "card-foreign", 403, "use the card that this clinic gave out"
    CARD_EXPIRED = "card-expired", 403, "ask the staff for a new card"
    CARD_SUSPENDED = "card-suspended", 403, "ask the staff; this card was stopped for now"
    CARD_REVOKED = "card-revoked", 403, "ask the staff; this card was stopped or replaced"
    CARD_UNPROVED = "card-unproved", 403, "take the card out and try again; then ask the staff"
    NOT_ENTITLED = "not-entitled", 403, "this card may not do this for the patient; ask the staff"
    SIGN_AGAIN = "sign-again", 409, "something was signed meanwhile: show the consents again"
    WRONG_TEXT = "wrong-text", 422, "what was signed is not what was asked for; ask the staff"
    KEY_REUSED = "key-reused", 409, "send a new request"
    TOO_EARLY = "too-early", 409, "the waiting time is not over; come back then"
    SAME_OFFICER = "same-officer", 409, "another member of staff must confirm"
    TOO_LARGE = "too-large", 413, "tell the site's IT: kiosk and bridge are of different versions"
    TOO_MANY = "too-many", 429, "wait a moment and try again"
    ERASED = "erased", 403, "nothing is kept of this patient any more; ask the staff"
    UNAVAILABLE = "unavailable", 503, "try again in a moment; the staff can check in by hand"
    FAULT = "fault", 500, "ask the staff, who tell the site's IT"

    def __init__(self, code: str, status: int, next_step: str) -> None:
        self.code = code
        self.status = status
        self.next_step = next_step


@dataclass(frozen=True, slots=True)
class Coding:
    """FHIR's Coding."""

    system: str
    code: str


@dataclass(frozen=True, slots=True)
class Concept:
    """FHIR's CodeableConcept; `text` is the next step."""

    coding: Annotated[tuple[Coding, ...], Length(1, 1)]
    text: str


@dataclass(frozen=True, slots=True)
class Issue:
    """OperationOutcome.issue."""

    severity: str
    code: str
    details: Concept


@dataclass(frozen=True, slots=True)
class Problem:
    """The body of every answer that is not 200: a FHIR OperationOutcome with one issue."""

    resourceType: str  # noqa: N815 -- FHIR's name
    issue: Annotated[tuple[Issue, ...], Length(1, 1)]

    @classmethod
    def of(cls, refusal: Refusal) -> Problem:
        """The outcome that tells of a refusal."""
        coding = (Coding("urn:fhir-anchor:refusal", refusal.code),)
        return cls("OperationOutcome", (Issue("error", "processing", Concept(coding, refusal.next_step)),))

    def refusal(self) -> Refusal:
        """What it tells of; `FAULT` for a code that this version does not know."""
        code = self.issue[0].details.coding[0].code
        return next((one for one in Refusal if one.code == code), Refusal.FAULT)
