"""A kiosk's own standing with its bridge."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from fhir_bridge.api.wire.operation import Der, Language, Nothing, Operation, Word


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A one-time code, the kiosk's public key (P-256 or Ed25519; the request is signed by it) and where it stands."""

    code: Word = field(repr=False)
    key: Der
    name: Word


@dataclass(frozen=True, slots=True)
class Renewal:
    """The kiosk's next public key, in a request signed by the present one."""

    key: Der


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What a kiosk pins: its own name and certificate, who issued it, and where statements hold.

    `cards` and `consents` are the addresses of `PatientSmartCard` and `HospitalRecord` as `anchor.statement.Place`
    writes them; `site_key` is the LOGKEY that receipts are verified with; renew once `renew` has passed.
    """

    kiosk: Word
    site: Word
    certificate: Der
    authority: Der
    renew: int
    end: int
    chain_id: int
    cards: Word
    consents: Word
    site_key: str
    languages: tuple[Language, ...]
    template: Word


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the bridge serves, and whether consents can take effect at once (else they stay pending)."""

    version: str
    clock: int
    chain_fresh: bool


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A kiosk is there: its version, whether a card reader answers, and how much waits in its sealed queue."""

    version: Word
    reader: bool
    waiting: int


ENROL: Final = Operation("/kiosk/v1/enrol", Enrolment, Enrolled, changes=True)
RENEW: Final = Operation("/kiosk/v1/renew", Renewal, Enrolled, changes=True)
HEALTH: Final = Operation("/kiosk/v1/health", Nothing, Health)
HEARTBEAT: Final = Operation("/kiosk/v1/heartbeat", Heartbeat, Health)
