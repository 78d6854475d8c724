"""One request from its bytes to its answer's: who asks, may they, was it asked before, what is said.

    signature -> kiosk, its bucket -> times, nonce -> body -> visit and its level -> idempotency -> operation -> answer

Whatever goes wrong is one of the wire's refusals; nothing else leaves.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from anchor.errors import AnchorError, DatabaseUnavailableError, LedgerError
from fhir_bridge.api.declined import Declined
from fhir_bridge.api.desk import Call, Desk, tag
from fhir_bridge.api.limits import KIOSK
from fhir_bridge.api.once import once
from fhir_bridge.api.wire.coding import CodingError, decode, encode
from fhir_bridge.api.wire.enrolment import Enrolment
from fhir_bridge.api.wire.operation import Level, Operation
from fhir_bridge.api.wire.refusal import Problem, Refusal
from fhir_bridge.api.wire.signing import (
    LIFE,
    Message,
    Parameters,
    SignatureFault,
    public_key,
    read,
    thumbprint,
    verify,
)
from fhir_bridge.errors import BridgeError, Reason, Refused, Unavailable
from fhir_bridge.store.kiosks import Kiosk

_LOG = logging.getLogger(__name__)
_BEARERS: Final = {Level.TAPPED: set(Level), Level.PATIENT: {Level.PATIENT}, Level.STAFF: {Level.STAFF}}


class Asker(Enum):
    """Whose signature a route asks for."""

    KIOSK = "an enrolled kiosk"
    NEW_KIOSK = "the key that asks to be enrolled"


@dataclass(frozen=True, slots=True)
class Route:
    """One row of the table: an operation, who may ask, and what answers. The operation says which visit it takes."""

    operation: Operation[Any, Any]
    asker: Asker
    answer: Callable[[Desk, Call, Any], Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body."""

    status: int
    body: bytes

    @classmethod
    def of(cls, refusal: Refusal) -> Answer:
        """The answer that refuses."""
        return cls(refusal.status, encode(Problem.of(refusal)))


def answered(desk: Desk, route: Route, message: Message, headers: Mapping[str, str]) -> Answer:
    """The answer to one request; `headers` by their names in lower case."""
    try:
        kiosk = _asker(desk, route, message, headers)
        asked = decode(message.body, route.operation.asked)
        call = _call(desk, route.operation, kiosk, asked)
        if not route.operation.changes:
            return Answer(200, encode(route.answer(desk, call, asked)))
        said = once(
            desk,
            kiosk.id,
            message.idempotency_key,
            request=message.path.encode() + b"\0" + message.body,
            work=lambda: encode(route.answer(desk, call, asked)),
        )
        return Answer(200, said)
    except Exception as fault:  # noqa: BLE001 -- the outermost loop over requests: a fault must not tell its insides
        return Answer.of(_refusal(fault))


def _refusal(fault: Exception) -> Refusal:
    match fault:
        case Declined():
            return fault.refusal
        case CodingError():
            return Refusal.BAD_REQUEST
        case SignatureFault():
            return Refusal.NOT_SIGNED
        case Refused(reason=Reason.ERASED):
            return Refusal.ERASED
        case Unavailable() | LedgerError() | DatabaseUnavailableError():
            return Refusal.UNAVAILABLE
    named = "refused" if isinstance(fault, BridgeError | AnchorError) else "faulty"
    _LOG.error("a kiosk's request ended %s: %s", named, type(fault).__name__)
    return Refusal.FAULT


def _asker(desk: Desk, route: Route, message: Message, headers: Mapping[str, str]) -> Kiosk:
    parameters, signature = read(message, headers)
    kiosk = _newcomer(message) if route.asker is Asker.NEW_KIOSK else desk.kiosks.find(parameters.key_id)
    if kiosk is None or kiosk.id != parameters.key_id or kiosk.revoked or desk.now() >= kiosk.end:
        raise Declined(Refusal.UNKNOWN_KIOSK)
    verify(message, parameters, signature, public_key(kiosk.key))
    if route.asker is Asker.KIOSK:
        desk.limit(KIOSK, "kiosk", kiosk.id)
    _fresh(desk, parameters)
    return kiosk


def _newcomer(message: Message) -> Kiosk:
    """Whoever holds the key in an enrolment: nobody yet, under the key's own thumbprint."""
    key = decode(message.body, Enrolment).key
    return Kiosk(thumbprint(key), "", key, b"", 2**53)


def _fresh(desk: Desk, parameters: Parameters) -> None:
    now = desk.now()
    if not 0 < parameters.expires - parameters.created <= LIFE:
        raise Declined(Refusal.NOT_SIGNED)
    if not parameters.created - LIFE <= now <= parameters.expires:
        raise Declined(Refusal.CLOCK_SKEW)
    end = parameters.expires + LIFE
    if not desk.kiosks.use_nonce(parameters.key_id, parameters.nonce, end=end, now=now):
        raise Declined(Refusal.REPLAYED)


def _call(desk: Desk, operation: Operation[Any, Any], kiosk: Kiosk, asked: Any) -> Call:
    if operation.level is Level.NONE:
        return Call(kiosk)
    visit = desk.visits.find(tag(asked.visit), kiosk.id, desk.now())
    if visit is None:
        raise Declined(Refusal.NO_VISIT)
    if Level[visit.level] not in _BEARERS[operation.level]:
        raise Declined(Refusal.STAFF_ONLY if operation.level is Level.STAFF else Refusal.LOG_IN_FIRST)
    return Call(kiosk, visit)
