"""Every operation of the narrow API."""

from __future__ import annotations

from typing import Any, Final

from fhir_bridge.api.wire import card, consent, enrolment, reading, staff, visit
from fhir_bridge.api.wire.operation import Operation

OPERATIONS: Final[tuple[Operation[Any, Any], ...]] = (
    enrolment.ENROL,
    enrolment.RENEW,
    enrolment.HEALTH,
    enrolment.HEARTBEAT,
    card.CHALLENGE,
    card.TAP,
    card.LOG_IN,
    card.LEAVE,
    visit.DETAILS,
    visit.APPOINTMENTS,
    visit.CHECK_IN,
    visit.REPLAY,
    visit.CALL_STAFF,
    consent.CONSENT_REQUESTS,
    consent.CONSENT_TEXT,
    consent.DECIDE,
    consent.DECIDE_LATE,
    consent.SUBMISSION,
    consent.MY_CONSENTS,
    reading.WHO_READ,
    reading.OBJECT,
    staff.NEW_CARD,
    staff.POSSESSION,
    staff.CARD_SECRETS,
    staff.STANDING,
    staff.SUSPEND,
    staff.REINSTATE,
    staff.REPLACE,
    staff.CONFIRM_REPLACEMENT,
    staff.ORDER,
    staff.APPOINT_GUARDIAN,
    staff.ARRIVALS,
)
