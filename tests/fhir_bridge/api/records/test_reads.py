"""What systems are given: the current state, in parts that prove themselves, through the one door."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from anchor.verify import verify
from fhir_bridge.access.roles import ACT_CODE, Role
from fhir_bridge.acts import Deed, Outcome
from fhir_bridge.api.records.asked import RECEIPT
from fhir_bridge.errors import Unavailable
from fhir_bridge.store.erasures import Erasures
from tests.databases import kept
from tests.fhir_bridge.api.records.ward import BASE, LOINC, System, Ward, observation, patient_bundle, ward_at
from tests.fhir_bridge.house import admission


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    with ward_at(tmp_path) as found:
        yield found


def newest(ward: Ward) -> Any:
    return list(ward.clinic.desk.service.trace.acts())[-1].act


def test_a_resource_is_read_as_it_was_sealed_and_written_down_first(ward: Ward) -> None:
    (record,) = ward.take(patient_bundle(0, observation("o1")))
    answer = ward.own().get("/fhir/Observation/o1")
    assert answer.status_code == 200
    assert answer.content == ward.clinic.desk.service.release.open(record, 2)
    assert answer.headers["content-type"] == "application/fhir+json"
    act = newest(ward)
    assert (act.deed, act.records, act.purpose, act.recipient) == (Deed.OPEN, (record,), "TREAT", "own")
    assert (act.pseudonym, act.outcome) == (ward.pseudonym(0), Outcome.DONE)
    assert ward.clinic.desk.service.trace.check()


def test_a_part_that_was_given_is_proved_by_its_receipt(ward: Ward) -> None:
    ward.take(patient_bundle(0, observation("o1")))
    system = ward.own()
    assert system.get("/fhir/Observation/o1", accept=RECEIPT).status_code == 409
    ward.clinic.desk.service.publish()
    receipt = system.get("/fhir/Observation/o1", accept=RECEIPT)
    assert (receipt.status_code, receipt.headers["content-type"]) == (200, RECEIPT)
    assert newest(ward).deed is Deed.RECEIPT
    part = system.get("/fhir/Observation/o1").content
    key = ward.clinic.desk.service.anchor.signer.verifier
    assert verify(receipt.content, part, key).holds
    assert not verify(receipt.content, part.replace(b"7.1", b"7.2"), key).holds


def test_what_is_unknown_and_what_is_denied_read_the_same(ward: Ward) -> None:
    ward.take(patient_bundle(0, observation("o1")))
    other = ward.system("other").ask()
    denied, unknown = (other.get(f"/fhir/Observation/{id_}") for id_ in ("o1", "o2"))
    assert (denied.status_code, denied.content) == (unknown.status_code, unknown.content)
    assert denied.status_code == 404
    assert denied.headers.keys() == unknown.headers.keys()
    acts = [one.act for one in ward.clinic.desk.service.trace.acts()][-2:]
    assert [one.outcome for one in acts] == [Outcome.REFUSED] * 2
    assert [one.pseudonym for one in acts] == [ward.pseudonym(0), ""]


def test_t098_with_the_store_away_what_is_denied_still_reads_like_what_is_unknown(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    (record, *_) = ward.take(patient_bundle(0, observation("o1")))
    ward.grant(0)
    paths = (
        "Observation/{o}",
        "Observation/{o}/_history",
        "Patient/{p}",
        "Patient/{p}/$everything",
        "Bundle/{b}",
    )
    here = [f"/fhir/{one.format(o='o1', p='p0', b=record)}" for one in paths]
    nowhere = [f"/fhir/{one.format(o='o9', p='p9', b='0' * 32)}" for one in paths]
    granted, stranger = ward.system("other").ask(), ward.system("stranger", organisation="urn:x|s").ask()

    def away(*_: object) -> None:
        raise Unavailable("the store is away")

    monkeypatch.setattr(type(ward.clinic.desk.service.release), "open", away)
    assert [stranger.get(path).status_code for path in (*here, *nowhere)] == [404] * 2 * len(paths)
    assert granted.get(here[0]).status_code == 503
    assert granted.get("/fhir/Patient/p0").status_code == 404, "of a type that was not granted"


def test_a_grant_opens_its_classes_and_no_others_of_its_patient_and_no_other(ward: Ward) -> None:
    ward.take(patient_bundle(0, observation("o1")), patient_bundle(1, observation("o2")))
    ward.grant(0)
    other = ward.system("other").ask()
    assert other.get("/fhir/Observation/o1").status_code == 200
    assert newest(ward).grants
    assert other.get("/fhir/Patient/p0").status_code == 404
    assert other.get("/fhir/Observation/o2").status_code == 404
    kinds = {one["resourceType"] for one in other.resources("/fhir/Patient/p0/$everything")}
    assert kinds <= {"Observation", "Encounter"}
    assert other.get("/fhir/Patient/p1/$everything").status_code == 404
    assert other.resources("/fhir/Observation?patient=p1") == []


def test_a_record_is_given_whole_or_in_the_parts_that_were_granted(ward: Ward) -> None:
    (record,) = ward.take(patient_bundle(0, observation("o1"), observation("o2", "4544-3")))
    ward.grant(0)
    release = ward.clinic.desk.service.release
    assert ward.own().get(f"/fhir/Bundle/{record}").content == release.open(record)
    cut = ward.system("other").ask().get(f"/fhir/Bundle/{record}")
    assert [entry["resource"]["id"] for entry in cut.json()["entry"]] == ["o1", "o2"]
    assert all(release.open(record, leaf) in cut.content for leaf in (2, 3))
    assert int(cut.headers["content-length"]) == len(cut.content)


def ids(system: System, path: str) -> list[str]:
    return sorted(one["id"] for one in system.resources(path))


def visit(id_: str, number: str, **more: Any) -> dict[str, Any]:
    identifier = [{"system": "urn:visits", "value": number}]
    kind = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"}
    found = {"resourceType": "Encounter", "id": id_, "status": "in-progress", "class": kind}
    return found | {"identifier": identifier} | more


STATES: dict[str, tuple[list[list[dict[str, Any]]], list[str]]] = {
    "one": ([[observation("a")]], ["a"]),
    "two things": ([[observation("a"), observation("b")]], ["a", "b"]),
    "the same id again": ([[observation("a")], [observation("a", value="8.20")]], ["a"]),
    "the same identifier, another id": ([[visit("e1", "V1")], [visit("e2", "V1")]], ["e2"]),
    "another identifier": ([[visit("e1", "V1")], [visit("e2", "V2")]], ["e1", "e2"]),
    "two of one identifier in one record": ([[visit("e1", "V1"), visit("e2", "V1")]], ["e1", "e2"]),
    "taken back": ([[observation("a")], [observation("a", status="entered-in-error")]], []),
    "taken back, and another": (
        [[observation("a"), observation("b")], [observation("a", status="entered-in-error")]],
        ["b"],
    ),
    "taken back and sent anew": (
        [[observation("a")], [observation("a", status="entered-in-error")], [observation("a", value="9.00")]],
        ["a"],
    ),
}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    """One ward for tests that each have patients of their own."""
    with ward_at(tmp_path_factory.mktemp("shared")) as ward:
        yield ward


@pytest.mark.parametrize("name", STATES)
def test_the_current_state_is_the_last_version_of_each_thing(shared: Ward, name: str) -> None:
    sent, expected = STATES[name]
    patient = 10 + list(STATES).index(name)
    for number, resources in enumerate(sent):
        marked = [one | {"language": f"x-{number}", "id": f"{one['id']}-{patient}"} for one in resources]
        numbered = json.dumps(marked).replace('"V', f'"V{patient}-')
        shared.take(patient_bundle(patient, *json.loads(numbered)))
    system = shared.own()
    kind = sent[0][0]["resourceType"]
    assert ids(system, f"/fhir/{kind}?patient=p{patient}") == [f"{id_}-{patient}" for id_ in expected]
    for id_ in {one["id"] for record in sent for one in record}:
        status = system.get(f"/fhir/{kind}/{id_}-{patient}").status_code
        assert (status == 200) == (id_ in expected), id_


def test_who_was_merged_is_one_patient_and_their_consents_are_not_united(ward: Ward) -> None:
    ward.take(patient_bundle(0, observation("o1")), patient_bundle(1, observation("o2")))
    ward.grant(1)
    merge = (
        admission(1, "m").replace(b"ADT^A01^ADT_A01", b"ADT^A40^ADT_A39").replace(b"A01|2026", b"A40|2026")
    )
    merge = b"\r".join(line for line in merge.split(b"\r") if line[:3] != b"PV1") + b"MRG|770^^^NORTH^MR\r"
    ward.take(merge)
    assert ids(ward.own(), "/fhir/Observation?patient=p1") == ["o1", "o2"]
    assert ids(ward.system("other").ask(), "/fhir/Observation?patient=p1") == ["o2"]
    assert len(ward.own().resources("/fhir/Patient?identifier=" + NORTH + "771")) == 1


NORTH = "urn:fhir-anchor:v2:authority:NORTH|"


def test_somebody_who_is_erased_is_nobody(ward: Ward) -> None:
    ward.take(patient_bundle(0, observation("o1")))
    system, pseudonym = ward.own(), ward.pseudonym(0)
    assert system.get("/fhir/Observation/o1").status_code == 200
    database = ward.clinic.desk.service.journal.database
    Erasures(database).wipe([pseudonym], [])
    assert system.get("/fhir/Observation/o1").status_code == 404
    assert system.resources(f"/fhir/Observation?patient={pseudonym}") == []


SEARCHES = {
    "patient=p0": ["a", "b", "c"],
    "patient=Patient/p0": ["a", "b", "c"],
    "patient=p0&code=718-7": ["a", "c"],
    f"patient=p0&code={LOINC}|718-7": ["a", "c"],
    f"patient=p0&code={LOINC}|718-7,4544-3": ["a", "b", "c"],
    "patient=p0&code=http://other.example|718-7": [],
    "patient=p0&code=0000-0": [],
    "patient=p0&_lastUpdated=ge2020-01-01": ["a", "b", "c"],
    "patient=p0&_lastUpdated=lt2020-01-01": [],
    "patient=p0&_lastUpdated=ge2020-01-01&_lastUpdated=le2020-01-02": [],
    "patient=nobody": [],
    "patient=p1": [],
}


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with ward_at(tmp_path_factory.mktemp("searched")) as ward:
        ward.take(
            patient_bundle(0, observation("a"), observation("b", "4544-3"), observation("c")),
            patient_bundle(1, visit("e", "V9")),
        )
        yield ward.own()


@pytest.mark.parametrize("query", SEARCHES)
def test_a_search_finds_what_it_says(searched: System, query: str) -> None:
    assert ids(searched, f"/fhir/Observation?{query}") == SEARCHES[query]


BAD_QUERIES = [
    "", "patient=p0&_sort=code", "patient=p0&patient=p1", "patient=p0&code=a&code=b", "code=718-7", "patient=",
    "patient=p0&_count=0", "patient=p0&_count=x", "patient=p0&_include=*", "patient=p0&cursor=1", "patient:exact=p0",
    "patient=p0&_lastUpdated=1", "patient=p0&_lastUpdated=ge2026-13-01", "patient=p0&identifier=a|b",
    "patient=p0'%20OR%201=1", "patient=p0&code=,", "identifier=a|b", "patient=p0&cursor=" + "0" * 32 + ".9",
    "patient=%FF", "a" * 3000,
]  # fmt: skip


@pytest.mark.parametrize("query", BAD_QUERIES)
def test_a_query_that_is_not_allowed_is_refused_not_ignored(searched: System, query: str) -> None:
    answer = searched.get(f"/fhir/Observation?{query}")
    assert answer.status_code == 400
    assert answer.json()["resourceType"] == "OperationOutcome"


def test_pages_give_each_resource_once(searched: System) -> None:
    found, path = [], "/fhir/Observation?patient=p0&_count=2"
    while path:
        answer = searched.get(path)
        assert int(answer.headers["content-length"]) == len(answer.content)
        found += [entry["fullUrl"] for entry in answer.json()["entry"]]
        links = {link["relation"]: link["url"] for link in answer.json()["link"]}
        path = links.get("next", "").removeprefix(BASE)
    assert sorted(found) == [f"{BASE}/fhir/Observation/{id_}" for id_ in "abc"]


def test_what_is_unchanged_is_not_sent_again(searched: System) -> None:
    first = searched.get("/fhir/Observation/a")
    again = searched.get("/fhir/Observation/a", **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["last-modified"].endswith("GMT")
    changed = searched.get("/fhir/Observation/a", **{"if-none-match": 'W/"other"'})
    assert changed.status_code == 200


def test_a_role_bounds_what_a_grant_or_the_custodian_opens(ward: Ward) -> None:
    ward.take(patient_bundle(0, observation("o1")))
    pharmacy = ward.system("pharmacy", role=Role.PHARMACY, organisation="urn:x|own", own=True).ask()
    assert pharmacy.get("/fhir/Patient/p0").status_code == 200
    assert pharmacy.get("/fhir/Observation/o1").status_code == 404


def test_what_is_sensitive_needs_a_grant_that_names_it(ward: Ward) -> None:
    labelled = {"meta": {"security": [{"system": ACT_CODE, "code": "HIV"}]}}
    ward.take(patient_bundle(0, observation("o1"), observation("o2", **labelled)))
    ward.grant(0)
    other = ward.system("other").ask()
    assert ids(other, "/fhir/Observation?patient=p0") == ["o1"]
    assert ids(ward.own(), "/fhir/Observation?patient=p0") == ["o1", "o2"]


@pytest.mark.logs
def test_t100_the_glass_is_broken_with_a_reason_for_an_hour_and_it_alarms(
    ward: Ward, caplog: pytest.LogCaptureFixture
) -> None:
    ward.take(patient_bundle(0, observation("o1")), patient_bundle(1, observation("o2")))
    emergency = ["urn:oid:2.16.840.1.113883.5.8#ETREAT"]
    other = ward.system("other").ask(purpose_of_use=emergency)
    assert other.get("/fhir/Observation/o1").status_code == 404
    reason = {"resourceType": "Parameters", "parameter": [{"name": "reason", "valueString": "unconscious"}]}
    assert other.post("/fhir/Patient/p0/$break-glass", {"resourceType": "Parameters"}).status_code == 400
    assert other.post("/fhir/Patient/p0/$break-glass", reason).status_code == 200
    assert "unconscious" not in caplog.text
    assert "broken" in caplog.text
    assert Deed.BREAK_GLASS in [
        one.act.deed for one in ward.clinic.desk.service.trace.acts([ward.pseudonym(0)])
    ]
    for _ in range(120):
        assert other.get("/fhir/Observation/o1").status_code == 200
    assert newest(ward).purpose == "ETREAT"
    assert other.get("/fhir/Observation/o2").status_code == 404
    usual = System(ward, other.signer).ask()
    assert usual.get("/fhir/Observation/o1").status_code == 404
    ward.clinic.time += 3600
    late = System(ward, other.signer).ask(purpose_of_use=emergency)
    assert late.get("/fhir/Observation/o1").status_code == 404


def test_grants_that_nobody_can_say_are_fresh_deny(ward: Ward) -> None:
    ward.take(patient_bundle(0, observation("o1")))
    ward.grant(0)
    ward.clinic.time += 61
    assert ward.system("other").ask().get("/fhir/Observation/o1").status_code == 404


def test_no_entry_in_the_log_no_release(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    ward.take(patient_bundle(0, observation("o1")))
    system = ward.own()

    def broken(*_: object) -> None:
        raise Unavailable("the log is full")

    monkeypatch.setattr(type(ward.clinic.desk.service.trace), "note", broken)
    answer = system.get("/fhir/Observation/o1")
    assert answer.status_code == 503
    assert b"mmol" not in answer.content


def test_operators_see_who_read_and_no_records(ward: Ward) -> None:
    ward.take(patient_bundle(0, observation("o1")))
    ward.own().get("/fhir/Observation/o1")
    officer = ward.system("officer", role=Role.OPERATOR).ask()
    found = officer.resources("/fhir/AuditEvent?patient=p0")
    assert {one["resourceType"] for one in found} == {"AuditEvent"}
    assert "own" in json.dumps(found)
    assert officer.get("/fhir/Observation/o1").status_code == 403


def test_who_read_comes_in_pages_and_of_whom_must_be_said(ward: Ward) -> None:
    ward.take(patient_bundle(0, observation("o1")))
    for _ in range(5):
        ward.own().get("/fhir/Observation/o1")
    officer, found = ward.system("officer", role=Role.OPERATOR).ask(), []
    path = "/fhir/AuditEvent?patient=p0&_count=2"
    while path and len(found) < 20:
        page = officer.get(path).json()
        assert 0 < len(page["entry"]) <= 2
        found += [entry["resource"]["recorded"] for entry in page["entry"]]
        path = {one["relation"]: one["url"] for one in page["link"]}.get("next", "").removeprefix(BASE)
    assert found == sorted(found, reverse=True)
    assert len(found) >= 5
    late = "/fhir/AuditEvent?patient=p0&_lastUpdated=lt2020-01-01"
    assert officer.resources(late) == []
    for bad in ("", "?code=x", "?patient=p0&code=x", "?patient=p0&cursor=" + "0" * 32 + ".1"):
        assert officer.get(f"/fhir/AuditEvent{bad}").status_code == 400


def test_the_index_shows_nothing_in_clear(ward: Ward) -> None:
    ward.take(patient_bundle(0, observation("secret-id", "718-7")))
    ward.own().get("/fhir/Observation/secret-id")
    data = kept(ward.clinic.desk.service.folder.path)
    assert data
    for word in (b"secret-id", b"718-7", b"Observation/", b"loinc"):
        assert word not in data
