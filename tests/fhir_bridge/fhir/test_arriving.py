"""FHIR of any release becomes R4 when it arrives; what is unclear is refused with what was seen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.fhir import json as fhir_json
from fhir_bridge.fhir.arriving import as_r4, sift
from fhir_bridge.fhir.json import Json, Object
from fhir_bridge.fhir.release import Release
from fhir_bridge.fhir.versions.convert import convert
from fhir_bridge.opening import writing
from fhir_bridge.service import Outcome, Service
from fhir_bridge.settings import Settings
from fhir_bridge.source.files import Input
from tests.corpora import corpus
from tests.fhir_bridge.house import CANARY

STU3, R4, R4B, R5 = Release
PLAIN: Object = {"resourceType": "Patient", "id": "p1", "active": True}
DOG: Object = {**PLAIN, "animal": {"species": {"text": CANARY}}}
ENCOUNTER: Object = {
    "resourceType": "Encounter",
    "status": "completed",
    "actualPeriod": {"start": "2024-01-01"},
    "subject": {"reference": "Patient/p1"},
}
UNCLEAR: Object = {"resourceType": "Citation", "status": "draft", "url": "urn:x"}


def profiled(resource: Object, profile: str) -> Object:
    return {**resource, "meta": {"profile": [profile]}}


def order(number: int, url: str = "ProcedureRequest") -> Json:
    """An order as STU3 has it."""
    asked: Object = {
        "resourceType": "ProcedureRequest",
        "id": f"r{number}",
        "status": "active",
        "intent": "order",
        "code": {"text": CANARY},
        "subject": {"reference": "Patient/p1"},
        "requester": {"agent": {"reference": "Practitioner/d1"}},
    }
    return {"resource": asked, "request": {"method": "POST", "url": url}}


def test_what_is_valid_r4_and_says_nothing_is_taken_as_it_is() -> None:
    found = as_r4(PLAIN)
    assert found.resource is PLAIN
    assert not found.conversions


@pytest.mark.parametrize(
    ("resource", "said", "release"),
    [
        (DOG, None, "stu3"),
        (ENCOUNTER, None, "r5"),
        (PLAIN, STU3, "stu3"),
        (PLAIN, R4B, "r4b"),
        (profiled(PLAIN, "http://hl7.org/fhir/StructureDefinition/Patient|5.0.0"), None, "r5"),
        (profiled(PLAIN, "http://hl7.org/fhir/3.0/StructureDefinition/Patient"), STU3, "stu3"),
        ({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": DOG}]}, None, "stu3"),
    ],
)
def test_another_release_is_said_or_seen_and_converted(
    resource: Object, said: Release | None, release: str
) -> None:
    found = as_r4(resource, said)
    assert [(one.release, one.count) for one in found.conversions] == [(release, 1)]
    assert as_r4(found.resource, R4).resource == found.resource, "it is of R4 now, and claims nothing else"
    back = convert(found.resource, R4, {one.label: one for one in Release}[release]).resource
    assert back == resource


@pytest.mark.parametrize(
    ("resource", "said", "reason", "words"),
    [
        (DOG, R4, Reason.INVALID_FHIR, "at Patient.animal: not an element"),
        (ENCOUNTER, R4, Reason.INVALID_FHIR, "at Encounter"),
        (DOG, R5, Reason.INVALID_FHIR, ""),
        ({**PLAIN, "nothing": "like it"}, None, Reason.INVALID_FHIR, "at Patient.nothing"),
        ({**PLAIN, "gender": "banana"}, None, Reason.INVALID_FHIR, "at Patient.gender"),
        (UNCLEAR, None, Reason.UNCLEAR_RELEASE, "its elements fit R4B, R5"),
        (
            profiled(PLAIN, "http://hl7.org/fhir/StructureDefinition/Patient|5.0.0"),
            R4,
            Reason.UNCLEAR_RELEASE,
            "it says 4.0, 5.0",
        ),
    ],
)
def test_t048_what_does_not_fit_what_was_said_or_seen_is_refused(
    resource: Object, said: Release | None, reason: Reason, words: str
) -> None:
    with pytest.raises(Refused) as refused:
        as_r4(resource, said)
    assert refused.value.reason is reason
    assert words in str(refused.value)
    assert CANARY not in str(refused.value)


def test_profiles_of_a_bundles_entries_count() -> None:
    listed = [
        profiled(PLAIN, f"http://hl7.org/fhir/StructureDefinition/Patient|{number}")
        for number in ("4.0.1", "3.0.2")
    ]
    bundle: Object = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": one} for one in listed],
    }
    with pytest.raises(Refused, match=r"it says 3\.0, 4\.0"):
        as_r4(bundle)


def test_each_entry_of_a_batch_arrives_on_its_own() -> None:
    whole: Json = {"resource": PLAIN, "request": {"method": "POST", "url": "Patient"}}
    broken: Json = {
        "resource": {**PLAIN, "gender": "banana"},
        "request": {"method": "POST", "url": "Patient"},
    }
    found = sift({"resourceType": "Bundle", "type": "batch", "entry": [whole, order(1), broken, order(2)]})
    listed = found.resource["entry"]
    assert isinstance(listed, list)
    assert [one["request"]["url"] for one in listed] == ["Patient", "ServiceRequest", "ServiceRequest"]
    assert [(one.number, one.refusal.where) for one in found.left] == [(2, "Bundle.entry.2.resource.gender")]
    assert [(one.release, one.count) for one in found.conversions] == [("stu3", 2)]


def ingest(service: Service, document: Any) -> Outcome:
    (outcome,) = service.ingest([Input("x", json.dumps(document).encode())])
    return outcome


def test_a_record_is_r4_and_its_source_is_kept_beside(tmp_path: Path) -> None:
    document = {"resourceType": "Bundle", "type": "transaction", "entry": [order(1), order(2)]}
    with writing(Settings(data=tmp_path / "data"), lambda: None) as service:
        outcome = ingest(service, document)
        assert outcome.status == "accepted", outcome.reason
        (converted,) = outcome.conversions
        assert (converted.release, converted.count) == ("stu3", 1)
        (record,) = outcome.records
        kept = fhir_json.read_own(service.release.open(record))
        assert as_r4(kept, R4).resource == kept
        assert convert(kept, R4, STU3).resource == document
        source = service.journal.message(1)
        assert service.pipeline.custody.open_message(source) == json.dumps(document).encode()
        again = ingest(service, document)
        assert (again.status, again.conversions) == ("duplicate", outcome.conversions)


def test_lines_of_several_releases_become_one_record_a_patient(tmp_path: Path) -> None:
    entry = order(1)
    assert isinstance(entry, dict)
    lines = [PLAIN, DOG | {"id": "p2"}, entry["resource"], UNCLEAR]
    data = b"\n".join(json.dumps(one).encode() for one in lines)
    with writing(Settings(data=tmp_path / "data"), lambda: None) as service:
        (outcome,) = service.ingest([Input("x:1-4", data, first_line=1)])
        assert [(one.release, one.count) for one in outcome.conversions] == [("stu3", 2)]
        assert [place for place, _ in outcome.left] == ["x:4"]
        assert "unclear-release" in outcome.left[0][1]
        assert (outcome.taken, len(outcome.records)) == (3, 2)


def test_what_was_unclear_is_taken_once_its_release_is_said(tmp_path: Path) -> None:
    data = json.dumps(UNCLEAR).encode()
    with writing(Settings(data=tmp_path / "data"), lambda: None) as service:
        statuses = []
        for said in ("", "r4", "r5", "r5", "r4b"):
            (outcome,) = service.ingest([Input("x", data, said=said)])
            statuses.append((outcome.status, [one.release for one in outcome.conversions]))
        assert statuses == [
            ("refused", []),
            ("refused", []),
            ("accepted", ["r5"]),
            ("duplicate", ["r5"]),
            ("duplicate", ["r5"]),
        ]
        (lines,) = service.ingest([Input("y", data + b"\n", first_line=1, said="r4b")])
        assert (lines.taken, [one.release for one in lines.conversions]) == (1, ["r4b"])


def test_every_stu3_example_arrives_but_for_what_no_bundle_may_ask() -> None:
    refused = {}
    for path in corpus("cross-version", "examples-stu3", pattern="*.json"):
        try:
            as_r4(fhir_json.load_object(path.read_bytes()), STU3)
        except Refused as refusal:
            refused[path.name] = refusal.reason
    names = ("Bundle-bundle-transaction.json", "Bundle-xds.json")
    assert refused == dict.fromkeys(names, Reason.NOT_SUPPORTED), "conditional requests"
