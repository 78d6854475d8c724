"""Versions: what intake says of what was written, and what the gateway says of it when it is read, are one thing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from fhir_bridge.acts import Outcome
from tests.fhir_bridge.api.records.ward import BASE, System, Ward, observation, patient_bundle, ward_at
from tests.fhir_bridge.serve.test_fhir_http import Post

NAME = "urn:fhir-anchor:v2:authority:NORTH"


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    """One ward; each test writes resources of its own."""
    with ward_at(tmp_path_factory.mktemp("versions")) as found:
        yield found


@pytest.fixture(scope="module")
def system(ward: Ward) -> System:
    return ward.own()


def version(id_: str, language: str) -> bytes:
    """One version of a Patient of their own."""
    resource = {"resourceType": "Patient", "id": id_, "identifier": [{"system": "urn:x", "value": id_}]}
    return json.dumps(resource | {"language": language}).encode()


def written(ward: Ward, id_: str, steps: str) -> list[str]:
    """ETags of what was put (a letter) and deleted (`-`) in turn, once it is in the log."""
    post, place = Post(ward.clinic.desk.service), f"/fhir/Patient/{id_}"
    for step in steps:
        post(place, method="DELETE") if step == "-" else post(place, version(id_, f"x-{step}"), "PUT")
    tags = [answer.headers["etag"] for answer in post.answers()]
    ward.clinic.desk.service.recover()
    return tags


STEPS = {
    "A": (200, [200]),
    "AB": (200, [200, 200]),
    "AA": (200, [200]),
    "ABA": (200, [200, 200, 200]),
    "A-": (410, [200, 410]),
    "A--": (410, [200, 410]),
    "A-B": (200, [200, 410, 200]),
    "AB-CD-": (410, [200, 200, 410, 200, 200, 410]),
}
"""What was done, what reading it answers, and reading each of its versions."""


@pytest.mark.parametrize("steps", STEPS)
def test_what_was_written_is_read_under_the_version_that_was_told(
    ward: Ward, system: System, steps: str
) -> None:
    id_ = f"w-{steps.replace('-', 'x')}"
    tags = written(ward, id_, steps)
    status, each = STEPS[steps]
    path = f"/fhir/Patient/{id_}"
    answer = system.get(path)
    assert answer.status_code == status
    if status == 200:
        assert answer.headers["etag"] == tags[-1] == f'W/"{len(each)}"'
        assert answer.json()["language"] == f"x-{steps[-1]}"
    versions = [system.get(f"{path}/_history/{number}") for number in range(1, len(each) + 2)]
    assert [one.status_code for one in versions] == [*each, 404]
    assert [one.headers["etag"] for one in versions if one.status_code == 200] == [
        f'W/"{number}"' for number, one in enumerate(each, 1) if one == 200
    ]
    shown = system.get(f"{path}/_history").json()
    assert shown["type"] == "history"
    assert [entry["response"]["etag"] for entry in shown["entry"]] == list(dict.fromkeys(reversed(tags)))
    assert ["resource" in entry for entry in shown["entry"]] == [one == 200 for one in reversed(each)]
    assert {entry["request"]["method"] for entry in shown["entry"] if "resource" not in entry} <= {"DELETE"}


def test_what_was_taken_back_is_gone_and_its_versions_are_read(ward: Ward, system: System) -> None:
    ward.take(
        patient_bundle(3, observation("t")), patient_bundle(3, observation("t", status="entered-in-error"))
    )
    assert system.get("/fhir/Observation/t").status_code == 410
    statuses = [system.get(f"/fhir/Observation/t/_history/{n}").json()["status"] for n in (1, 2)]
    assert statuses == ["final", "entered-in-error"]


CONDITIONS = {
    'W/"2"': 304, '"2"': 304, "*": 304, 'W/"1", W/"2"': 304, 'W/"1"': 200, 'W/"22"': 200, "2": 200, "": 200,
}  # fmt: skip


def test_a_version_that_is_known_is_not_sent_again(ward: Ward, system: System) -> None:
    written(ward, "known", "AB")
    found = {
        condition: system.get("/fhir/Patient/known", **{"if-none-match": condition})
        for condition in CONDITIONS
    }
    assert {condition: one.status_code for condition, one in found.items()} == CONDITIONS
    assert found["*"].headers["etag"] == 'W/"2"'
    assert found["*"].content == b""
    assert "content-length" not in found["*"].headers


def test_a_history_comes_in_pages(ward: Ward, system: System) -> None:
    written(ward, "paged", "ABCDE")
    tags: list[Any] = []
    path = "/fhir/Patient/paged/_history?_count=2"
    while path:
        page = system.get(path)
        assert int(page.headers["content-length"]) == len(page.content)
        tags += [entry["response"]["etag"] for entry in page.json()["entry"]]
        path = {one["relation"]: one["url"] for one in page.json()["link"]}.get("next", "").removeprefix(BASE)
    assert tags == [f'W/"{number}"' for number in (5, 4, 3, 2, 1)]
    for bad in ("patient=p", "_since=2020-01-01", "_count=0", "cursor=x"):
        assert system.get(f"/fhir/Patient/paged/_history?{bad}").status_code == 400


def test_t098_whoever_may_not_read_learns_of_no_version_and_no_deletion(ward: Ward) -> None:
    written(ward, "secret", "AB-")
    other = ward.system("versions-stranger").ask()
    place = "/fhir/Patient/secret"
    unknown = other.get("/fhir/Patient/nobody")
    for path in (place, f"{place}/_history", f"{place}/_history/1", f"{place}/_history/3"):
        denied = other.get(path)
        assert (denied.status_code, denied.content) == (404, unknown.content), path
    acts = [one.act for one in ward.clinic.desk.service.trace.acts()][-4:]
    assert {one.outcome for one in acts} == {Outcome.REFUSED}
    assert "" not in {one.pseudonym for one in acts}
