"""What a kiosk needs of a patient's own records: who they are to the hospital, how to reach them, today's appointments.

Read from the newest records, opened for this and closed again; nothing is indexed beside them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final

from fhir_bridge.api.desk import Desk
from fhir_bridge.keeping import OWN

MOST_RECORDS: Final = 100
"""The newest that are looked at: an appointment of today was booked or moved in one of them."""

DATED: Final = ("urn:fhir-anchor:v2:field:TQ-4",)
"""Where a booking without an hour, or one whose zone nobody knows, has its day."""
_GONE: Final = {"cancelled", "noshow", "entered-in-error"}
_SHOWN_DIGITS: Final = 3


@dataclass(frozen=True, slots=True)
class Booked:
    """An appointment as the hospital knows it; `start` is an instant with offset, or a date."""

    id: str
    start: str
    place: str
    practitioner: str
    identifiers: tuple[dict[str, Any], ...] = field(repr=False)
    resource: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Chart:
    """The patient's own resource as it was sent last, today's appointments by time, and the records these are from."""

    patient: dict[str, Any] = field(repr=False)
    booked: tuple[Booked, ...]
    records: tuple[str, ...]

    def address(self) -> str:
        """One line, empty where none is known."""
        address = (self.patient.get("address") or [{}])[0]
        parts = [*address.get("line", []), address.get("postalCode", ""), address.get("city", "")]
        return ", ".join(part for part in parts if part)

    def telephone(self) -> str:
        """The last digits of the first number."""
        found = (one.get("value", "") for one in self.patient.get("telecom", []))
        digits = "".join(c for c in next(filter(None, found), "") if c.isdigit())
        return "•••" + digits[-_SHOWN_DIGITS:] if digits else ""


def chart_of(desk: Desk, pseudonym: str) -> Chart:
    """The chart of a patient, over all pseudonyms that are theirs."""
    patient: dict[str, Any] = {}
    booked: dict[str, Booked | None] = {}
    used: list[str] = []
    for record, resources in _newest(desk, pseudonym):
        used.append(record)
        for resource in resources:
            kind = resource.get("resourceType")
            if kind == "Patient" and not patient and not _is_own(resource):
                patient = resource
            if kind == "Appointment":
                found = _booked(resource, resources)
                booked.setdefault(found.id, found if _is_today(found, desk.now()) else None)
    today = sorted((one for one in booked.values() if one), key=lambda one: one.start)
    return Chart(patient, tuple(today), tuple(used))


def _newest(desk: Desk, pseudonym: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    service = desk.service
    stored = [
        one
        for own in desk.keeping.custody.person(pseudonym)
        for one in service.journal.records_of_patient(own)
    ]
    for one in stored[: -MOST_RECORDS - 1 : -1]:
        bundle = json.loads(service.release.open(one.record.id))
        yield one.record.id, [entry["resource"] for entry in bundle["entry"] if "resource" in entry]


def _booked(resource: dict[str, Any], around: list[dict[str, Any]]) -> Booked:
    identifiers = tuple(resource.get("identifier", []))
    names = [f"{one.get('system', '')}|{one.get('value', '')}" for one in identifiers] or [resource["id"]]
    dated = (one.get("valueDateTime", "") for one in resource.get("extension", []) if one.get("url") in DATED)
    by_id = {f"urn:uuid:{one.get('id')}": one for one in around}
    actors = [
        by_id.get(one.get("actor", {}).get("reference", ""), {}) for one in resource.get("participant", [])
    ]
    return Booked(
        id=hashlib.sha256(names[-1].encode()).hexdigest()[:32],
        start=resource.get("start") or next(dated, ""),
        place=next((_name(one) for one in actors if one.get("resourceType") == "Location"), ""),
        practitioner=next((_name(one) for one in actors if one.get("resourceType") == "Practitioner"), ""),
        identifiers=identifiers,
        resource=resource,
    )


def _is_today(booked: Booked, now: int) -> bool:
    if booked.resource.get("status") in _GONE or not booked.start:
        return False
    try:
        start = datetime.fromisoformat(booked.start)
        if start.tzinfo:
            return start.date() == datetime.fromtimestamp(now, start.tzinfo).date()
        return date.fromisoformat(booked.start) == datetime.fromtimestamp(now, UTC).astimezone().date()
    except ValueError:
        return False


def _is_own(patient: dict[str, Any]) -> bool:
    return any(one.get("system") == OWN for one in patient.get("identifier", []))


def _name(resource: dict[str, Any]) -> str:
    name = resource.get("name", "")
    if isinstance(name, str):
        return name
    first = name[0] if name else {}
    return str(first.get("text") or " ".join([*first.get("given", []), first.get("family", "")]).strip())
