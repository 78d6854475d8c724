"""FHIR posted over HTTP: kept before it is answered, refused with its reason."""

from __future__ import annotations

import asyncio
import gzip
import json
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from fhir_bridge.fhir import json as fhir_json
from fhir_bridge.fhir.check import check
from fhir_bridge.serve.capability import capability_statement
from fhir_bridge.serve.fhir_http import FhirIntake
from fhir_bridge.serve.figures import Figures
from fhir_bridge.serve.posters import Posters
from fhir_bridge.serve.web import nothing_here
from fhir_bridge.service import Service
from fhir_bridge.store.group import GroupCommit
from tests.fhir_bridge.house import CANARY

PATIENT = {
    "resourceType": "Patient",
    "identifier": [{"system": "urn:x", "value": "7"}],
    "name": [{"family": CANARY}],
}
TYPE = {"content-type": "application/fhir+json"}


def bundle(kind: str = "transaction", *resources: dict[str, Any]) -> bytes:
    entry = [
        {"resource": one, "request": {"method": "POST", "url": one["resourceType"]}} for one in resources
    ]
    return json.dumps({"resourceType": "Bundle", "type": kind, "entry": entry}).encode()


ONE = bundle("transaction", PATIENT)


@dataclass
class Post:
    """Requests to one application over the service, each in turn."""

    service: Service
    token: str = ""
    given: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    def __call__(self, path: str = "/fhir", data: bytes = ONE, method: str = "POST", **headers: str) -> Post:
        named = TYPE | {key.replace("_", "-"): value for key, value in headers.items()}
        self.given.append((method, path, {"content": data, "headers": named}))
        return self

    def answers(self) -> list[httpx.Response]:
        async def story() -> list[httpx.Response]:
            group = GroupCommit(self.service.intake.inbox, broken=lambda _: None)
            group.begin()
            app = FhirIntake(
                self.service.intake, group, lambda: None, Figures(), nothing_here, Posters(self.token)
            )
            try:
                async with httpx.AsyncClient(
                    transport=httpx.ASGITransport(app), base_url="http://bridge"
                ) as client:
                    return [await client.request(method, path, **rest) for method, path, rest in self.given]
            finally:
                group.end()

        return asyncio.run(story())

    def statuses(self) -> list[int]:
        return [answer.status_code for answer in self.answers()]


@pytest.fixture
def post(service: Service) -> Post:
    return Post(service)


def test_what_is_posted_is_kept_and_becomes_a_record(post: Post, service: Service) -> None:
    assert post()("/fhir/Patient", json.dumps(PATIENT).encode()).statuses() == [200, 201]
    assert len(service.journal.pending()) == 2
    service.recover()
    assert service.journal.counts()["records"] == 2


def test_the_same_again_gets_the_same_bytes_and_no_second_effect(post: Post, service: Service) -> None:
    first, again, keyed, other = post()()(idempotency_key="k", data=bundle("batch", PATIENT))(
        idempotency_key="k"
    ).answers()
    assert (first.status_code, again.content) == (200, first.content)
    assert keyed.status_code == 200
    assert other.content == first.content, "these bytes were kept under no key"
    assert len(service.journal.pending()) == 2


def test_another_body_under_the_same_key_is_refused(post: Post, service: Service) -> None:
    post(idempotency_key="k")(idempotency_key="k", data=bundle("batch", PATIENT))(idempotency_key="k")
    assert post.statuses() == [200, 409, 200]
    assert len(service.journal.pending()) == 1


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"", 400),
        (b'{"resourceType": "Patient", "resourceType": "Patient"}', 400),
        (b'{"resourceType": "Patient", "x": NaN}', 400),
        (b"[" * 100_000, 400),
        (b"\xef\xbb\xbf" + ONE, 400),
        (b'{"resourceType": "Banana"}', 422),
        (b'{"resourceType": "Patient", "gender": 7}', 422),
        (bundle("transaction", PATIENT, {"resourceType": "Observation"}), 422),
        (b'{"resourceType": "Bundle", "type": "batch"}', 400),
    ],
    ids=["empty", "t031", "t032", "t035", "t036", "t048", "gender", "t044", "nothing"],
)
def test_what_is_no_fhir_is_refused_and_nothing_is_kept(
    post: Post, service: Service, data: bytes, status: int
) -> None:
    (answer,) = post(data=data).answers()
    assert answer.status_code == status
    assert check(fhir_json.loads(answer.content))["resourceType"] == "OperationOutcome"
    assert service.journal.pending() == []


def test_t037_gzip_is_unpacked_up_to_the_cap_and_no_further(post: Post, service: Service) -> None:
    bomb = gzip.compress(bytes(64 << 20))
    post(data=gzip.compress(ONE), content_encoding="gzip")(data=bomb, content_encoding="gzip")
    post(data=gzip.compress(ONE)[:-4], content_encoding="gzip")(data=ONE, content_encoding="gzip")
    post(data=ONE, content_encoding="br")(data=b" " * (17 << 20))
    assert post.statuses() == [200, 413, 400, 400, 415, 413]
    assert len(service.journal.pending()) == 1


def test_t047_xml_is_never_read(post: Post) -> None:
    assert post(data=b"<Patient/>", content_type="application/fhir+xml").statuses() == [415]


def test_a_path_names_what_is_posted(post: Post) -> None:
    post("/fhir/Observation", json.dumps(PATIENT).encode())("/fhir/$process-message")
    assert post.statuses() == [422, 422]


def test_where_a_token_is_set_it_is_asked_for(service: Service) -> None:
    asked = Post(service, "s3cret")("/fhir")("/fhir", authorization="Bearer s3cre")
    assert asked("/fhir", authorization="Bearer s3cret").statuses() == [401, 401, 200]


def test_what_it_says_of_itself_is_fhir(post: Post) -> None:
    metadata, deleted, elsewhere = post("/fhir/metadata", method="GET")(method="DELETE")("/else").answers()
    assert check(fhir_json.loads(metadata.content))["kind"] == "capability"
    assert (deleted.status_code, elsewhere.status_code) == (405, 404)


def test_where_there_is_a_gateway_it_says_where_tokens_are_given() -> None:
    said, without = (json.loads(capability_statement(url)) for url in ("https://bridge.example/", ""))
    (uris,) = said["rest"][0]["security"]["extension"]
    assert uris["extension"] == [{"url": "token", "valueUri": "https://bridge.example/token"}]
    assert "security" not in without["rest"][0]
    assert check(fhir_json.loads(json.dumps(said).encode()))


def test_no_refusal_repeats_a_value(post: Post) -> None:
    wrong = json.dumps(PATIENT | {"birthDate": CANARY}).encode()
    (answer,) = post("/fhir/Patient", wrong).answers()
    assert answer.status_code == 422
    assert CANARY not in answer.text


def test_another_release_is_converted_and_the_answer_says_so(post: Post, service: Service) -> None:
    dog = json.dumps(PATIENT | {"animal": {"species": {"text": CANARY}}}).encode()
    stated = {"content_type": "application/fhir+json; fhirVersion=3.0"}
    said, seen, other, unknown, wrong = post("/fhir/Patient", dog, **stated)("/fhir", dog[:-1] + b" }")(
        "/fhir/Patient", json.dumps(PATIENT).encode(), content_type="application/fhir+json; fhirVersion=5.0"
    )(content_type="application/fhir+json; fhirVersion=1.0")(
        "/fhir", dog + b" ", content_type="application/fhir+json; fhirVersion=4.0"
    ).answers()
    assert [one.status_code for one in (said, seen, other, unknown, wrong)] == [201, 201, 201, 422, 422]
    words = [issue["diagnostics"] for issue in said.json()["issue"]]
    assert words[1:] == ["1 converted from stu3 to r4; kinds of extension: 1"]
    assert [issue["diagnostics"] for issue in other.json()["issue"]][1:] == [
        "1 converted from r5 to r4; kinds of extension: 0"
    ]
    assert "it says 1.0" in unknown.json()["issue"][0]["diagnostics"]
    service.recover()
    assert "messages refused" not in service.journal.counts()
    made = [json.loads(service.release.open(one.record.id)) for one in service.journal.records()]
    assert ["extension" in bundle["entry"][0]["resource"] for bundle in made] == [True, True, False]


def test_who_bears_another_token_than_those_who_post_asks_a_patient(service: Service) -> None:
    consent = json.dumps({"resourceType": "Consent"}).encode()
    for token, borne, statuses in (
        ("", "Bearer other", [404]),
        ("secret", "Bearer other", [404]),
        ("secret", "Bearer secret", [422]),
        ("", "", [422]),
    ):
        asked = Post(service, token)("/fhir/Consent", consent, authorization=borne)
        assert asked.statuses() == statuses, (token, borne)


def test_what_is_not_allowed_says_what_is(service: Service) -> None:
    (answer,) = Post(service)("/fhir/Patient/7", method="TRACE").answers()
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST, PUT, DELETE")
