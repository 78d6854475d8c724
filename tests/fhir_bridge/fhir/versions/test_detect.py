"""Which release a resource is of."""

from __future__ import annotations

import pytest

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.fhir.json import Object
from fhir_bridge.fhir.release import Release
from fhir_bridge.fhir.versions.convert import convert
from fhir_bridge.fhir.versions.detect import fits, release_of
from tests.fhir_bridge.fhir.versions.examples import examples, read

PATIENT: Object = {"resourceType": "Patient", "active": True}


@pytest.mark.parametrize(
    ("content_type", "release"),
    [
        ("application/fhir+json; fhirVersion=3.0", Release.STU3),
        ("application/fhir+json;fhirVersion=4.3;charset=utf-8", Release.R4B),
        ('application/fhir+json; fhirVersion="5.0"', Release.R5),
    ],
)
def test_the_content_type_says_it(content_type: str, release: Release) -> None:
    assert release_of(PATIENT, content_type) is release


@pytest.mark.parametrize(
    "profile",
    [
        "http://hl7.org/fhir/StructureDefinition/Patient|5.0.0",
        "http://hl7.org/fhir/5.0/StructureDefinition/Patient",
    ],
)
def test_a_profile_says_it(profile: str) -> None:
    assert release_of({**PATIENT, "meta": {"profile": [profile]}}) is Release.R5


def test_two_that_say_different_things_are_refused_with_both() -> None:
    stated = {**PATIENT, "meta": {"profile": ["http://hl7.org/fhir/StructureDefinition/Patient|5.0.0"]}}
    with pytest.raises(Refused, match=r"it says 4\.0, 5\.0") as fault:
        release_of(stated, "application/fhir+json; fhirVersion=4.0")
    assert fault.value.reason is Reason.UNCLEAR_RELEASE


def test_a_release_that_nobody_knows_is_refused() -> None:
    with pytest.raises(Refused, match=r"it says 1\.0"):
        release_of(PATIENT, "application/fhir+json; fhirVersion=1.0")


def test_the_shape_tells_it() -> None:
    animal: Object = {"resourceType": "Patient", "animal": {"species": {"text": "dog"}}}
    assert release_of(animal) is Release.STU3


def test_a_resource_that_says_the_same_in_every_release_is_r4() -> None:
    assert release_of(PATIENT) is Release.R4


def test_a_shape_with_several_meanings_is_refused_with_the_releases_it_fits() -> None:
    with pytest.raises(Refused, match="fit STU3, R4, R4B, R5"):
        release_of(
            {"resourceType": "MedicationStatement", "status": "completed", "subject": {}, "partOf": [{}]}
        )


def test_elements_of_no_release_are_refused_without_their_value() -> None:
    with pytest.raises(Refused, match="fit no release") as fault:
        release_of({**PATIENT, "secret": "Jane"})
    assert "Jane" not in str(fault.value)


@pytest.mark.parametrize("release", [Release.STU3, Release.R4])
def test_an_example_is_never_taken_for_what_would_change_it(release: Release) -> None:
    unclear = 0
    for path in examples(release):
        resource = read(path)
        assert fits(resource, release)
        try:
            found = release_of(resource)
        except Refused:
            unclear += 1
            continue
        if found is not release:
            ours = convert(resource, found, Release.R4).resource
            assert ours == convert(resource, release, Release.R4).resource
    assert unclear < 45
