"""Many at once: each on its own, none disappears, and a crash leaves nothing twice."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.fhir.arriving import sift
from fhir_bridge.fhir.check import check
from fhir_bridge.opening import writing
from fhir_bridge.service import Service
from fhir_bridge.settings import Settings
from fhir_bridge.source import files
from fhir_bridge.source.files import Input, inputs

BROKEN = 137


def observation(number: int, **elements: Any) -> dict[str, Any]:
    patient = {"reference": f"Patient/p{number % 7}"}
    found = {"resourceType": "Observation", "id": f"o{number}", "status": "final", "subject": patient}
    return found | {"code": {"text": "x"}, "performer": [{"reference": "Practitioner/d1"}]} | elements


def asked(resource: dict[str, Any]) -> dict[str, Any]:
    kind = resource["resourceType"]
    return {"resource": resource, "request": {"method": "PUT", "url": f"{kind}/{resource.get('id', '')}"}}


def batch(count: int) -> dict[str, Any]:
    broken = set(range(0, BROKEN * 50, 50))
    listed = [observation(n, status="SECRET" if n in broken else "final") for n in range(count)]
    return {"resourceType": "Bundle", "type": "batch", "entry": [asked(one) for one in listed]}


def opened(service: Service, records: tuple[str, ...]) -> list[dict[str, Any]]:
    return [json.loads(service.release.open(record)) for record in records]


def contents(bundles: list[dict[str, Any]], kind: str) -> list[str]:
    found = [entry["resource"] for bundle in bundles for entry in bundle["entry"]]
    return [one["id"] for one in found if one["resourceType"] == kind]


def test_counts_balance_on_ten_thousand_entries_of_which_some_are_broken(tmp_path: Path) -> None:
    given = Input("big", json.dumps(batch(10_000)).encode())
    with writing(Settings(data=tmp_path / "data"), lambda: None) as service:
        (outcome,) = service.ingest([given])
        assert outcome.taken + len(outcome.left) == 10_000
        assert [place for place, _ in outcome.left] == [f"big#{n}" for n in range(0, BROKEN * 50, 50)]
        assert "SECRET" not in str(outcome)
        kept = contents(opened(service, outcome.records), "Observation")
        assert len(kept) == len(set(kept)) == 10_000 - BROKEN
        assert len(service.quarantine.all()) == BROKEN
        (again,) = service.ingest([given])
        assert (again.status, again.taken, again.left) == ("duplicate", outcome.taken, outcome.left)


def test_lines_become_one_record_a_patient_and_what_is_shared_is_the_sites_once(tmp_path: Path) -> None:
    lines = [observation(number) for number in range(70)]
    lines += [{"resourceType": "Practitioner", "id": "d1"}, {"resourceType": "Patient", "id": "p1"}]
    text = [json.dumps(one) for one in lines]
    text.insert(3, '{"resourceType":"Observation","status":"SECRET"}')
    text.insert(9, "{")
    path = tmp_path / "big.ndjson.gz"
    path.write_bytes(gzip.compress("\n".join(text).encode()))
    with writing(Settings(data=tmp_path / "data"), lambda: None) as service:
        (outcome,) = service.ingest(inputs(path))
        assert (outcome.taken, [place for place, _ in outcome.left]) == (72, [f"{path}:4", f"{path}:10"])
        assert "SECRET" not in str(outcome)
        bundles = opened(service, outcome.records)
        assert len(bundles) == 7 + 1
        assert contents(bundles, "Practitioner") == ["d1"] * 8
        assert contents(bundles[-1:], "Practitioner") == ["d1"]
        assert sorted(contents(bundles, "Observation")) == sorted(f"o{n}" for n in range(70))
        (again,) = service.ingest(inputs(path))
        assert (again.status, again.left) == ("duplicate", outcome.left)


def test_a_line_that_stands_again_is_one_with_the_first_and_lines_in_are_taken_or_refused(
    tmp_path: Path,
) -> None:
    shared = {"resourceType": "Practitioner", "id": "d1"}
    both = [{"item": {"reference": f"Patient/p{number}"}} for number in range(2)]
    of_two = {"resourceType": "List", "id": "l", "status": "current", "mode": "working", "entry": both}
    nameless = {"resourceType": "Organization", "name": "North"}
    lines = [
        shared,
        observation(1),
        of_two,
        shared,
        nameless,
        nameless,
        of_two,
        shared | {"active": True},
        shared,
    ]
    path = tmp_path / "several.ndjson"
    path.write_text("\n".join(json.dumps(one) for one in lines))
    with writing(Settings(data=tmp_path / "data"), lambda: None) as service:
        (outcome,) = service.ingest(inputs(path))
        assert sorted(place for place, _ in outcome.left) == [f"{path}:{number}" for number in (3, 7, 8)]
        assert outcome.taken == len(lines) - 3
        bundles = opened(service, outcome.records)
        assert contents(bundles, "Practitioner") == ["d1"] * 2
        assert sum(one["resource"] == nameless for one in bundles[-1]["entry"]) == 2
        (again,) = service.ingest(inputs(path))
        assert (again.status, again.taken, again.left) == ("duplicate", outcome.taken, outcome.left)


def test_a_patient_and_what_refers_to_it_in_another_file_are_one(tmp_path: Path) -> None:
    number = {"system": "urn:oid:1.2.3", "value": "77"}
    first = {"resourceType": "Patient", "id": "p1", "identifier": [number]}
    for name, one in (("a", first), ("b", observation(1))):
        (tmp_path / f"{name}.ndjson").write_text(json.dumps(one))
    with writing(Settings(data=tmp_path / "data"), lambda: None) as service:
        list(service.ingest(one for name in "ab" for one in inputs(tmp_path / f"{name}.ndjson")))
        assert len({row["patient"] for row in service.rows()}) == 1


def test_a_run_that_was_broken_off_is_taken_up_where_it_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_LINES", 10)
    path = tmp_path / "big.ndjson"
    path.write_text("\n".join(json.dumps(observation(n)) for n in range(95)))
    with writing(Settings(data=tmp_path / "data"), lambda: None) as service:
        given = inputs(path)
        list(service.ingest([next(given), next(given), next(given)]))
    with writing(Settings(data=tmp_path / "data"), lambda: None) as service:
        outcomes = list(service.ingest(inputs(path)))
        assert [one.status for one in outcomes] == ["duplicate"] * 3 + ["accepted"] * 7
        assert sum(one.taken for one in outcomes) == 95


def test_an_input_is_read_only_when_the_one_before_is_taken(tmp_path: Path) -> None:
    read: list[int] = []

    def given() -> Iterator[Input]:
        for number in range(5):
            read.append(number)
            yield Input(str(number), json.dumps(observation(number)).encode())

    with writing(Settings(data=tmp_path / "data"), lambda: None) as service:
        seen = [(int(outcome.input), read[-1]) for outcome in service.ingest(given())]
    assert seen == [(number, number) for number in range(5)]


def test_t037_a_packed_file_that_grows_without_end_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "FREE", 1000)
    path = tmp_path / "bomb.ndjson.gz"
    path.write_bytes(gzip.compress(b'{"resourceType":"Basic"}\n' * 400_000))
    *_, last = inputs(path)
    assert last.fault
    assert last.fault.reason is Reason.TOO_LARGE


def test_a_bundle_in_a_line_is_an_input_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "x.ndjson"
    path.write_text(
        '{"resourceType":"Basic"}\n{"resourceType":"Bundle","type":"batch"}\n{"resourceType":"Basic"}\n'
    )
    assert [(one.name.rpartition(":")[2], one.first_line) for one in inputs(path)] == [
        ("1", 1),
        ("2", 0),
        ("3", 3),
    ]


def transaction(*listed: dict[str, Any], kind: str = "transaction") -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": kind, "entry": list(listed)}


@pytest.mark.parametrize(
    ("bundle", "where", "reason"),
    [
        (transaction({"resource": observation(1)}), "Bundle.entry.0.request", Reason.INVALID_FHIR),
        (
            transaction({"request": {"method": "DELETE", "url": "Patient/1"}}),
            "Bundle.entry.0.request.method",
            Reason.NOT_SUPPORTED,
        ),
        (
            transaction(asked(observation(1)) | {"request": {"method": "PUT", "url": "Observation?code=x"}}),
            "Bundle.entry.0.request",
            Reason.NOT_SUPPORTED,
        ),
        (
            transaction(asked(observation(1)) | {"request": {"method": "POST", "url": "Patient"}}),
            "Bundle.entry.0.request.url",
            Reason.INVALID_FHIR,
        ),
        (
            transaction(asked(observation(1)), asked(observation(1))),
            "Bundle.entry.1.resource",
            Reason.INVALID_FHIR,
        ),
        (
            transaction(asked(observation(1)), asked(observation(2, status="x"))),
            "Bundle.entry.1.resource.status",
            None,
        ),
        (transaction({"resource": observation(1)}, kind="document"), "Bundle.entry.0.resource", None),
        (transaction({"resource": observation(1)}, kind="message"), "Bundle.entry.0.resource", None),
    ],
)
def test_t043_t044_a_bundle_is_taken_whole_or_not_at_all(
    bundle: dict[str, Any], where: str, reason: Reason | None
) -> None:
    with pytest.raises(Refused) as refused:
        check(bundle)
    assert refused.value.where == where
    assert refused.value.reason is (reason or Reason.INVALID_FHIR)


def test_a_batch_of_nothing_that_stands_is_refused() -> None:
    with pytest.raises(Refused):
        sift(transaction(asked(observation(1, status="x")), kind="batch"))


def test_t042_what_a_reference_names_is_never_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connected(*_: object) -> None:
        raise AssertionError("something was asked for")

    monkeypatch.setattr(socket.socket, "connect", connected)
    monkeypatch.setattr(socket, "getaddrinfo", connected)
    names = (
        "http://169.254.169.254/latest/meta-data",
        "https://ehr.example/fhir/Practitioner/9",
        "Practitioner/gone",
    )
    listed = [observation(n, derivedFrom=[{"reference": name}]) for n, name in enumerate(names)]
    listed += [observation(n, hasMember=[{"reference": f"Observation/o{17 - n}"}]) for n in (8, 9)]
    listed.append({"resourceType": "Media", "id": "m1", "status": "completed", "content": {"url": names[0]}})
    with writing(Settings(data=tmp_path / "data"), lambda: None) as service:
        (outcome,) = service.ingest([Input("x", json.dumps(transaction(*map(asked, listed))).encode())])
        assert outcome.status == "accepted", outcome.reason
        assert all(name in str(opened(service, outcome.records)) for name in names), "kept as they are"
