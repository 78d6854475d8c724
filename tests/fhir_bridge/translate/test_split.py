"""One bundle a patient."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.fhir.json import dumps
from fhir_bridge.records import RESOURCE_ID, Identifier
from fhir_bridge.translate.split import Part, lone, split


def bundle(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    listed = [{"fullUrl": f"urn:uuid:{n}", "resource": resource} for n, resource in enumerate(resources)]
    return {"resourceType": "Bundle", "type": "collection", "entry": listed} | more


def patient(id_: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": id_} | more


def about(
    reference: str | None, *others: str, kind: str = "Observation", name: str = "subject"
) -> dict[str, Any]:
    subject = {name: {"reference": reference}} if reference else {}
    return {"resourceType": kind} | subject | {"performer": [{"reference": other} for other in others]}


def named(name: str, system: str = "") -> Identifier:
    return Identifier(system, name, RESOURCE_ID)


def entries(part: Part) -> list[dict[str, Any]]:
    listed: Any = part.bundle["entry"]
    return list(listed)


def kinds(part: Part) -> list[str]:
    return [entry["resource"]["resourceType"] for entry in entries(part)]


def test_one_patients_bundle_stays_what_it_is() -> None:
    given = bundle(patient("a"), about("Patient/a"), about(None, kind="Organization"), total=3)
    (part,) = split(given)
    assert part.bundle is given
    assert part.patient == (named("Patient/a"),)


def test_a_patient_who_is_not_in_the_bundle_is_known_by_the_reference() -> None:
    (part,) = split(bundle(about("http://ehr.test/fhir/Patient/a/_history/3")))
    assert part.patient == (named("http://ehr.test/fhir/Patient/a"),)


def test_identifiers_come_as_the_sender_wrote_them() -> None:
    coding = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}
    given = [{"system": "urn:oid:1", "value": "7", "type": coding}, {"value": "8"}, {"system": "urn:oid:2"}]
    (part,) = split(bundle(patient("a", identifier=given)))
    assert part.patient == (Identifier("urn:oid:1", "7", "MR"), Identifier("", "8"), named("Patient/a"))


def test_two_patients_are_two_parts_with_what_their_resources_lead_to() -> None:
    ward = about(None, kind="Organization")
    doctor = about(None, "urn:uuid:4", kind="PractitionerRole")
    given = bundle(
        patient("a"),
        patient("b"),
        about("urn:uuid:0", "urn:uuid:3"),
        doctor,
        ward,
        about("Patient/b"),
        total=6,
    )
    first, second = split(given)
    assert kinds(first) == ["Patient", "Observation", "PractitionerRole", "Organization"]
    assert kinds(second) == ["Patient", "Observation"]
    assert "total" not in first.bundle
    assert (first.patient, second.patient) == ((named("Patient/a"),), (named("Patient/b"),))


def test_what_is_about_nobody_belongs_to_the_site() -> None:
    given = bundle(patient("a"), patient("b"), about(None, kind="Location"))
    parts = split(given)
    assert [kinds(part) for part in parts] == [["Patient"], ["Patient"], ["Location"]]
    assert parts[2].patient is None


def test_a_bundle_about_nobody_is_the_sites() -> None:
    given = bundle(about(None, kind="Organization"))
    assert split(given) == [Part(given, None)]


def test_the_subject_says_whom_it_is_about_whoever_else_is_named() -> None:
    given = bundle(patient("mother"), patient("child"), about("Patient/child", "Patient/mother"))
    assert [kinds(part) for part in split(given)] == [["Patient"], ["Patient", "Observation"]]


def test_t043_a_resource_of_two_patients_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        split(bundle(patient("a"), patient("b"), about(None, "Patient/a", "Patient/b", kind="List")))
    assert (refusal.value.reason, refusal.value.where) == (Reason.TWO_PATIENTS, "Bundle.entry.2.resource")


def test_whom_a_test_script_names_is_an_example() -> None:
    script = about(None, "Patient/a", "Patient/b", kind="TestScript")
    assert split(bundle(script)) == [Part(bundle(script), None)]


@pytest.mark.parametrize(
    "kind", ["Patient", "http://hl7.org/fhir/StructureDefinition/Patient", "Device", None]
)
def test_a_subject_that_is_named_by_an_identifier(kind: str | None) -> None:
    said = {"identifier": {"value": "7"}} | ({"type": kind} if kind else {})
    (part,) = split(bundle(about(None) | {"subject": said}))
    assert part.patient == (None if kind == "Device" else (Identifier("", "7"),))


def test_t043_two_who_are_named_by_identifiers_are_two_patients() -> None:
    named_so = [{"identifier": {"value": value}} for value in "78"]
    with pytest.raises(Refused) as refusal:
        split(bundle(about(None, kind="Account") | {"subject": named_so}))
    assert refusal.value.reason is Reason.TWO_PATIENTS


@pytest.mark.parametrize(("kind", "base"), [("message", "https://other.test/fhir/"), ("searchset", "")])
def test_a_relative_reference_in_what_is_passed_on_is_its_own_servers(kind: str, base: str) -> None:
    entry: dict[str, Any] = {
        "fullUrl": "https://other.test/fhir/Observation/1",
        "resource": about("Patient/1"),
    }
    (part,) = split({"resourceType": "Bundle", "type": kind, "entry": [entry]})
    assert part.patient == (named(f"{base}Patient/1"),)


def test_a_task_is_about_whom_it_is_for() -> None:
    (part,) = split(bundle(about("Patient/a", "Patient/b", kind="Task", name="for")))
    assert part.patient == (named("Patient/a"),)


def test_t025_a_patient_without_identifier_and_id_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        split(bundle({"resourceType": "Patient"}))
    assert refusal.value.reason is Reason.NO_PATIENT


def test_t025_an_id_that_we_made_identifies_nobody() -> None:
    with pytest.raises(Refused) as refusal:
        split(bundle(patient("a")), by_id=False)
    assert refusal.value.reason is Reason.NO_PATIENT


def test_no_entry_is_lost_and_none_stands_in_two_patients_parts() -> None:
    given = bundle(*(patient(str(n)) for n in range(9)), *(about(f"Patient/{n % 9}") for n in range(50)))
    given["entry"].append({"request": {"method": "DELETE", "url": "Observation/x"}})
    parts = split(given)
    assert sum(len(entries(part)) for part in parts) == 60


def test_t042_circular_references_end() -> None:
    circle = [about(None, f"urn:uuid:{(n + 1) % 3 + 2}", kind="Organization") for n in range(3)]
    parts = split(bundle(patient("a"), patient("b"), *circle, about("Patient/a", "urn:uuid:2")))
    assert [len(entries(part)) for part in parts] == [5, 1]


@given(
    st.lists(st.sampled_from(['a"\\', "b"]), max_size=2, unique=True),
    st.lists(
        st.sampled_from(['Patient/a"\\', "Patient/b", "Patient/else", "urn:uuid:0", "Group/g"]), max_size=3
    ),
)
def test_the_bundles_json_changes_nothing_but_how_long_it_takes(ids: list[str], named: list[str]) -> None:
    resources = [*map(patient, ids), *map(about, named), about(None, kind="Organization")]
    whole = bundle(*resources)
    found = lone(whole, dumps(whole))
    assert found is None or [found] == split(whole)
