"""What is posted to a server gets ids, and what names an entry by its fullUrl names it by type and id."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir_bridge.fhir.bundle import references
from fhir_bridge.fhir.check import check
from fhir_bridge.fhir.created import created

NAME = b"n" * 32
URN = "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"
PATIENT: dict[str, Any] = {"resourceType": "Patient", "active": True}


def entry(resource: dict[str, Any], url: str = "", method: str = "POST", asked: str = "") -> dict[str, Any]:
    request = {"method": method, "url": asked or resource["resourceType"]}
    return ({"fullUrl": url} if url else {}) | {"resource": resource, "request": request}


def bundle(*listed: dict[str, Any], kind: str = "transaction") -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": kind, "entry": list(listed)}


def observation(subject: str, **more: Any) -> dict[str, Any]:
    found = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}
    return found | {"subject": {"reference": subject}} | more


def made(document: dict[str, Any]) -> list[dict[str, Any]]:
    found: Any = created(document, NAME).resource
    assert check(found) is found
    return [one["resource"] for one in found["entry"]]


@pytest.mark.parametrize("kind", ["transaction", "batch"])
def test_a_reference_by_fullurl_names_what_was_given_an_id(kind: str) -> None:
    patient, seen = made(bundle(entry(PATIENT, URN), entry(observation(URN)), kind=kind))
    assert seen["subject"] == {"reference": f"Patient/{patient['id']}"}
    assert patient["id"] != seen["id"]


def test_ids_that_a_sender_gave_stay_and_are_what_is_referred_to() -> None:
    listed = (entry(PATIENT | {"id": "p1"}, URN), entry(observation(URN, id="o1")))
    patient, seen = made(bundle(*listed))
    assert (patient["id"], seen["id"], seen["subject"]["reference"]) == ("p1", "o1", "Patient/p1")
    assert not created(bundle(*listed), NAME).given


def test_what_is_put_has_the_id_of_its_url() -> None:
    document = bundle(entry(PATIENT, URN, "PUT", "Patient/p7"), entry(observation(URN)))
    patient, seen = made(document)
    assert (patient["id"], seen["subject"]["reference"]) == ("p7", "Patient/p7")
    assert created(document, NAME).given == {f"Observation/{seen['id']}"}


def test_a_relative_reference_to_the_end_of_a_fullurl_follows_it() -> None:
    base = "http://ehr.example/fhir/"
    document = bundle(
        entry(PATIENT, f"{base}Patient/7"), entry(observation("Patient/7"), f"{base}Observation/8")
    )
    patient, seen = made(document)
    assert seen["subject"]["reference"] == f"Patient/{patient['id']}"
    listed = (entry(PATIENT | {"id": "7"}), *document["entry"])
    *_, seen = made(bundle(*listed))
    assert seen["subject"]["reference"] == "Patient/7", "it is there under that very name"


def test_links_of_every_kind_are_followed_and_names_are_not() -> None:
    more = {
        "text": {
            "status": "generated",
            "div": f'<div xmlns="http://www.w3.org/1999/xhtml"><a href="{URN}">{URN}</a></div>',
        },
        "contained": [
            {"resourceType": "Basic", "id": "b", "code": {"text": "x"}, "subject": {"reference": URN}}
        ],
        "extension": [{"url": "urn:x", "valueUri": URN}, {"url": "urn:y", "valueCanonical": URN}],
        "identifier": [{"system": "urn:ietf:rfc:3986", "value": URN}],
        "_status": {"extension": [{"url": "urn:x", "valueReference": {"reference": URN}}]},
        "note": [{"text": URN}],
    }
    patient, seen = made(bundle(entry(PATIENT, URN), entry(observation("urn:uuid:of-another", **more))))
    name = f"Patient/{patient['id']}"
    assert (
        seen["text"]["div"] == f'<div xmlns="http://www.w3.org/1999/xhtml"><a href="{name}">{URN}</a></div>'
    )
    assert seen["contained"][0]["subject"]["reference"] == name
    assert seen["_status"]["extension"][0]["valueReference"]["reference"] == name
    assert [one.get("valueUri") or one["valueCanonical"] for one in seen["extension"]] == [name, URN]
    assert (seen["identifier"][0]["value"], seen["note"][0]["text"]) == (URN, URN)
    assert seen["subject"]["reference"] == "urn:uuid:of-another"


@pytest.mark.parametrize(
    "document",
    [
        PATIENT | {"id": "p1"},
        bundle(entry(PATIENT | {"id": "p1"}, "urn:uuid:1")),
        bundle(),
        *(
            bundle({"fullUrl": URN, "resource": PATIENT}, kind=kind)
            for kind in ("collection", "message", "document")
        ),
    ],
)
def test_where_nothing_is_to_be_done_it_is_the_very_resource(document: dict[str, Any]) -> None:
    assert created(document, NAME).resource is document


def test_one_resource_gets_an_id_that_is_the_messages_alone() -> None:
    ids = [created(PATIENT, name).resource["id"] for name in (NAME, NAME, b"m" * 32)]
    assert ids[0] == ids[1] != ids[2]
    assert "id" not in PATIENT


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 7)), min_size=1, max_size=8))
def test_every_reference_to_an_entry_leads_to_it_by_type_and_id(asked: list[tuple[bool, int]]) -> None:
    listed = []
    for number, (named, target) in enumerate(asked):
        subject = observation(f"urn:uuid:{target % len(asked)}", **({"id": f"o{number}"} if named else {}))
        listed.append(entry(subject, f"urn:uuid:{number}"))
    resources = made(bundle(*listed))
    names = [f"Observation/{one['id']}" for one in resources]
    assert len(set(names)) == len(names)
    assert [next(references(one)) for one in resources] == [names[target % len(asked)] for _, target in asked]
