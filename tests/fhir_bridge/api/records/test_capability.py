"""The capability statement tells the truth: everything that it says is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from fhir_bridge.api.table import TABLE
from fhir_bridge.fhir.check import check
from fhir_bridge.fhir.elements import Element
from fhir_bridge.fhir.json import dumps, loads
from fhir_bridge.fhir.release import Release
from fhir_bridge.fhir.versions.items import Item
from fhir_bridge.serve.capability import NEVER_KEPT, SUBSCRIBED, capability_statement
from tests.fhir_bridge.api.records.ward import BASE, System, Ward, ward_at
from tests.fhir_bridge.fhir.versions.test_generated import Maker
from tests.fhir_bridge.serve.test_fhir_http import Post

SOME = ("Patient", "Observation", "Encounter", "Practitioner", "Binary", "Consent", "AuditEvent", "List")


class Least(Maker):
    """Makes of a type what it requires, with codes that are bound to it."""

    def items(self, element: Element, depth: int) -> Iterator[Item]:
        if element.codes:
            yield Item("code", min(element.codes))
        else:
            yield from super().items(element, depth)


def least(kind: str, **more: Any) -> dict[str, Any]:
    made = Least(Release.R4, 1, share=0).resource(kind) | {"id": f"least-{kind}"} | more
    return json.loads(dumps(made))


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    with ward_at(tmp_path_factory.mktemp("capability")) as found:
        yield found


@pytest.fixture(scope="module")
def system(ward: Ward) -> System:
    return ward.own()


def said(gateway: str = "") -> dict[str, Any]:
    data = capability_statement(gateway)
    found: dict[str, Any] = json.loads(data)
    assert check(loads(data))
    return dict(found["rest"][0])


def interactions(rest: dict[str, Any]) -> dict[str, set[str]]:
    return {one["type"]: {each["code"] for each in one["interaction"]} for one in rest["resource"]}


def written(ward: Ward, *asked: tuple[str, str, Any]) -> list[int]:
    post = Post(ward.clinic.desk.service)
    for method, path, body in asked:
        post(path, json.dumps(body).encode(), method)
    return post.statuses()


def test_every_type_can_be_created_where_it_says_so(ward: Ward) -> None:
    kinds = sorted(kind for kind, codes in interactions(said()).items() if "create" in codes)
    assert len(kinds) > 140
    statuses = written(ward, *(("POST", f"/fhir/{kind}", least(kind)) for kind in kinds))
    assert {kind: status for kind, status in zip(kinds, statuses, strict=True) if status != 201} == {}


def test_what_can_be_written_can_be_written_again_and_deleted(ward: Ward) -> None:
    for kind in SOME:
        assert interactions(said())[kind] == {"create", "update", "delete"}
        place, resource = f"/fhir/{kind}/put", least(kind) | {"id": "put"}
        asked = [
            ("PUT", place, resource),
            ("PUT", place, resource | {"language": "en"}),
            ("DELETE", place, None),
        ]
        assert written(ward, *asked) == [201, 200, 200], kind


def test_a_conditional_update_finds_what_bears_the_identifier(ward: Ward) -> None:
    bearing = least("Patient", identifier=[{"system": "urn:x", "value": "c"}])
    place = "/fhir/Patient?identifier=urn:x|c"
    assert written(ward, ("PUT", place, bearing), ("PUT", place, bearing | {"active": True})) == [201, 200]


def test_whole_bundles_and_messages_are_taken_as_it_says(ward: Ward) -> None:
    rest = said()
    codes = [one["code"] for one in rest["interaction"]]
    entry = {"resource": least("Patient"), "request": {"method": "PUT", "url": "Patient/least-Patient"}}
    asked = [("POST", "/fhir", {"resourceType": "Bundle", "type": code, "entry": [entry]}) for code in codes]
    header = least("MessageHeader")
    message = {"resourceType": "Bundle", "type": "message", "entry": [{"resource": header}]}
    asked += [("POST", f"/fhir/${one['name']}", message) for one in rest["operation"]]
    assert written(ward, *asked) == [200, 200, 202]


def test_where_there_is_a_gateway_all_that_it_says_is_given(ward: Ward, system: System) -> None:
    subject = {"reference": "Patient/whole"}
    patient = least("Patient", identifier=[{"system": "urn:x", "value": "w"}]) | {"id": "whole"}
    resources = [patient, least("Observation", subject=subject), least("Encounter", subject=subject)]
    entries = [
        {"resource": one, "request": {"method": "PUT", "url": f"{one['resourceType']}/{one['id']}"}}
        for one in resources
    ]
    written(ward, ("POST", "/fhir", {"resourceType": "Bundle", "type": "transaction", "entry": entries}))
    ward.clinic.desk.service.recover()
    rest = said(BASE)
    for one in rest["resource"]:
        if one["type"] not in {"Patient", "Observation", "Encounter"}:
            continue
        assert {each["code"] for each in one["interaction"]} >= {
            "read",
            "vread",
            "history-instance",
            "search-type",
        }
        place = f"/fhir/{one['type']}/{'whole' if one['type'] == 'Patient' else least(one['type'])['id']}"
        paths = [place, f"{place}/_history/1", f"{place}/_history"]
        paths += [f"/fhir/{one['type']}?{parameter(each['name'])}" for each in one["searchParam"]]
        paths += [f"{place}/${each['name']}" for each in one.get("operation", ())]
        assert {path: status for path in paths if (status := system.get(path).status_code) != 200} == {}
        assert len(system.get(f"/fhir/{one['type']}?patient=whole").json()["entry"]) == 1
    (record,) = (r.record.id for r in ward.clinic.desk.service.journal.records()[-1:])
    assert system.get(f"/fhir/Bundle/{record}").status_code == 200
    assert interactions(rest)["Bundle"] == {"read"}
    subscribed = {"/fhir/Subscription": {"GET", "POST"}, "/fhir/Subscription/{id}": {"GET", "DELETE"}}
    rows = {path: {row.method for row in TABLE if row.path == path} for path in subscribed}
    assert (rows, interactions(rest)["Subscription"]) == (subscribed, set(SUBSCRIBED))


def parameter(name: str) -> str:
    """A query that a parameter of this name is in."""
    values = {"patient": "", "code": "&code=x", "_lastUpdated": "&_lastUpdated=ge2020-01-01"}
    return "identifier=urn:x|w" if name == "identifier" else f"patient=whole{values[name]}"


def test_what_it_does_not_say_is_not_done(ward: Ward) -> None:
    known = interactions(said())
    assert not NEVER_KEPT & known.keys()
    asked = [("PATCH", "/fhir/Patient/whole", None), ("DELETE", "/fhir/Patient?identifier=urn:x|w", None)]
    assert written(ward, *asked) == [405, 405]
    assert all("patch" not in codes and "history-type" not in codes for codes in known.values())
