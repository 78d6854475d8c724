"""Everything that is held of a patient comes out, nothing of anybody else's, and it can be checked without us."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from anchor.note import LogVerifier
from anchor.verify import verify
from fhir_bridge.annex import open_annexed
from fhir_bridge.errors import FolderFault, Refused
from fhir_bridge.export import FORMAT
from fhir_bridge.records import SITE
from tests.fhir_bridge.house import ALICE, CANARY, House, admission
from tests.fhir_bridge.office import erase


@pytest.fixture
def records(house: House) -> list[str]:
    return house.take(admission(1), admission(1, "2"), admission(2))


def test_everything_of_one_patient_with_receipts(house: House, records: list[str], tmp_path: Path) -> None:
    patient, out = house.patient(records[0]), tmp_path / "out"
    with house.writing() as service:
        service.publish()
        service.disclosure.open(records[1], by=ALICE)
        done = service.export.write(patient, out, by=ALICE)
    assert (done.records, done.messages, done.unproved) == (2, 2, ())
    assert {path.stem for path in (out / "records").iterdir()} == set(records[:2])
    assert {path.read_bytes() for path in (out / "messages").iterdir()} == {admission(1), admission(1, "2")}
    key = LogVerifier.parse((out / "logkey").read_text())
    for record in records[:2]:
        proof, data = (out / "receipts" / record).read_bytes(), (out / f"records/{record}.json").read_bytes()
        assert verify(proof, data, key).holds
    events = [json.loads(line) for line in (out / "audit.ndjson").read_text().splitlines()]
    assert [event["subtype"][0]["code"] for event in events] == ["read", "disclose"]
    assert {path.stat().st_mode & 0o077 for path in out.rglob("*")} == {0}
    assert all(record not in path.read_text() for path in out.rglob("*.ndjson") for record in records[2:])
    facts, lines = open_annexed((out / "manifest").read_text(), FORMAT, key)
    assert (facts["patient"], len(lines)) == (patient, 2 + 2 + 2 + 2)


def test_what_is_not_anchored_is_given_and_named(house: House, records: list[str], tmp_path: Path) -> None:
    with house.looking() as service:
        done = service.export.write(house.patient(records[2]), tmp_path / "out", by=ALICE)
    assert done.unproved == (records[2],)


def test_t067_an_erased_patient_is_not_exported(house: House, records: list[str], tmp_path: Path) -> None:
    patient = house.patient(records[0])
    with house.writing() as service:
        erase(service, patient)
        with pytest.raises(Refused, match="erased"):
            service.export.write(patient, tmp_path / "out", by=ALICE)
        last = list(service.trace.acts([patient]))[-1]
    assert (last.act.deed.word, last.act.outcome) == ("export", "4")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("patient", [SITE, "0" * 32])
def test_only_a_patient_is_exported(house: House, records: list[str], tmp_path: Path, patient: str) -> None:
    assert records
    with house.looking() as service, pytest.raises(Refused, match="unknown-patient"):
        service.export.write(patient, tmp_path / "out", by=ALICE)


def test_t071_a_name_typed_for_a_pseudonym_is_repeated_nowhere(
    house: House, records: list[str], tmp_path: Path
) -> None:
    assert records
    with house.writing() as service:
        for attempt in (
            lambda: service.export.write(CANARY, tmp_path / "out", by=ALICE),
            lambda: erase(service, CANARY),
            lambda: service.erasure.orders.hold(CANARY, by=ALICE),
            lambda: service.erasure.orders.release_hold(CANARY, (), by=ALICE),
        ):
            with pytest.raises(Refused) as refusal:
                attempt()
            assert CANARY not in str(refusal.value)
        assert not any(CANARY in traced.event.decode() for traced in service.trace.acts())
        assert [traced.act.outcome for traced in service.trace.acts()][-1] == "4"


def test_nothing_is_written_over(house: House, records: list[str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with house.looking() as service, pytest.raises(FolderFault, match="not empty"):
        service.export.write(house.patient(records[0]), tmp_path, by=ALICE)
