"""A client posts, and follows what it is told and what it reads: every reference leads to what was posted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from fhir_bridge.fhir.bundle import references
from tests.fhir_bridge.api.records.ward import System, Ward, ward_at
from tests.fhir_bridge.serve.test_fhir_http import Post

PATIENT, ENCOUNTER = (
    "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a",
    "urn:uuid:88f151c0-a954-468a-88bd-5ae15c08e059",
)


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    with ward_at(tmp_path_factory.mktemp("followed")) as found:
        yield found


@pytest.fixture(scope="module")
def system(ward: Ward) -> System:
    return ward.own()


def posted(ward: Ward, path: str, resource: dict[str, Any]) -> httpx.Response:
    (answer,) = Post(ward.clinic.desk.service)(path, json.dumps(resource).encode()).answers()
    ward.clinic.desk.service.recover()
    return answer


def patient(number: str) -> dict[str, Any]:
    return {"resourceType": "Patient", "identifier": [{"system": "urn:x", "value": number}]}


def seen(subject: str, **more: Any) -> dict[str, Any]:
    found = {"resourceType": "Observation", "status": "final", "code": {"text": "weight"}}
    return found | {"subject": {"reference": subject}} | more


def visit(number: str, kind: str = "transaction") -> dict[str, Any]:
    coded = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}
    encounter = {
        "resourceType": "Encounter",
        "status": "finished",
        "class": coded,
        "subject": {"reference": PATIENT},
    }
    listed = [
        (PATIENT, patient(number)),
        (ENCOUNTER, encounter),
        ("", seen(PATIENT, encounter={"reference": ENCOUNTER})),
    ]
    return {
        "resourceType": "Bundle",
        "type": kind,
        "entry": [
            ({"fullUrl": url} if url else {})
            | {"resource": one, "request": {"method": "POST", "url": one["resourceType"]}}
            for url, one in listed
        ],
    }


@pytest.mark.parametrize("kind", ["transaction", "batch"])
def test_what_a_transaction_made_is_read_where_its_answer_says_and_its_references_lead_on(
    ward: Ward, system: System, kind: str
) -> None:
    answer = posted(ward, "/fhir", visit(kind, kind))
    assert (answer.status_code, answer.json()["type"]) == (200, f"{kind}-response")
    told = [one["response"] for one in answer.json()["entry"]]
    assert [one["status"] for one in told] == ["201 Created"] * 3
    read = [system.get(f"/fhir/{one['location']}") for one in told]
    assert [one.status_code for one in read] == [200] * 3
    assert [one.headers["etag"] for one in read] == [one["etag"] for one in told]
    named = {name for one in read for name in references(one.json())}
    assert len(named) == 2
    assert {system.get(f"/fhir/{name}").json()["resourceType"] for name in named} == {"Patient", "Encounter"}
    whose = told[0]["location"].split("/")[1]
    found = system.resources(f"/fhir/Observation?patient={whose}")
    assert found == [read[2].json()]


def test_the_record_has_ids_and_what_was_posted_is_kept_beside_it(ward: Ward) -> None:
    service, document = ward.clinic.desk.service, visit("kept")
    posted(ward, "/fhir", document)
    made = service.journal.records()[-1].record
    kept = json.loads(service.release.open(made.id))
    assert ["id" in one["resource"] for one in kept["entry"]] == [True] * 3
    (message,) = service.journal.messages_of_patient(made.pseudonym)
    sent = service.pipeline.custody.open_message(service.journal.message(message))
    assert json.loads(sent) == document


def test_a_patient_that_was_created_is_who_later_posts_refer_to(ward: Ward, system: System) -> None:
    places = [
        posted(ward, "/fhir/Patient", patient("later") | {"active": flag}).headers["location"]
        for flag in (True, False)
    ]
    assert len(set(places)) == 2, "created twice, it is two resources of one patient"
    for place in places:
        name = "/".join(place.split("/")[2:4])
        assert system.get(place).status_code == 200
        answer = posted(ward, "/fhir/Observation", seen(name))
        assert (answer.status_code, answer.headers["etag"]) == (201, 'W/"1"')
        assert system.get(answer.headers["location"]).json()["subject"]["reference"] == name
    assert len(system.resources(f"/fhir/Observation?patient={places[0].split('/')[3]}")) == 2


def test_one_that_nothing_else_identifies_is_known_by_the_id_it_was_given(ward: Ward, system: System) -> None:
    place = posted(ward, "/fhir/Patient", {"resourceType": "Patient", "active": True}).headers["location"]
    name = "/".join(place.split("/")[2:4])
    posted(ward, "/fhir/Observation", seen(name))
    assert len(system.resources(f"/fhir/Observation?patient={name}")) == 1


def test_of_a_batch_what_is_not_taken_has_its_own_answer(ward: Ward) -> None:
    document = visit("part", "batch")
    document["entry"][1]["resource"]["status"] = "SECRET"
    told = [one["response"] for one in posted(ward, "/fhir", document).json()["entry"]]
    assert [one["status"] for one in told] == ["201 Created", "422 Unprocessable Entity", "201 Created"]
    assert "Bundle.entry.1.resource.status" in told[1]["outcome"]["issue"][0]["diagnostics"]
    assert "SECRET" not in str(told)


def test_the_same_again_is_told_the_same_and_makes_nothing(ward: Ward) -> None:
    service, document = ward.clinic.desk.service, visit("again")
    first = posted(ward, "/fhir", document)
    count = service.journal.counts()["records"]
    again = posted(ward, "/fhir", document)
    assert (again.status_code, again.content) == (200, first.content)
    assert service.journal.counts()["records"] == count
