"""Two processes at once: whatever the order, nothing that is erased comes back and nothing else is lost."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from pathlib import Path

from fhir_bridge.doctor import examine
from fhir_bridge.errors import Refused
from tests.fhir_bridge.house import ALICE, House, admission
from tests.fhir_bridge.office import erase

MESSAGES, OPENINGS, TURNS = 6, 40, 4


def _beside(work: Callable[[], None]) -> multiprocessing.process.BaseProcess:
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    return process


def test_t069_erased_while_messages_of_the_patient_come_in(tmp_path: Path) -> None:
    house = House.at(tmp_path / "data")
    (first,) = house.take(admission(1))
    patient = house.patient(first)

    def ingest() -> None:
        for number in range(MESSAGES):
            house.take(admission(1, f"more-{number}"))

    ingesting = _beside(ingest)
    with house.writing() as service:
        erase(service, patient)
    ingesting.join()
    assert ingesting.exitcode == 0
    with house.looking() as service:
        rows = list(service.rows())
        assert len(rows) == 1 + MESSAGES
        assert {row["patient"] for row in rows if row["state"] == "erased"} == {patient}
        assert len({row["patient"] for row in rows if row["state"] != "erased"}) <= 1
        for row in rows:
            assert _opens(house, str(row["record"])) is (row["state"] != "erased")
        assert all(finding.sound for finding in examine(service))


def _opens(house: House, record: str) -> bool:
    with house.looking() as service:
        try:
            return bool(service.release.open(record))
        except Refused:
            return False


def test_t069_a_reader_reads_through_turns_of_the_epoch(tmp_path: Path) -> None:
    house = House.at(tmp_path / "data")
    (record,) = house.take(admission(1))

    def read() -> None:
        with house.looking() as service:
            for _ in range(OPENINGS):
                service.disclosure.open(record, by=ALICE)

    reading = _beside(read)
    with house.writing() as service:
        for _ in range(TURNS):
            service.erasure.epochs.turn()
    reading.join()
    assert reading.exitcode == 0
    with house.looking() as service:
        assert service.trace.check() == OPENINGS
