"""Proposed consents: who may ask whom for what, what the kiosk is given, and how little the answers tell."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from fhir_bridge.access.roles import Role
from fhir_bridge.access.texts import SPOKEN_PURPOSES, SPOKEN_TYPES
from fhir_bridge.acts import Deed
from fhir_bridge.api.records.proposing import ASKS, OFFERED
from fhir_bridge.api.tokens.clients import show_as
from fhir_bridge.api.wire.consent import CONSENT_REQUESTS, DECIDE, ConsentRequest, Decisions
from fhir_bridge.api.wire.operation import Visit
from kiosk.wording import wording
from tests.fhir_bridge.api.clinic import DAY, HOSPITAL, KioskClient, SoftCard
from tests.fhir_bridge.api.records.ward import System, Ward, patient_bundle, ward_at

NORTH, RESOURCES = "urn:fhir-anchor:v2:authority:NORTH", "http://hl7.org/fhir/resource-types"
REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
SCOPE = "system/Consent.cr"
KEYS = itertools.count()


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    with ward_at(tmp_path) as found:
        yield found


def asking(ward: Ward, name: str = "heart", **more: Any) -> System:
    """A system that may ask patients."""
    system = ward.system(name, scopes="system/Consent.cr system/*.rs", shown="Heart Centre North", **more)
    show_as(ward.clinic.desk.service.journal, name, "Heart Centre North")
    return system.ask(SCOPE)


def body(number: str = "770", purpose: str = "TREAT", *kinds: str) -> dict[str, Any]:
    return {
        "resourceType": "Consent",
        "status": "proposed",
        "patient": {"identifier": {"system": NORTH, "value": number}},
        "provision": {
            "purpose": [{"system": REASON, "code": purpose}],
            "class": [{"system": RESOURCES, "code": kind} for kind in kinds or ("Observation",)],
        },
    }


def post(system: System, asked: object, key: str = "") -> httpx.Response:
    headers = {"idempotency-key": key or f"key {next(KEYS)}"}
    return system.send("POST", "/fhir/Consent", content=json.dumps(asked).encode(), headers=headers)


def shown(kiosk: KioskClient, card: SoftCard) -> tuple[ConsentRequest, ...]:
    """What a kiosk shows the holder of a card."""
    return kiosk.ask(CONSENT_REQUESTS, Visit(kiosk.log_in(card))).requests


def decided(ward: Ward, kiosk: KioskClient, card: SoftCard) -> None:
    """They allow it all, and the chain has it."""
    kiosk.ask(DECIDE, kiosk.consent(kiosk.log_in(card), card))
    assert ward.clinic.turn()


def test_it_is_asked_shown_granted_and_ended(ward: Ward) -> None:
    system, kiosk = asking(ward), ward.clinic.kiosk()
    card = ward.clinic.enrol(kiosk, 0)
    answer = post(system, body())
    assert answer.status_code == 201
    path = answer.headers["location"].removeprefix("https://bridge.example")
    assert answer.json()["id"] == path.rpartition("/")[2]
    (request,) = shown(kiosk, card)
    assert (request.grantee, request.grantee_name) == (HOSPITAL, "Heart Centre North")
    assert (request.purpose, request.classes) == ("TREAT", (f"{RESOURCES}|Observation",))
    assert request.validities == OFFERED
    assert system.get(path).json() == answer.json()
    decided(ward, kiosk, card)
    granted = system.get(path).json()
    (grant,) = ward.clinic.desk.grants.of(ward.clinic.pseudonym(card))
    assert granted["status"] == "active"
    assert granted["identifier"] == [{"system": "urn:fhir-anchor:grant", "value": grant.id.hex()}]
    assert shown(kiosk, card) == ()
    acts = [one.act for one in ward.clinic.desk.service.trace.acts([ward.clinic.pseudonym(card)])]
    assert [one.recipient for one in acts if one.deed is Deed.CONSENT_ASKED] == ["heart"]
    visit = kiosk.log_in(card)
    kiosk.ask(DECIDE, kiosk.consent(visit, card, revoke=(grant.commitment,)))
    assert system.get(path).json() == answer.json()


def test_a_no_and_nobody_read_as_what_waits(ward: Ward) -> None:
    system, kiosk = asking(ward), ward.clinic.kiosk()
    card = ward.clinic.enrol(kiosk, 0)
    answers = [post(system, body(number)) for number in ("770", "999")]
    assert [one.status_code for one in answers] == [201, 201]
    visit = kiosk.log_in(card)
    asked = kiosk.ask(CONSENT_REQUESTS, Visit(visit))
    no = Decisions(
        visit, asked.nonce, (), tuple(r.id for r in asked.requests), "1", "en", None, None, None, None
    )
    kiosk.ask(DECIDE, no)
    assert shown(kiosk, card) == ()
    for answer in answers:
        found = system.get(answer.headers["location"].removeprefix("https://bridge.example"))
        assert (found.status_code, found.json()) == (200, answer.json())
        assert len(found.content) == len(answer.content)


def test_what_the_bridge_writes_of_a_consent_is_no_newer_version_of_its_patient(ward: Ward) -> None:
    ward.take(patient_bundle(0))
    patients = f"/fhir/Patient?identifier={NORTH}|770"
    before = ward.own().resources(patients)
    assert [one["id"] for one in before] == ["p0"]
    ward.grant(0)
    assert ward.own().resources(patients) == before


def test_only_who_asked_is_answered(ward: Ward) -> None:
    path = post(asking(ward), body()).headers["location"].removeprefix("https://bridge.example")
    assert asking(ward, "other").get(path).status_code == 404
    assert asking(ward, "third").get(path[:-1] + ("0" if path[-1] != "0" else "1")).status_code == 404


def test_under_one_key_it_counts_once_and_another_request_is_refused(ward: Ward) -> None:
    system, kiosk = asking(ward), ward.clinic.kiosk()
    card = ward.clinic.enrol(kiosk, 0)
    first, again = (post(system, body(), "one") for _ in range(2))
    assert (first.content, first.headers["location"]) == (again.content, again.headers["location"])
    assert len(shown(kiosk, card)) == 1
    assert post(system, body("999"), "one").status_code == 409
    assert post(asking(ward, "other"), body(), "one").json() != first.json()
    assert system.send("POST", "/fhir/Consent", content=json.dumps(body()).encode()).status_code == 400


@pytest.mark.parametrize("number", ["770", "999"])
def test_t100_nobody_is_asked_until_they_say_yes(ward: Ward, number: str) -> None:
    system = asking(ward)
    said = [post(system, body(number)) for _ in range(ASKS.depth + 1)]
    assert [one.status_code for one in said] == [201] * ASKS.depth + [429]
    assert int(said[-1].headers["retry-after"]) > 3600
    assert post(system, body("771")).status_code == 201
    ward.clinic.time += DAY
    assert post(system.ask(SCOPE), body(number)).status_code == 201


def changed(**parts: Any) -> dict[str, Any]:
    return body() | parts


PROVISION = body()["provision"]
SYSTEM = {"identifier": {"system": NORTH, "value": "770"}}
BAD: dict[str, Any] = {
    "no json": b"{",
    "a list": [],
    "no status": {name: part for name, part in body().items() if name != "status"},
    "another status": changed(status="active"),
    "another type": changed(resourceType="Bundle"),
    "another scope": changed(scope={"coding": []}),
    "more": changed(dateTime="2026-01-01"),
    "nobody": changed(patient={}),
    "a reference": changed(patient={"reference": "Patient/p0"}),
    "a number": changed(patient={"identifier": {"system": NORTH, "value": 770}}),
    "no value": changed(patient={"identifier": {"system": NORTH, "value": ""}}),
    "a name": changed(patient=SYSTEM | {"display": "Ana"}),
    "another's name": changed(provision=PROVISION | {"actor": [{"reference": {"display": "Your doctor"}}]}),
    "a deny": changed(provision=PROVISION | {"type": "deny"}),
    "no class": changed(provision=PROVISION | {"class": []}),
    "twice": body("770", "TREAT", "Observation", "Observation"),
    "unspoken": body("770", "TREAT", "Slot"),
    "a purpose of others": body("770", "HRESCH"),
    "no purpose": changed(provision=PROVISION | {"purpose": []}),
    "two purposes": changed(provision=PROVISION | {"purpose": PROVISION["purpose"] * 2}),
}


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A system that may ask, of a house in which nothing changes."""
    with ward_at(tmp_path_factory.mktemp("refusing")) as found:
        yield asking(found)


@pytest.mark.parametrize("fault", BAD)
def test_what_is_not_understood_is_refused(refusing: System, fault: str) -> None:
    asked = BAD[fault]
    content = asked if isinstance(asked, bytes) else json.dumps(asked).encode()
    answer = refusing.send("POST", "/fhir/Consent", content=content, headers={"idempotency-key": fault})
    assert answer.status_code == 400


def test_a_role_asks_for_what_it_may_ever_read(ward: Ward) -> None:
    pharmacy = asking(ward, "pharmacy", role=Role.PHARMACY)
    assert post(pharmacy, body("770", "TREAT", "Observation")).status_code == 400
    assert post(pharmacy, body("770", "TREAT", "MedicationRequest")).status_code == 201


def test_without_the_scope_or_a_name_nobody_is_asked(ward: Ward) -> None:
    reader = ward.system("reader").ask()
    assert post(reader, body()).status_code == 403
    nameless = ward.system("nameless", scopes=SCOPE, shown="Heart Centre North").ask(SCOPE)
    assert post(nameless, body()).status_code == 403


def test_what_may_be_asked_is_what_kiosks_have_words_for() -> None:
    words = wording("en")
    assert set(words.purposes) == SPOKEN_PURPOSES
    assert set(words.classes) == SPOKEN_TYPES
