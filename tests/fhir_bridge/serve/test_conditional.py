"""Conditional references of a transaction: resolved where one resource bears the identifier, and else refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fhir_bridge.service import Service
from tests.fhir_bridge.serve.test_fhir_http import PATIENT, Post, bundle

WARD = "Organization?identifier=urn:ward|3"


def organization(value: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": "Organization", "identifier": [{"system": "urn:ward", "value": value}]} | more


def written(id_: str, value: str) -> tuple[str, bytes, str]:
    return f"/fhir/Organization/{id_}", json.dumps(organization(value, id=id_)).encode(), "PUT"


def transaction(*resources: dict[str, Any], kind: str = "transaction", ward: str = WARD) -> bytes:
    about = PATIENT | {"managingOrganization": {"reference": ward}, "multipleBirthInteger": 2}
    return bundle(kind, about, *resources)


@pytest.fixture
def post(service: Service) -> Post:
    return Post(service)


def referred(service: Service) -> list[str]:
    """What the Patients of all records refer to."""
    service.recover()
    made = [json.loads(service.release.open(one.record.id)) for one in service.journal.records()]
    resources = [entry["resource"] for one in made for entry in one["entry"]]
    return [one["managingOrganization"]["reference"] for one in resources if one["resourceType"] == "Patient"]


def test_one_of_the_same_request_is_meant(post: Post, service: Service) -> None:
    assert post("/fhir", transaction(organization("3"), organization("4"))).statuses() == [200]
    service.recover()
    (record,) = service.journal.records()
    patient, ward = (
        one["resource"] for one in json.loads(service.release.open(record.record.id))["entry"][:2]
    )
    assert patient["managingOrganization"]["reference"] == f"Organization/{ward['id']}"


def test_one_that_the_client_wrote_is_meant_and_the_same_again_changes_nothing(
    post: Post, service: Service
) -> None:
    post(*written("w", "3"))("/fhir", transaction())
    first, second = post.answers()
    (again,) = Post(service)("/fhir", transaction()).answers()
    assert (first.status_code, second.status_code, again.content) == (201, 200, second.content)
    assert referred(service) == ["Organization/w"]


def test_of_none_of_several_and_of_another_clients_the_transaction_is_refused_whole(
    post: Post, service: Service
) -> None:
    both = transaction(organization("3"), organization("3"))
    post("/fhir", transaction())("/fhir", both)(*written("w", "3"))("/fhir", transaction(organization("3")))
    post("/fhir", transaction(ward="Organization?name=x"))
    answers = post.answers()
    assert [one.status_code for one in answers] == [412, 412, 201, 412, 400]
    assert {one.json()["resourceType"] for one in answers} == {"OperationOutcome"}
    (other,) = Post(service, "lab")("/fhir", transaction(), authorization="Bearer lab").statuses()
    assert other == 412
    service.recover()
    assert len(service.journal.records()) == 1


def test_what_is_no_transaction_stays_as_it_is_written(post: Post, service: Service) -> None:
    one = json.loads(transaction())["entry"][0]["resource"]
    post("/fhir", transaction(kind="batch"))("/fhir/Patient", json.dumps(one).encode())
    assert post.statuses() == [200, 201]
    assert referred(service) == [WARD, WARD]
