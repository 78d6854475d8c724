"""The table of cases: what messages say of who is who, and who is one person after them."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from fhir_bridge.errors import Reason, Refused, Unavailable
from fhir_bridge.identity.persons import Persons
from fhir_bridge.patientindex import Whose
from fhir_bridge.records import SITE, Identifier
from fhir_bridge.service import Service
from fhir_bridge.source.files import Input
from fhir_bridge.store import finishing
from fhir_bridge.store.patients import write_bonds
from tests.fhir_bridge.house import ALICE, House
from tests.fhir_bridge.office import erase

CASES = sorted((Path(__file__).parents[1] / "vectors" / "identity").glob("*.json"))
NUMBERS = count(1)


def said(event: str, pid: str, sender: str = "EHR", **more: str) -> bytes:
    """A message of this event; a bare number is a record number of NORTH's."""
    kind = "ORU" if event == "R01" else "ADT"
    lines = [
        f"MSH|^~\\&|{sender}|NORTH|||20261101||{kind}^{event}|C{next(NUMBERS)}|P|2.5.1",
        f"EVN|{event}|20261101",
        f"PID|1||{_numbers(pid)}||Teal^Robin",
    ]
    for name, value in more.items():
        segment = "MRG|" if name.startswith("mrg") else "PID|2||"
        lines.append(segment + _numbers(value))
    if kind == "ORU":
        lines += ["OBR|1|||718-7^Hb^LN", "OBX|1|NM|718-7^Hb^LN||7.1|g/dL|||||F"]
    return "".join(f"{line}\r" for line in lines).encode()


def _numbers(written: str) -> str:
    return "~".join(n if "^" in n or not n else f"{n}^^^NORTH^MR" for n in written.split("~"))


def taken(service: Service, data: bytes) -> tuple[str, ...]:
    (outcome,) = service.ingest([Input("1", data)])
    if outcome.reason:
        raise Refused(next(one for one in Reason if outcome.reason.startswith(one.code)))
    return outcome.records


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_t024_t025_who_is_who(house: House, path: Path) -> None:
    case: dict[str, Any] = json.loads(path.read_text())
    records: dict[str, str] = {}
    refused: dict[int, Reason] = {}
    with house.writing() as service:
        for number, step in enumerate(case["steps"]):
            try:
                ids = taken(service, said(**step))
            except Refused as refusal:
                refused[number] = refusal.reason
                continue
            records |= {
                f"{number}.{part}" if len(ids) > 1 else str(number): id_ for part, id_ in enumerate(ids)
            }
        of = {name: service.journal.record(id_).record.pseudonym for name, id_ in records.items()}
        listed = {str(row["record"]): row["patient"] for row in service.rows()}
        persons = service.pipeline.custody.persons()
    assert set(refused) == set(case["refused"])
    assert not set(refused.values()) - {Reason.IDENTITY_CONFLICT, Reason.NO_PATIENT}
    found = {name: frozenset(persons.person(whose)) for name, whose in of.items() if whose != SITE}
    groups: dict[frozenset[str], set[str]] = {}
    for name, person in found.items():
        groups.setdefault(person, set()).add(name)
    wanted = [{name for name in group if name != "*"} for group in case["persons"]]
    assert sorted(map(sorted, groups.values())) == sorted(map(sorted, wanted))
    for first, *others in case["persons"]:
        if first != "*" and not path.stem.startswith("link"):
            assert {listed[records[name]] for name in (first, *others)} == {of[first]}


def test_a_refused_message_changes_nobody(house: House) -> None:
    with house.writing() as service:
        taken(service, said("A01", "7"))
        taken(service, said("A01", "8"))
        before = service.pipeline.patients.bonds()
        with pytest.raises(Refused):
            taken(service, said("A47", "8", mrg="7"))
        assert service.pipeline.patients.bonds() == before
        assert service.journal.counts()["messages refused"] == 1


def test_after_a_merge_an_erasure_covers_both_and_so_does_an_export(house: House, tmp_path: Path) -> None:
    with house.writing() as service:
        (kept,) = taken(service, said("A01", "9"))
        (survivor,) = taken(service, said("A01", "7"))
        (retired,) = taken(service, said("A01", "8"))
        (merge,) = taken(service, said("A40", "7", mrg="8"))
        service.publish()
        patient = service.journal.record(retired).record.pseudonym  # any of their pseudonyms will do
        assert service.export.write(patient, tmp_path / "out", by=ALICE).records == 3
        given = {path.stem for path in (tmp_path / "out" / "records").iterdir()}
        assert given == {survivor, retired, merge}
        certificate = erase(service, patient)
        for record in (survivor, retired, merge):
            with pytest.raises(Refused) as refusal:
                service.release.open(record)
            assert refusal.value.reason is Reason.ERASED
            assert f"record {record} entry" in certificate
        assert service.release.open(kept)
        assert service.pipeline.patients.bonds() == []
        assert {row["record"] for row in service.rows() if row["state"] == "erased"} == {
            survivor,
            retired,
            merge,
        }
        (again,) = taken(service, said("A01", "8"))
        assert service.release.open(again)


def test_an_unmerge_before_it_keeps_the_other(house: House) -> None:
    with house.writing() as service:
        (survivor,) = taken(service, said("A01", "7"))
        (retired,) = taken(service, said("A01", "8"))
        taken(service, said("A40", "7", mrg="8"))
        (late,) = taken(service, said("A08", "8"))
        taken(service, said("A37", "7", pid2="8"))
        erase(service, service.journal.record(retired).record.pseudonym)
        assert service.release.open(survivor)
        for record in (retired, late):
            with pytest.raises(Refused):
                service.release.open(record)


def test_signatures_from_before_a_merge_erase_nobody(house: House) -> None:
    from fhir_bridge.erasure.warrant import Ordered  # noqa: PLC0415 -- this test alone
    from tests.fhir_bridge.office import found, signatures  # noqa: PLC0415 -- this test alone

    with house.writing() as service:
        found(service)
        (record,) = taken(service, said("A01", "7"))
        patient = service.journal.record(record).record.pseudonym
        signed = signatures(service, Ordered.ERASE, patient)
        taken(service, said("A40", "7", mrg="8"))
        with pytest.raises(Refused) as refusal:
            service.erasure.order(patient, signed, by=ALICE)
        assert refusal.value.reason is Reason.NOT_SIGNED
        assert service.release.open(record)


def test_an_erasure_of_a_merged_patient_outlives_a_lost_journal_row(house: House) -> None:
    with house.writing() as service:
        (one,) = taken(service, said("A01", "7"))
        (other,) = taken(service, said("A01", "8"))
        taken(service, said("A40", "7", mrg="8"))
        erase(service, service.journal.record(one).record.pseudonym)
        (stone,) = service.erasure.tombstones.beyond(0)
    assert set(stone.person) == {house.patient(one), house.patient(other)}


def test_what_a_merge_has_cleared_up_is_replayed(house: House) -> None:
    both = said("A08", "7~E1^^^MPI^PI")
    with house.writing() as service:
        taken(service, said("A01", "7"))
        taken(service, said("A01", "E1^^^MPI^PI"))
        with pytest.raises(Refused):
            taken(service, both)
        (aside,) = service.quarantine.all()
        taken(service, said("A40", "7", mrg="E1^^^MPI^PI"))
        service.quarantine.replay(aside.id, by=ALICE)
        service.recover()
        assert not list(service.quarantine.all())
        assert len({row["patient"] for row in service.rows()}) == 1


def test_a_merge_that_is_replayed_late_does_not_undo_what_came_after_it(house: House) -> None:
    with house.writing() as service:
        (first,) = taken(service, said("A01", "7"))
        (second,) = taken(service, said("A01", "8"))
        taken(service, said("A40", "7", mrg="8"))
        taken(service, said("A37", "7", pid2="8"))
        one, other = (service.journal.record(id_).record.pseudonym for id_ in (first, second))
        (merge, part) = service.pipeline.patients.bonds()
        assert Persons([merge, part]).person(one) == (one,)
        with service.pipeline.patients._database.writing() as connection:
            write_bonds(connection, 3, [merge])  # the merge's own number in the journal, written last
        assert service.pipeline.custody.person(other) == (other,)


def test_who_is_one_person_is_known_at_once_whoever_was_told_of_it(house: House) -> None:
    with house.writing() as service, house.looking() as other:
        (first,) = taken(service, said("A01", "7"))
        (second,) = taken(service, said("A01", "8"))
        one, two = (service.journal.record(id_).record.pseudonym for id_ in (first, second))
        person = other.pipeline.custody.person
        assert person(two) == (two,)
        taken(service, said("A40", "7", mrg="8"))
        assert person(two) == (one, two)
        taken(service, said("A37", "7", pid2="8"))
        assert person(two) == (two,)


def test_of_two_who_enrol_the_same_number_the_first_holds(house: House) -> None:
    with house.writing() as service:
        (record,) = taken(service, said("A01", "7"))
        first = service.journal.record(record).record.pseudonym
        index = Whose(service.pipeline.custody, service.pipeline.patients, sender="EHR|NORTH", types=())
        number = Identifier("urn:fhir-anchor:v2:authority:NORTH", "7", "MR")
        tag, slot = index._tag(number), index._slot(number)
        assert service.pipeline.patients.find(tag) == first
        assert service.pipeline.custody.enrol(tag, slot) == first
        assert service.release.open(record)


def test_a_merge_and_its_records_are_one_transaction(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def torn(*_: object) -> None:
        raise Unavailable("the database went away")

    with house.writing() as service:
        (survivor,) = taken(service, said("A01", "7"))
        (retired,) = taken(service, said("A01", "8"))
        with monkeypatch.context() as patch:
            patch.setattr(finishing, "write_bonds", torn)
            outcomes = list(service.ingest([Input("1", said("A40", "7", mrg="8"))]))
        assert outcomes[0].status == "refused"
        assert service.pipeline.patients.bonds() == []
        assert len(service.journal.records()) == 2
        service.recover()
        assert len(service.journal.records()) == 3
        one, other = (service.journal.record(id_).record.pseudonym for id_ in (survivor, retired))
        assert service.pipeline.custody.person(other) == (one, other)


def test_a_hold_on_either_holds_both(house: House) -> None:
    with house.writing() as service:
        (one,) = taken(service, said("A01", "7"))
        (other,) = taken(service, said("A01", "8"))
        taken(service, said("A40", "7", mrg="8"))
        service.erasure.orders.hold(service.journal.record(other).record.pseudonym, by=ALICE)
        with pytest.raises(Refused) as refusal:
            erase(service, service.journal.record(one).record.pseudonym)
        assert refusal.value.reason is Reason.ON_HOLD
