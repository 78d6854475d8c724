"""Every route of the table, asked by every role, of every patient, with and without a grant: generated, not chosen."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from fhir_bridge.access.roles import Role
from fhir_bridge.acts import Outcome
from fhir_bridge.api.gateway import SECURE, Gateway
from fhir_bridge.api.records.asked import Asked, Reply
from fhir_bridge.api.server import UnguardedRoute
from fhir_bridge.api.table import TABLE, Needs, Open, Route, guard
from fhir_bridge.serve.web import nothing_here
from tests.fhir_bridge.api.clinic import HOSPITAL
from tests.fhir_bridge.api.records.ward import System, Ward, observation, patient_bundle, ward_at

GUARDED = [route for route in TABLE if isinstance(route.access, Needs)]
MARKS = {0: b"anna-1f", 1: b"bert-2e"}
"""What stands in a patient's own resources, and nowhere else."""
NOBODYS = f"ask-{'0' * 60}"
"""A request for consent that no client has made."""


@dataclass
class Everybody:
    ward: Ward
    records: tuple[str, str]
    systems: dict[tuple[Role, bool], System]

    def path(self, route: Route, patient: int) -> str:
        kind = "Observation"
        ids = {"Bundle/{id}": self.records[patient], "Patient/{id}": f"p{patient}"}
        id_ = next((id_ for start, id_ in ids.items() if start in route.path), f"o{patient}")
        path = route.path.replace("{type}", kind).replace("{id}", id_).replace("{ask}", NOBODYS)
        path = path.replace("{version}", "1")
        named = "{id}" in route.path or "{ask}" in route.path
        return path if named else f"{path}?patient=p{patient}"


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everybody]:
    """Patient 0 has granted the other hospital; a system of every role, of that hospital and of a stranger."""
    with ward_at(tmp_path_factory.mktemp("matrix")) as ward:
        records = [
            ward.take(patient_bundle(number, observation(f"o{number}", language=mark.decode())))[0]
            for number, mark in MARKS.items()
        ]
        ward.grant(0)
        systems = {
            (role, granted): ward.system(
                f"{role}-{granted}",
                role=role,
                organisation=HOSPITAL if granted else "urn:x|stranger",
                scopes="system/*.cruds",
                shown="Other Hospital",
            ).ask("system/*.cruds")
            for role in Role
            for granted in (True, False)
        }
        yield Everybody(ward, (records[0], records[1]), systems)


CASES = [
    (route, role, patient, granted)
    for route in GUARDED
    for role in Role
    for patient in MARKS
    for granted in (True, False)
]


def gives_records(route: Route) -> bool:
    own = "{ask}" in route.path or "Subscription" in route.path  # a client's own, and nobody's data
    return route.method == "GET" and not own


@pytest.mark.parametrize(("route", "role", "patient", "granted"), CASES)
def test_t098_nobody_reads_what_was_not_granted(
    everybody: Everybody, route: Route, role: Role, patient: int, granted: bool
) -> None:
    system = everybody.systems[role, granted]
    body = {"content": b"{}"} if route.method == "POST" else {}
    (*_, before) = everybody.ward.clinic.desk.service.trace.acts()
    answer = system.send(route.method, everybody.path(route, patient), **body)
    access = route.access
    assert isinstance(access, Needs)
    other = MARKS[1 - patient]
    assert other not in answer.content
    if role not in access.roles:
        assert answer.status_code == 403
        return
    may = role is Role.CLINICIAN and granted and patient == 0 and gives_records(route)
    assert (MARKS[patient] in answer.content) == may
    if gives_records(route):
        (*_, told) = everybody.ward.clinic.desk.service.trace.acts()
        assert told != before, "what is denied is in the trace, too"
        assert (told.act.outcome is Outcome.DONE) == may or role is Role.OPERATOR
    assert answer.status_code in ({200} if may else {200, 400, 404})
    assert answer.headers.items() >= SECURE.items()


def test_the_matrix_has_every_route_and_something_that_is_permitted(everybody: Everybody) -> None:
    assert {route.path for route, *_ in CASES} | {r.path for r in TABLE if isinstance(r.access, Open)} == {
        route.path for route in TABLE
    }
    clinician = everybody.systems[Role.CLINICIAN, True]
    assert MARKS[0] in clinician.get("/fhir/Observation/o0").content


@pytest.mark.parametrize("route", GUARDED, ids=lambda route: route.path)
@pytest.mark.parametrize("header", ["", "Bearer x", "Basic eDp5", "Bearer " + "A" * 43])
def test_without_a_token_nothing_is_answered(everybody: Everybody, route: Route, header: str) -> None:
    answer = everybody.ward.send(
        route.method, everybody.path(route, 0), headers={"authorization": header} if header else {}
    )
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("route", GUARDED, ids=lambda route: route.path)
def test_a_scope_for_something_else_is_not_enough(everybody: Everybody, route: Route) -> None:
    access = route.access
    assert isinstance(access, Needs)
    system = everybody.systems[min(access.roles), True]
    narrow = System(everybody.ward, system.signer).ask("system/Slot.rs")
    assert narrow.send(route.method, everybody.path(route, 0)).status_code == 403


def planted(asked: Asked) -> Reply:
    return Reply.of(str(asked.named).encode())


NOBODY: Any = None
UNGUARDED = [
    Route("GET", "/fhir/everything", NOBODY, planted),
    Route("GET", "/fhir/everything", Needs("", frozenset(Role), "Patient"), planted),
    Route("GET", "/fhir/everything", Needs("r", frozenset(), "Patient"), planted),
    Route("GET", "/fhir/everything", Needs("r", frozenset(Role)), planted),
]


@pytest.mark.parametrize("route", UNGUARDED)
def test_t098_a_planted_route_without_a_guard_is_caught(everybody: Everybody, route: Route) -> None:
    with pytest.raises(UnguardedRoute, match="everything"):
        Gateway(everybody.ward.gateway._gate, (*TABLE, route), otherwise=nothing_here)
    guard([replace(route, access=Needs("r", frozenset(Role), "Patient"))])


def test_what_stands_in_no_row_is_not_here(everybody: Everybody) -> None:
    system = everybody.systems[Role.CLINICIAN, True]
    for method, path in (
        ("GET", "/fhir"),
        ("GET", "/fhir/Patient/p0/x"),
        ("GET", "/fhir/Bundle/%F3%BB%9D%B5%7C"),
        ("GET", "/other"),
    ):
        answer = system.send(method, path)
        assert answer.status_code == 404
        if path.startswith("/fhir/"):
            assert answer.json()["resourceType"] == "OperationOutcome"
    for method, path, allowed in (
        ("DELETE", "/fhir/Patient/p0", "GET"),
        ("TRACE", "/token", "POST"),
        ("PUT", "/token", "POST"),
        ("TRACE", "/fhir/Consent", "GET, POST"),
    ):
        answer = system.send(method, path)
        assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    assert system.get("/fhir/patient/p0").status_code == 404


def test_only_two_things_are_open() -> None:
    assert {(r.method, r.path) for r in TABLE if isinstance(r.access, Open)} == {
        ("GET", "/.well-known/smart-configuration"),
        ("GET", "/fhir/.well-known/smart-configuration"),
        ("POST", "/token"),
    }


def test_a_client_finds_where_tokens_are_given(everybody: Everybody) -> None:
    found = everybody.ward.send("GET", "/.well-known/smart-configuration").json()
    assert found["token_endpoint"] == "https://bridge.example/token"  # noqa: S105 -- a URL
    assert found["token_endpoint_auth_methods_supported"] == ["private_key_jwt"]
    assert {"client-confidential-asymmetric", "permission-v2"} <= set(found["capabilities"])


FORMS = {
    "no form": (b"", 400), "not a form": (b"{}", 400), "another grant": (b"grant_type=password", 400),
    "twice": (b"grant_type=client_credentials&grant_type=client_credentials", 400),
    "not ascii": ("grant_type=é".encode(), 400), "no assertion": (b"grant_type=client_credentials", 400),
    "too many": (b"&".join(b"a%d=1" % n for n in range(20)), 400), "too long": (b"a=" + b"x" * 70_000, 413),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_is_none_is_refused(everybody: Everybody, name: str) -> None:
    body, status = FORMS[name]
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert everybody.ward.send("POST", "/token", content=body, headers=headers).status_code == status


def test_two_headers_that_say_who_asks_are_none(everybody: Everybody) -> None:
    token = everybody.systems[Role.CLINICIAN, True].token
    sent: list[Any] = []

    async def send(event: Any) -> None:
        sent.append(event)

    async def receive() -> Any:
        return {"type": "http.request"}

    scope = {"type": "http", "method": "GET", "path": "/fhir/Observation/o0", "query_string": b""}
    twice = [(b"authorization", f"Bearer {token}".encode())] * 2
    asyncio.run(everybody.ward.gateway(scope | {"headers": twice}, receive, send))
    assert sent[0]["status"] == 401


@pytest.mark.logs
def test_of_a_fault_nothing_is_told(
    everybody: Everybody, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(*_: object, **__: object) -> None:
        raise KeyError("secret of Anna's")

    monkeypatch.setattr(type(everybody.ward.gateway._gate.index), "current", stumble)
    answer = everybody.systems[Role.CLINICIAN, True].get("/fhir/Observation/o0")
    assert answer.status_code == 500
    assert b"Anna" not in answer.content
    assert "KeyError" in caplog.text
    assert "Anna" not in caplog.text
