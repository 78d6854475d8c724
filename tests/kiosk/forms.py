"""Requests and answers to make consent forms from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from fhir_bridge.api.wire import consent as wire
from kiosk.consent_form import Form, granting, revoking
from kiosk.wording import wording

SITE = timezone(timedelta(hours=1))
NOW = datetime(2026, 3, 2, 9, 41, 7, tzinfo=SITE)
TYPES = "http://hl7.org/fhir/resource-types"

REQUESTS = wire.ConsentRequests(
    patient=b"p" * 32,
    signer=b"s" * 32,
    nonce=4,
    template="1",
    requests=(
        wire.ConsentRequest(
            "r1",
            "urn:oid:2.999.1|cardio",
            "Cardio Clinic",
            "TREAT",
            (f"{TYPES}|Observation", f"{TYPES}|Condition", f"{TYPES}|Procedure"),
            (0, 7776000),
        ),
        wire.ConsentRequest(
            "r2", "urn:oid:2.999.1|uni", "University", "HRESCH", (f"{TYPES}|Observation",), (0,)
        ),
    ),
)
GIVEN = wire.GivenConsent(
    commitment=b"c" * 32,
    grantee="urn:oid:2.999.1|cardio",
    grantee_name="Cardio Clinic",
    purpose="TREAT",
    classes=(f"{TYPES}|Observation",),
    since=1,
    end=2_000_000_000,
    state=wire.ConsentState.LIVE,
    signed_for=False,
    language="en",
)
MINE = wire.MyConsents(b"p" * 32, b"s" * 32, 5, (GIVEN,))


def salts() -> Iterator[bytes]:
    """Salts that are the same each time."""
    return (bytes([number]) * 32 for number in range(1, 50))


def grant_form(language: str = "en", standing_for: str = "") -> Form:
    end = datetime(2026, 5, 31, 9, 41, tzinfo=SITE)
    return granting(REQUESTS, (end, None), words=wording(language), salts=salts(), standing_for=standing_for)


def revocation_form(language: str = "en") -> Form:
    return revoking(MINE, GIVEN, words=wording(language), salts=salts())
