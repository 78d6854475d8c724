"""Files appear whole, and are moved once they are durable."""

from __future__ import annotations

from pathlib import Path

from fhir_bridge.serve.watching import take_files
from fhir_bridge.service import Service
from fhir_bridge.source.watched import Watched
from tests.fhir_bridge.house import CANARY, admission


def lying(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_each_file_goes_where_it_belongs(service: Service, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "1.hl7").write_bytes(admission(1))
    (folder / "2.hl7").write_bytes(admission(2)[9:])
    (folder / "3.ndjson").write_bytes(
        b'{"resourceType": "Patient", "identifier": [{"value": "7"}]}\nnothing\n'
    )
    for name in (".4.hl7", "5.hl7.part"):
        (folder / name).write_bytes(admission(4)[:50])
    assert take_files(Watched(folder), service) == 3
    assert lying(folder) == [
        ".4.hl7",
        "5.hl7.part",
        "done/1.hl7",
        "refused/2.hl7",
        "refused/2.hl7.reason",
        "refused/3.ndjson",
        "refused/3.ndjson.reason",
    ]
    said = (folder / "refused/3.ndjson.reason").read_text()
    assert said.startswith("3.ndjson:2: bad-json")
    assert CANARY not in (folder / "refused/2.hl7.reason").read_text()
    assert service.sealing.all() == 2
    assert service.journal.counts()["records"] == 2


def test_the_same_file_again_has_no_second_effect_and_keeps_both_names(
    service: Service, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for _ in range(2):
        (folder / "1.hl7").write_bytes(admission(1))
        take_files(Watched(folder), service)
    assert lying(folder) == ["done/1.hl7", "done/1.hl7.2"]
    assert service.sealing.all() == 1


def test_whose_folder_it_is_tells_patients_of_one_id_apart(service: Service, tmp_path: Path) -> None:
    for sender in ("WARD|NORTH", "LAB|SOUTH"):
        folder = tmp_path / sender.partition("|")[0]
        folder.mkdir()
        (folder / "1.ndjson").write_bytes(b'{"resourceType": "Patient", "id": "1"}\n')
        (folder / "2.json").write_bytes(b'{"resourceType": "Patient", "id": "1", "active": true}\n')
        take_files(Watched(folder), service, sender=sender)
    service.sealing.all()
    people = [one.record.pseudonym for one in service.journal.records()]
    assert sorted(map(people.count, set(people))) == [2, 2]
