"""There and back is the same, and what stands between is valid."""

from __future__ import annotations

import pytest

from fhir_bridge.fhir.json import Number, Object
from fhir_bridge.fhir.release import Release
from fhir_bridge.fhir.versions.convert import convert
from tests.fhir_bridge.fhir.versions.examples import examples, extensions, faults, misplaced, read

STU3, R4, R4B, R5 = Release
WAYS = [(STU3, R4), (R4, STU3), (R4, R5), (R4, R4B), (R4B, R4), (STU3, R5)]


@pytest.mark.parametrize(("source", "target"), WAYS, ids=lambda release: release.label)
def test_every_example_comes_back_as_it_was_and_is_valid_between(source: Release, target: Release) -> None:
    lost, invalid, count = [], {}, 0
    for path in examples(source):
        resource = read(path)
        between = convert(resource, source, target).resource
        if convert(between, target, source).resource != resource:
            lost.append(path.name)
        if found := faults(between, target):
            invalid[path.name] = found
        count += 1
    assert (lost, invalid) == ([], {})
    assert count > 200


@pytest.mark.parametrize(("source", "target"), WAYS[:5], ids=lambda release: release.label)
def test_an_extension_stands_for_what_its_release_has_and_the_carrier_lacks(
    source: Release, target: Release
) -> None:
    kept = {issue.kept for path in examples(source) for issue in convert(read(path), source, target).issues}
    assert {url for url in kept if misplaced(url, source, target)} == set()


@pytest.mark.parametrize(
    "url", ["Patient.active", "Patient.nothing", "Patient.name", "Observation.code.text"]
)
def test_an_extension_for_what_the_carrier_has_as_well_is_found(url: str) -> None:
    assert misplaced(f"http://hl7.org/fhir/5.0/StructureDefinition/extension-{url}", R5, R4)


def test_a_number_keeps_its_digits() -> None:
    quantity: Object = {"value": Number("1.00"), "unit": "mg"}
    resource: Object = {
        "resourceType": "Observation",
        "status": "final",
        "code": {},
        "valueQuantity": quantity,
    }
    assert convert(resource, R4, R5).resource["valueQuantity"] == quantity


def test_a_whole_number_that_r4_cannot_say_is_kept_in_an_extension() -> None:
    photo: Object = {"contentType": "image/png", "size": "9007199254740993"}
    resource: Object = {"resourceType": "Patient", "photo": [photo]}
    between = convert(resource, R5, R4).resource
    kept = {
        "url": "http://hl7.org/fhir/5.0/StructureDefinition/extension-Attachment.size",
        "valueString": "9007199254740993",
    }
    assert between["photo"] == [{"extension": [kept], "contentType": "image/png"}]
    assert convert(between, R4, R5).resource == resource


def test_a_structure_without_a_home_is_a_tree_of_extensions() -> None:
    animal: Object = {"species": {"text": "dog"}, "breed": {"text": "poodle"}}
    resource: Object = {"resourceType": "Patient", "animal": animal}
    between = convert(resource, STU3, R4).resource
    assert between["extension"] == [
        {
            "url": "http://hl7.org/fhir/StructureDefinition/patient-animal",
            "extension": [
                {"url": "species", "valueCodeableConcept": {"text": "dog"}},
                {"url": "breed", "valueCodeableConcept": {"text": "poodle"}},
            ],
        }
    ]
    assert convert(between, R4, STU3).resource == resource


def test_a_modifier_without_a_home_is_a_modifier_extension_unless_it_changes_nothing() -> None:
    procedure: Object = {
        "resourceType": "Procedure",
        "status": "entered-in-error",
        "subject": {},
        "notDone": True,
    }
    kept = {
        "url": "http://hl7.org/fhir/3.0/StructureDefinition/extension-Procedure.notDone",
        "valueBoolean": True,
    }
    between = convert(procedure, STU3, R4).resource
    assert (between["modifierExtension"], between["status"]) == ([kept], "entered-in-error")
    assert convert(between, R4, STU3).resource == procedure
    quiet = convert({**procedure, "notDone": False}, STU3, R4).resource
    assert ("modifierExtension" in quiet, quiet["extension"]) == (False, [{**kept, "valueBoolean": False}])


def test_not_done_becomes_a_status_and_the_old_status_stays_beside_it() -> None:
    procedure: Object = {"resourceType": "Procedure", "status": "suspended", "subject": {}, "notDone": True}
    between = convert(procedure, STU3, R4).resource
    url = "http://hl7.org/fhir/3.0/StructureDefinition/extension-Procedure.status"
    assert between["status"] == "not-done"
    assert between["_status"] == {"extension": [{"url": url, "valueCode": "suspended"}]}
    assert convert(between, R4, STU3).resource == procedure


def test_code_and_reference_of_a_medication_are_one_in_r5() -> None:
    order: Object = {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/1"},
        "medicationCodeableConcept": {"text": "aspirin"},
        "reasonReference": [{"reference": "Condition/1"}],
        "reasonCode": [{"text": "pain"}],
    }
    between = convert(order, R4, R5).resource
    assert between["medication"] == {"concept": {"text": "aspirin"}}
    assert between["reason"] == [{"concept": {"text": "pain"}}, {"reference": {"reference": "Condition/1"}}]
    assert not extensions(between)
    assert convert(between, R5, R4).resource == order


def test_reasons_in_another_order_keep_it() -> None:
    procedure: Object = {
        "resourceType": "Procedure",
        "status": "completed",
        "subject": {"reference": "Patient/1"},
        "reason": [{"reference": {"reference": "Condition/1"}}, {"concept": {"text": "pain"}}],
    }
    between = convert(procedure, R5, R4).resource
    assert between["reasonCode"] == [{"text": "pain"}]
    assert convert(between, R4, R5).resource == procedure


def test_a_type_that_is_one_of_two_on_the_way_back_says_which_it_was() -> None:
    referral: Object = {
        "resourceType": "ReferralRequest",
        "status": "active",
        "intent": "order",
        "subject": {},
    }
    between = convert(referral, STU3, R4).resource
    assert between["resourceType"] == "ServiceRequest"
    assert convert(between, R4, STU3).resource == referral


def test_a_type_without_a_counterpart_is_basic() -> None:
    actor: Object = {"resourceType": "ActorDefinition", "id": "a", "status": "draft", "type": "person"}
    between = convert(actor, R5, R4).resource
    assert (between["resourceType"], between["id"]) == ("Basic", "a")
    assert faults(between, R4) == []
    assert convert(between, R4, R5).resource == actor


def test_a_reference_names_the_type_that_the_target_has() -> None:
    report: Object = {"resourceType": "DiagnosticReport", "status": "final", "code": {}}
    resource: Object = {**report, "basedOn": [{"reference": "ProcedureRequest/1"}]}
    between = convert(resource, STU3, R4).resource
    assert between["basedOn"] == [{"reference": "ServiceRequest/1"}]
    assert convert(between, R4, STU3).resource == resource


def test_an_extension_that_says_nothing_new_is_left_where_it_is() -> None:
    own = {
        "url": "http://hl7.org/fhir/5.0/StructureDefinition/extension-Patient.active",
        "valueBoolean": True,
    }
    resource: Object = {"resourceType": "Patient", "extension": [own], "active": True}
    between = convert(resource, R4, R5).resource
    assert convert(between, R5, R4).resource == resource


def test_a_bundle_keeps_in_its_meta_what_it_cannot_carry() -> None:
    bundle: Object = {"resourceType": "Bundle", "type": "collection", "timestamp": "2020-01-01T00:00:00Z"}
    between = convert(bundle, R4, STU3).resource
    assert "extension" not in between
    assert faults(between, STU3) == []
    assert convert(between, STU3, R4).resource == bundle
