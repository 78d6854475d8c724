"""Resources written by their ids: versions, deletion, and what is refused."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from fhir_bridge.serve.fhir_http import FhirIntake
from fhir_bridge.serve.figures import Figures
from fhir_bridge.serve.web import nothing_here
from fhir_bridge.service import Service
from fhir_bridge.store.group import GroupCommit
from fhir_bridge.store.models import PATIENT as PATIENT_TABLE
from tests.fhir_bridge.house import CANARY
from tests.fhir_bridge.serve.test_fhir_http import PATIENT, TYPE, Post

PLACE = "/fhir/Patient/p7"


def patient(name: str = CANARY, **more: Any) -> bytes:
    return json.dumps(PATIENT | {"id": "p7", "name": [{"family": name}]} | more).encode()


@pytest.fixture
def post(service: Service) -> Post:
    return Post(service)


def records(service: Service) -> list[dict[str, Any]]:
    """The resources of all records, oldest first."""
    service.recover()
    made = [json.loads(service.release.open(one.record.id)) for one in service.journal.records()]
    return [bundle["entry"][0]["resource"] for bundle in made]


def test_versions_follow_one_another_and_become_records(post: Post, service: Service) -> None:
    first, second, back = post(PLACE, patient("A"), "PUT")(PLACE, patient("B"), "PUT")(
        PLACE, patient("A"), "PUT"
    ).answers()
    assert [one.status_code for one in (first, second, back)] == [201, 200, 200]
    assert [one.headers["etag"] for one in (first, second, back)] == ['W/"1"', 'W/"2"', 'W/"3"']
    assert second.headers["location"] == f"{PLACE}/_history/2"
    assert first.headers["last-modified"].endswith("GMT")
    assert [one["name"][0]["family"] for one in records(service)] == ["A", "B", "A"]


def test_the_newest_version_again_changes_nothing(post: Post, service: Service) -> None:
    answers = post(PLACE, patient(), "PUT")(PLACE, patient(), "PUT").answers()
    assert [(one.status_code, one.headers["etag"]) for one in answers] == [(201, 'W/"1"')] * 2
    assert len(service.journal.pending()) == 1


def test_a_stale_version_is_refused_and_nothing_is_kept(post: Post, service: Service) -> None:
    post(PLACE, patient("A"), "PUT", if_match='W/"1"')(PLACE, patient("A"), "PUT")
    post(PLACE, patient("B"), "PUT", if_match='W/"1"')(PLACE, patient("C"), "PUT", if_match='W/"1"')
    post(PLACE, patient("C"), "PUT", if_match="2")(PLACE, method="DELETE", if_match='W/"1"')
    assert post.statuses() == [412, 201, 200, 412, 400, 412]
    assert len(service.journal.pending()) == 2


def test_of_writers_at_once_each_gets_a_version_of_its_own_or_is_told(service: Service) -> None:
    async def story() -> list[str]:
        group = GroupCommit(service.intake.inbox, broken=lambda _: None)
        group.begin()
        app = FhirIntake(service.intake, group, lambda: None, Figures(), nothing_here)
        transport = httpx.ASGITransport(app)
        try:
            async with httpx.AsyncClient(transport=transport, base_url="http://bridge") as client:
                asks = [client.put(PLACE, content=patient(name), headers=TYPE) for name in "AB"]
                return [one.headers["etag"] for one in await asyncio.gather(*asks)]
        finally:
            group.end()

    assert sorted(asyncio.run(story())) == ['W/"1"', 'W/"2"']
    assert len(service.journal.pending()) == 2


def test_deleting_is_a_version_that_says_so_and_lies_with_its_patient(post: Post, service: Service) -> None:
    post(PLACE, method="DELETE")(PLACE, patient("A"), "PUT")(PLACE, method="DELETE")(PLACE, method="DELETE")
    post(PLACE, patient("A"), "PUT")
    none, _, deleted, again, anew = post.answers()
    assert [one.status_code for one in (none, deleted, again, anew)] == [404, 200, 200, 201]
    assert [one.headers["etag"] for one in (deleted, again, anew)] == ['W/"2"', 'W/"2"', 'W/"3"']
    found = records(service)
    assert [one.get("meta", {}).get("tag", [{}])[0].get("code") for one in found] == [None, "deleted", None]
    assert len({one.record.pseudonym for one in service.journal.records()}) == 1


def test_what_a_client_prefers_is_what_it_gets(post: Post) -> None:
    post(PLACE, patient("A"), "PUT", prefer="return=minimal")
    post(PLACE, patient("B"), "PUT", prefer="return=representation")(PLACE, patient("C"), "PUT")
    minimal, whole, told = post.answers()
    assert minimal.content == b""
    assert json.loads(whole.content) == json.loads(patient("B"))
    assert json.loads(told.content)["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [
        ("/fhir/Patient/p8", patient(), 400),
        ("/fhir/Observation/p7", patient(), 422),
        ("/fhir/Patient", patient(), 405),
        ("/fhir/Patient/p7/_history/1", patient(), 405),
        ("/fhir/Patient/a b", patient(), 405),
        (PLACE, patient(gender=7), 422),
        (PLACE, b"[" * 100_000, 400),
    ],
)
def test_what_is_no_version_is_refused(
    post: Post, service: Service, path: str, data: bytes, status: int
) -> None:
    assert post(path, data, "PUT").statuses() == [status]
    assert service.journal.pending() == []


def test_another_body_under_the_same_key_is_refused(post: Post) -> None:
    post(PLACE, patient("A"), "PUT", idempotency_key="k")(PLACE, patient("B"), "PUT", idempotency_key="k")
    assert post.statuses() == [201, 409]


def test_no_id_stands_in_the_journal(post: Post, service: Service) -> None:
    post(PLACE, patient(), "PUT").answers()
    raw = b"".join(path.read_bytes() for path in service.folder.path.rglob("*") if path.is_file())
    assert b"Patient/p7" not in raw
    assert CANARY.encode() not in raw


def test_clients_count_apart(service: Service) -> None:
    ward, lab = Post(service), Post(service, "lab")
    first = ward(PLACE, patient(), "PUT").statuses()
    lab(PLACE, method="DELETE", authorization="Bearer lab")(
        PLACE, patient(), "PUT", authorization="Bearer lab"
    )
    assert [first, lab.statuses()] == [[201], [404, 201]]
    assert len(service.journal.pending()) == 2


def test_of_an_erased_patient_nothing_can_be_deleted(post: Post, service: Service) -> None:
    post(PLACE, patient(), "PUT").answers()
    service.recover()
    (kept,) = service.journal.records()
    with service.journal.database.writing() as connection:
        which = PATIENT_TABLE.update().where(PATIENT_TABLE.c.pseudonym == kept.record.pseudonym)
        connection.execute(which.values(wrapped_key=b""))
    assert Post(service)(PLACE, method="DELETE").statuses() == [410]


def test_a_version_of_another_release_is_one_of_r4_and_so_is_its_deletion(
    post: Post, service: Service
) -> None:
    stated = {"content_type": "application/fhir+json; fhirVersion=3.0"}
    dog = patient(animal={"species": {"text": "dog"}})
    post(PLACE, dog, "PUT", prefer="return=representation", **stated)(PLACE, method="DELETE")
    kept, gone = post.answers()
    assert (kept.status_code, gone.status_code) == (201, 200)
    assert kept.json() == json.loads(dog)
    first, last = records(service)
    assert "animal" not in first
    assert first["extension"] == last["extension"]
    assert last["meta"]["tag"][0]["code"] == "deleted"
