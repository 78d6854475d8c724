"""Conditional update: none is created, one is written over, of several none; everything else is refused."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

import httpx
import pytest

from fhir_bridge.records import Format
from fhir_bridge.serve.fhir_http import FhirIntake
from fhir_bridge.serve.figures import Figures
from fhir_bridge.serve.web import nothing_here
from fhir_bridge.service import Service
from fhir_bridge.store.erasures import Erasures
from fhir_bridge.store.group import GroupCommit
from fhir_bridge.store.inbox import Arrival, Fate
from fhir_bridge.store.models import BEARING
from tests.fhir_bridge.house import CANARY
from tests.fhir_bridge.serve.test_fhir_http import PATIENT, TYPE, Post

WHERE = "/fhir/Patient?identifier=urn:x|7"
NOT_ASKED = (
    "",
    "?",
    "?identifier=",
    "?identifier=7",
    "?identifier=|7",
    "?identifier=urn:x|",
    "?identifier=urn:x|8",
    "?identifier=urn:x|7&identifier=urn:x|7",
    "?identifier=urn:x|7&family=A",
    "?identifier:exact=urn:x|7",
    "?family=A",
    "?_id=7",
    "?identifier=%FF|7",
    "?identifier=urn:x|" + "7" * 3000,
)


def patient(name: str = CANARY, **more: Any) -> bytes:
    return json.dumps(PATIENT | {"name": [{"family": name}]} | more).encode()


@pytest.fixture
def post(service: Service) -> Post:
    return Post(service)


def test_none_is_created_one_is_written_over_and_the_same_again_changes_nothing(
    post: Post, service: Service
) -> None:
    post(WHERE, patient("A"), "PUT")(WHERE, patient("A"), "PUT")(WHERE, patient("B"), "PUT")
    first, again, second = post(WHERE, patient("B"), "PUT", prefer="return=representation").answers()[:3]
    assert [one.status_code for one in (first, again, second)] == [201, 201, 200]
    assert [one.headers["etag"] for one in (first, again, second)] == ['W/"1"', 'W/"1"', 'W/"2"']
    assert again.headers["location"] == first.headers["location"]
    place = second.headers["location"].removesuffix("/_history/2")
    assert first.headers["location"] == f"{place}/_history/1"
    assert len(service.journal.pending()) == 2
    service.recover()
    made = [json.loads(service.release.open(one.record.id)) for one in service.journal.records()]
    assert {one["entry"][0]["resource"]["id"] for one in made} == {place.rpartition("/")[2]}
    assert len({one.record.pseudonym for one in service.journal.records()}) == 1


def test_what_was_written_by_its_id_is_found_and_its_id_is_kept(post: Post) -> None:
    post("/fhir/Patient/p7", patient("A", id="p7"), "PUT")(WHERE, patient("B"), "PUT")
    post(WHERE, patient("C", id="p7"), "PUT")(WHERE, patient("D", id="p8"), "PUT")
    first, second, third, other = post.answers()
    assert [one.status_code for one in (first, second, third, other)] == [201, 200, 200, 400]
    assert third.headers["location"] == "/fhir/Patient/p7/_history/3"


def test_of_several_none_is_written(post: Post, service: Service) -> None:
    for id_ in ("p7", "p8"):
        post(f"/fhir/Patient/{id_}", patient(id=id_), "PUT")
    *_, several = post(WHERE, patient("A"), "PUT").answers()
    assert (several.status_code, several.json()["issue"][0]["code"]) == (412, "multiple-matches")
    assert len(service.journal.pending()) == 2


def test_an_id_of_the_bodys_own_is_taken_where_none_is_found(post: Post) -> None:
    post(WHERE, patient(id="mine"), "PUT")("/fhir/Patient?identifier=urn:x|8", patient(id="mine"), "PUT")
    other = [{"system": "urn:x", "value": "8"}]
    post("/fhir/Patient?identifier=urn:x|8", patient(id="mine", identifier=other), "PUT")
    created, unborne, taken = post.answers()
    assert created.headers["location"] == "/fhir/Patient/mine/_history/1"
    assert (unborne.status_code, taken.status_code) == (400, 409)


def test_the_newest_version_says_what_a_resource_bears(post: Post) -> None:
    moved = [{"system": "urn:x", "value": "8"}]
    post(WHERE, patient("A"), "PUT")
    (created,) = post.answers()
    place = created.headers["location"].removesuffix("/_history/1")
    id_ = place.rpartition("/")[2]
    post(place, patient("B", id=id_, identifier=moved), "PUT")(WHERE, patient("C"), "PUT")
    *_, renamed, anew = post.answers()
    assert (renamed.status_code, anew.status_code) == (200, 201)
    assert place not in anew.headers["location"]


def test_what_was_deleted_is_not_found_and_is_created_again(post: Post) -> None:
    (created,) = post(WHERE, patient("A"), "PUT").answers()
    place = created.headers["location"].removesuffix("/_history/1")
    *_, gone, anew = post(place, method="DELETE")(WHERE, patient("A"), "PUT").answers()
    assert (gone.status_code, anew.status_code) == (200, 201)
    assert anew.headers["location"] == f"{place}/_history/3"


def test_if_match_holds_for_what_is_found(post: Post) -> None:
    post(WHERE, patient("A"), "PUT", if_match='W/"1"')(WHERE, patient("A"), "PUT")
    post(WHERE, patient("B"), "PUT", if_match='W/"1"')(WHERE, patient("C"), "PUT", if_match='W/"1"')
    assert post.statuses() == [412, 201, 200, 412]


def test_whatever_else_is_asked_is_refused(post: Post, service: Service) -> None:
    for query in NOT_ASKED:
        post(f"/fhir/Patient{query}", patient(), "PUT")
    answers = post.answers()
    assert len(answers) == len(NOT_ASKED)
    assert {one.status_code for one in answers} == {400, 405}
    assert {one.json()["resourceType"] for one in answers} == {"OperationOutcome"}
    assert service.journal.pending() == []


def test_deleting_is_by_id_alone(post: Post) -> None:
    assert post(WHERE, method="DELETE").statuses() == [405]


def test_clients_find_their_own_alone(service: Service) -> None:
    ward, lab = Post(service), Post(service, "lab")
    (one,) = ward(WHERE, patient("A"), "PUT").answers()
    (other,) = lab(WHERE, patient("A"), "PUT", authorization="Bearer lab").answers()
    assert (one.status_code, other.status_code) == (201, 201)
    assert one.headers["location"] != other.headers["location"]


def test_of_many_at_once_one_creates(service: Service) -> None:
    async def story() -> list[httpx.Response]:
        group = GroupCommit(service.intake.inbox, broken=lambda _: None)
        group.begin()
        app = FhirIntake(service.intake, group, lambda: None, Figures(), nothing_here)
        try:
            async with httpx.AsyncClient(
                transport=httpx.ASGITransport(app), base_url="http://bridge"
            ) as client:
                same = [client.put(WHERE, content=patient(), headers=TYPE) for _ in range(5)]
                return await asyncio.gather(*same)
        finally:
            group.end()

    answers = asyncio.run(story())
    assert {(one.status_code, one.headers["location"]) for one in answers} == {
        (201, answers[0].headers["location"])
    }
    assert len(service.journal.pending()) == 1


def test_who_comes_first_with_another_id_is_noticed_in_the_commit(post: Post, service: Service) -> None:
    post("/fhir/Patient/p7", patient(id="p7"), "PUT").answers()
    inbox, custody = service.intake.inbox, service.intake.custody
    term = custody.search_tag("bears", "", "Patient", "urn:x", "7")
    (kept,) = inbox.bearing(term)
    tag = custody.message_tag(b"another")
    sealed, wrapped = custody.seal_message(b"another", tag)
    with service.journal.database.reading() as connection:
        assert connection.execute(BEARING.select()).all() == [(term, kept.name)]
    writes = replace(kept, name=b"elsewhere", message=tag)
    stale = Arrival(tag, Format.FHIR, sealed, wrapped, writes=writes, bears=frozenset({term}), alone=term)
    assert [one.fate for one in inbox.keep([stale])] == [Fate.STALE]
    assert [one.fate for one in inbox.keep([replace(stale, alone=b"")])] == [Fate.KEPT]


def test_no_identifier_stands_in_the_journal_and_an_erasure_takes_its_hash(
    post: Post, service: Service
) -> None:
    post(WHERE, patient(), "PUT").answers()
    raw = b"".join(path.read_bytes() for path in service.folder.path.rglob("*") if path.is_file())
    assert b"urn:x" not in raw
    service.recover()
    (kept,) = service.journal.records()
    Erasures(service.journal.database).wipe([kept.record.pseudonym], [])
    with service.journal.database.reading() as connection:
        assert connection.execute(BEARING.select()).all() == []
