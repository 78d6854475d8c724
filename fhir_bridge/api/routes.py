"""Every route of the narrow API, with who may ask. What does not stand here cannot be served."""

from __future__ import annotations

from typing import Final

from fhir_bridge.api import (
    appointing,
    arrivals,
    asking,
    deciding,
    kiosks,
    late,
    mine,
    ordering,
    staff,
    visits,
)
from fhir_bridge.api.answering import Asker, Route
from fhir_bridge.api.wire import card, consent, enrolment, reading, visit
from fhir_bridge.api.wire import staff as desk

ROUTES: Final = (
    Route(enrolment.ENROL, Asker.NEW_KIOSK, kiosks.enrol),
    Route(enrolment.RENEW, Asker.KIOSK, kiosks.renew),
    Route(enrolment.HEALTH, Asker.KIOSK, kiosks.health),
    Route(enrolment.HEARTBEAT, Asker.KIOSK, kiosks.heartbeat),
    Route(card.CHALLENGE, Asker.KIOSK, visits.challenge),
    Route(card.TAP, Asker.KIOSK, visits.tap),
    Route(card.LOG_IN, Asker.KIOSK, visits.log_in),
    Route(card.LEAVE, Asker.KIOSK, visits.leave),
    Route(visit.DETAILS, Asker.KIOSK, arrivals.details),
    Route(visit.APPOINTMENTS, Asker.KIOSK, arrivals.appointments),
    Route(visit.CHECK_IN, Asker.KIOSK, arrivals.check_in),
    Route(visit.REPLAY, Asker.KIOSK, arrivals.replay),
    Route(visit.CALL_STAFF, Asker.KIOSK, arrivals.call_staff),
    Route(consent.CONSENT_REQUESTS, Asker.KIOSK, asking.consent_requests),
    Route(consent.CONSENT_TEXT, Asker.KIOSK, asking.consent_text),
    Route(consent.DECIDE, Asker.KIOSK, deciding.decide),
    Route(consent.DECIDE_LATE, Asker.KIOSK, late.decide_late),
    Route(consent.SUBMISSION, Asker.KIOSK, mine.submission),
    Route(consent.MY_CONSENTS, Asker.KIOSK, mine.my_consents),
    Route(reading.WHO_READ, Asker.KIOSK, mine.who_read),
    Route(reading.OBJECT, Asker.KIOSK, mine.object_to),
    Route(desk.NEW_CARD, Asker.KIOSK, staff.new_card),
    Route(desk.POSSESSION, Asker.KIOSK, staff.possession),
    Route(desk.CARD_SECRETS, Asker.KIOSK, staff.card_secrets),
    Route(desk.STANDING, Asker.KIOSK, staff.card_standing),
    Route(desk.SUSPEND, Asker.KIOSK, staff.suspend),
    Route(desk.REINSTATE, Asker.KIOSK, staff.reinstate),
    Route(desk.REPLACE, Asker.KIOSK, staff.replace_card),
    Route(desk.CONFIRM_REPLACEMENT, Asker.KIOSK, staff.confirm_replacement),
    Route(desk.ORDER, Asker.KIOSK, ordering.order),
    Route(desk.APPOINT_GUARDIAN, Asker.KIOSK, appointing.appoint_guardian),
    Route(desk.ARRIVALS, Asker.KIOSK, arrivals.arrivals),
)
