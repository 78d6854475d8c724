"""Everything that can go wrong in front of a patient: a closed list, each with what they are to do next."""

from __future__ import annotations

from enum import Enum


class NextStep(Enum):
    """What the person at the kiosk can do."""

    TAKE_CARD = "take-card"
    TRY_AGAIN = "try-again"
    ONE_CARD = "one-card"
    CALL_STAFF = "call-staff"
    WAIT = "wait"


class Trouble(Enum):
    """A fault that has a page: its code and its next step."""

    CARD_LEFT = "card-left", NextStep.TAKE_CARD
    SWAPPED = "swapped", NextStep.TAKE_CARD
    CLONED = "cloned", NextStep.CALL_STAFF
    FOREIGN = "foreign", NextStep.TAKE_CARD
    EXPIRED = "expired", NextStep.CALL_STAFF
    REVOKED = "revoked", NextStep.CALL_STAFF
    SUSPENDED = "suspended", NextStep.CALL_STAFF
    BLOCKED = "blocked", NextStep.CALL_STAFF
    UNREADABLE = "unreadable", NextStep.TRY_AGAIN
    NOT_KNOWN = "not-known", NextStep.CALL_STAFF
    NOT_ALLOWED = "not-allowed", NextStep.CALL_STAFF
    TWO_CARDS = "two-cards", NextStep.ONE_CARD
    READER_GONE = "reader-gone", NextStep.CALL_STAFF
    SERVICE_DOWN = "service-down", NextStep.CALL_STAFF
    BRIDGE_DOWN = "bridge-down", NextStep.WAIT
    NOT_FOUND = "not-found", NextStep.TRY_AGAIN
    TOO_EARLY = "too-early", NextStep.WAIT
    SAME_OFFICER = "same-officer", NextStep.CALL_STAFF
    REFUSED = "refused", NextStep.CALL_STAFF

    def __init__(self, code: str, next_step: NextStep) -> None:
        self.code = code
        self.next_step = next_step
