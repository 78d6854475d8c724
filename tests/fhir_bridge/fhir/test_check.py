"""What is no FHIR R4 is refused by its place, and its value stays unsaid."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.fhir.bundle import as_bundle
from fhir_bridge.fhir.check import check
from fhir_bridge.fhir.json import Number

PATIENT: dict[str, Any] = {"resourceType": "Patient", "id": "p1", "birthDate": "1970-05"}


def entry(resource: dict[str, Any], url: str | None = None) -> dict[str, Any]:
    return {"resource": resource} | ({"fullUrl": url} if url else {})


def bundle(*listed: dict[str, Any], kind: str = "collection") -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": kind} | ({"entry": list(listed)} if listed else {})


@pytest.mark.parametrize(
    "resource", [PATIENT, bundle(), bundle(entry(PATIENT)), bundle(entry(PATIENT, "urn:uuid:1"))]
)
def test_fhir_is_taken(resource: dict[str, Any]) -> None:
    assert check(resource) is resource


def test_t038_numbers_are_read_and_stay_as_they_were() -> None:
    value = {"value": Number("1.00"), "unit": "mg"}
    observation = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": "x"},
        "valueQuantity": value,
    }
    assert check(observation)["valueQuantity"] == {"value": Number("1.00"), "unit": "mg"}


@pytest.mark.parametrize(
    ("resource", "reason", "where"),
    [
        ({"hello": "world"}, Reason.NOT_FHIR, ""),
        ([], Reason.NOT_FHIR, ""),
        ({"resourceType": 7}, Reason.NOT_FHIR, ""),
        ({"resourceType": "Banana"}, Reason.NOT_FHIR, ""),
        ({"resourceType": "HumanName", "family": "SECRET"}, Reason.NOT_FHIR, ""),
        (PATIENT | {"birthDate": "SECRET"}, Reason.INVALID_FHIR, "Patient.birthDate"),
        (PATIENT | {"shoeSize": 43}, Reason.INVALID_FHIR, "Patient.shoeSize"),
        (PATIENT | {"id": "SECRET/../etc"}, Reason.INVALID_FHIR, "Patient.id"),
        (PATIENT | {"id": "x" * 65}, Reason.INVALID_FHIR, "Patient.id"),
        (bundle(entry(PATIENT | {"id": "a b"})), Reason.INVALID_FHIR, "Bundle.entry.0.resource"),
        (
            bundle(entry(PATIENT, "urn:uuid:1"), entry(PATIENT, "urn:uuid:1")),
            Reason.INVALID_FHIR,
            "Bundle.entry.1.fullUrl",
        ),
        ({"resourceType": "Observation", "code": {"text": "x"}}, Reason.INVALID_FHIR, "Observation.status"),
    ],
)
def test_t041_t043_t048_what_is_not_is_refused_by_its_place(
    resource: Any, reason: Reason, where: str
) -> None:
    with pytest.raises(Refused) as refusal:
        check(resource)
    assert refusal.value.reason is reason
    assert refusal.value.where.startswith(where)
    assert "SECRET" not in str(refusal.value)


def test_one_resource_becomes_a_collection() -> None:
    assert as_bundle(PATIENT) == bundle(entry(PATIENT))
    given = bundle()
    assert as_bundle(given) is given


@pytest.mark.parametrize("space", ["\xa0", "\u2003", "\u3000"])
def test_spaces_of_other_scripts_are_text(space: str) -> None:
    check({"resourceType": "Patient", "name": [{"family": f"de{space}la Cruz"}], "gender": "other"})
