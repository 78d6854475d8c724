"""The clinic in memory as a `Bridge`.

It keeps to the contract of `Bridge`: visits have levels, proofs are verified, a change counts once under its
name. What it does not do: follow a chain, or ask who issued a card.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar, cast

from fhir_bridge.api.wire import card, consent, enrolment, reading, staff, visit
from fhir_bridge.api.wire.operation import Level, Nothing, Operation
from fhir_bridge.api.wire.refusal import Refusal
from kiosk.double import consents, desk, door, waiting
from kiosk.double.clinic import PINNED, Clinic
from kiosk.errors import BridgeDown, BridgeRefused

Asked = TypeVar("Asked")
Given = TypeVar("Given")


@dataclass(slots=True)
class ClinicInMemory(Clinic):
    """A `Bridge`. `up` False answers nobody."""

    up: bool = True
    _done: dict[str, object] = field(default_factory=dict)

    def ask(self, operation: Operation[Asked, Given], asked: Asked, once: str = "") -> Given:
        """See `Bridge.ask`."""
        if not self.up:
            raise BridgeDown("the training clinic is closed")
        name = f"{operation.path} {once}"
        if operation.changes and once and name in self._done:
            return cast("Given", self._done[name])
        self._check_level(operation, asked)
        if operation.path not in ANSWERS:
            raise BridgeRefused(Refusal.NOT_FOUND)
        answer = ANSWERS[operation.path](self, asked)
        self._done[name] = answer
        return cast("Given", answer)

    def _check_level(self, operation: Operation[Any, Any], asked: object) -> None:
        if operation.level is Level.NONE:
            return
        found = self.visits.get(getattr(asked, "visit", b""))
        if found is None:
            raise BridgeRefused(Refusal.NO_VISIT)
        if operation.level in (Level.PATIENT, Level.STAFF) and found.level is not operation.level:
            needed = Refusal.STAFF_ONLY if operation.level is Level.STAFF else Refusal.LOG_IN_FIRST
            raise BridgeRefused(needed)


def _health(clinic: Clinic, _: Nothing | enrolment.Heartbeat) -> enrolment.Health:
    return enrolment.Health("training", int(clinic.clock()), chain_fresh=True)


def _enrol(_: Clinic, asked: enrolment.Enrolment) -> enrolment.Enrolled:
    if asked.code != "training":
        raise BridgeRefused(Refusal.CODE_ENDED)
    return PINNED


ANSWERS: Final[Mapping[str, Callable[[Clinic, Any], object]]] = {
    enrolment.HEALTH.path: _health,
    enrolment.HEARTBEAT.path: _health,
    enrolment.ENROL.path: _enrol,
    card.CHALLENGE.path: door.challenge,
    card.TAP.path: door.tap,
    card.LOG_IN.path: door.log_in,
    card.LEAVE.path: door.leave,
    visit.DETAILS.path: waiting.details,
    visit.APPOINTMENTS.path: waiting.appointments,
    visit.CHECK_IN.path: waiting.check_in,
    visit.REPLAY.path: waiting.replay,
    visit.CALL_STAFF.path: waiting.call,
    consent.CONSENT_REQUESTS.path: consents.requests,
    consent.CONSENT_TEXT.path: consents.text,
    consent.DECIDE.path: consents.decide,
    consent.DECIDE_LATE.path: consents.decide_late,
    consent.SUBMISSION.path: consents.submission,
    consent.MY_CONSENTS.path: consents.mine,
    reading.WHO_READ.path: consents.reads,
    reading.OBJECT.path: consents.objection,
    staff.ORDER.path: desk.order,
    staff.APPOINT_GUARDIAN.path: desk.appoint,
    staff.CARD_SECRETS.path: desk.card_secrets,
}
