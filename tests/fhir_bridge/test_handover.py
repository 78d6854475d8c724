"""A record goes to one other organisation, which can check everything about it, and to nobody else."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from anchor.note import LogVerifier
from fhir_bridge.acts import Deed, Outcome
from fhir_bridge.erasure.certificate import check_certificate
from fhir_bridge.errors import BridgeError, Refused, Tampered
from fhir_bridge.handing import Directory
from fhir_bridge.settings import Settings
from tests.databases import copied
from tests.fhir_bridge.house import ALICE, House, admission
from tests.fhir_bridge.office import erase

HOUSES = ("keeper", "clinic", "hospital", "stranger")
NEXT_YEAR = date.today() + timedelta(days=365)  # noqa: DTZ011 -- a day far enough from any zone's border


@dataclass(frozen=True)
class Region:
    """A clinic with an anchored record, a hospital, a stranger, and a keeper who vouches for the first two."""

    clinic: House
    hospital: House
    stranger: House
    record: str
    directory: Directory


def _verifier(house: House) -> LogVerifier:
    with house.looking() as service:
        return service.anchor.signer.verifier


def _house(folder: Path, name: str) -> House:
    return House(Settings(data=folder / name, site=f"{name}.example/log"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The region's folders, to be copied, and the record's id."""
    folder = tmp_path_factory.mktemp("region")
    (folder / "directory").mkdir()
    keeper, clinic, hospital, stranger = (_house(folder, name) for name in HOUSES)
    (record,) = clinic.take(admission(1))
    for opened in (keeper, hospital, stranger):
        opened.take()
    with clinic.writing() as service:
        service.publish()
    for member in (clinic, hospital):
        with member.looking() as service:
            said = service.handing.ourselves(f"https://{member.path.name}.example/", NEXT_YEAR)
        with keeper.looking() as service:
            (folder / f"directory/{member.path.name}.note").write_text(service.handing.vouch(said))
    return folder, record


@pytest.fixture
def region(made: tuple[Path, str], tmp_path: Path) -> Region:
    folder = tmp_path / "region"
    shutil.copytree(made[0] / "directory", folder / "directory")
    for name in HOUSES:
        copied(made[0] / name, folder / name)
    keeper, clinic, hospital, stranger = (_house(folder, name) for name in HOUSES)
    return Region(clinic, hospital, stranger, made[1], Directory(folder / "directory", _verifier(keeper)))


@pytest.fixture
def handed(region: Region, tmp_path: Path) -> Path:
    out = tmp_path / "handed"
    with region.clinic.looking() as service:
        service.handing.give(region.record, region.directory.find("hospital.example/log"), out, by=ALICE)
    return out


def _accept(house: House, handed: Path, directory: Directory) -> tuple[str, tuple[str, ...]]:
    with house.writing() as service:
        outcome = service.take_over(handed, directory, by=ALICE)
        return outcome.status, outcome.records


def test_the_other_side_checks_it_and_takes_it_in(region: Region, handed: Path) -> None:
    status, records = _accept(region.hospital, handed, region.directory)
    assert status == "accepted"
    with region.clinic.looking() as service:
        given = service.release.open(region.record)
        (act,) = [traced.act for traced in service.trace.acts() if traced.act.deed is Deed.HANDOVER]
        assert (act.recipient, act.records, act.outcome) == (
            "hospital.example/log", (region.record,), Outcome.DONE
        )  # fmt: skip
    with region.hospital.looking() as service:
        assert service.release.open(records[0]) == given
        (act,) = [traced.act for traced in service.trace.acts()]
        assert (act.deed, act.recipient, act.records) == (Deed.ACCEPT, "clinic.example/log", records)
    assert _accept(region.hospital, handed, region.directory)[0] == "duplicate"


def test_t063_nobody_else_opens_it(region: Region, handed: Path) -> None:
    with pytest.raises(BridgeError):
        _accept(region.stranger, handed, region.directory)
    with pytest.raises(BridgeError):
        _accept(region.clinic, handed, region.directory)


@pytest.mark.parametrize("name", ["handover", "envelope", "receipt"])
def test_a_changed_part_is_refused(region: Region, handed: Path, name: str) -> None:
    whole = (handed / name).read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 12)):
        changed = bytearray(whole)
        changed[place] ^= 1
        (handed / name).write_bytes(changed)
        with region.hospital.looking() as service, pytest.raises(BridgeError):
            service.handing.take(handed, region.directory)
    (handed / name).unlink()
    with region.hospital.looking() as service, pytest.raises(Refused, match="unreadable"):
        service.handing.take(handed, region.directory)


def test_parts_of_two_handovers_do_not_mix(region: Region, handed: Path, tmp_path: Path) -> None:
    (other,) = region.clinic.take(admission(2))
    second = tmp_path / "second"
    with region.clinic.writing() as service:
        service.publish()
        service.handing.give(other, region.directory.find("hospital.example/log"), second, by=ALICE)
    for name in ("handover", "envelope", "receipt"):
        mixed = tmp_path / f"mixed-{name}"
        shutil.copytree(handed, mixed)
        shutil.copyfile(second / name, mixed / name)
        with region.hospital.looking() as service, pytest.raises(Tampered):
            service.handing.take(mixed, region.directory)


def test_a_sender_the_directory_does_not_know_is_refused(region: Region, tmp_path: Path) -> None:
    (record,) = region.stranger.take(admission(3))
    out = tmp_path / "from-stranger"
    with region.stranger.writing() as service:
        service.publish()
        service.handing.give(record, region.directory.find("hospital.example/log"), out, by=ALICE)
    with region.hospital.looking() as service, pytest.raises(Refused, match="unknown-organisation"):
        service.handing.take(out, region.directory)


def test_a_member_that_nobody_vouched_for_or_not_any_more_is_none(region: Region) -> None:
    folder = region.directory.folder
    with region.stranger.looking() as service:
        said = service.handing.ourselves("https://stranger.example/", NEXT_YEAR)
    (folder / "stranger.note").write_text(said)
    with region.hospital.looking() as service:
        late = service.handing.ourselves("https://hospital.example/", date(2020, 1, 1))
    (folder / "hospital.note").write_text(late)
    for name in ("stranger.example/log", "hospital.example/log"):
        with pytest.raises(Refused, match="unknown-organisation"):
            region.directory.find(name)


def test_the_keeper_vouches_only_for_who_signed(region: Region) -> None:
    with region.stranger.looking() as service:
        said = service.handing.ourselves("https://stranger.example/", NEXT_YEAR)
        with pytest.raises(Tampered):
            service.handing.vouch(said.replace("https://stranger", "https://hospital"))


def test_what_is_not_anchored_is_not_handed_over(region: Region, tmp_path: Path) -> None:
    (record,) = region.clinic.take(admission(4))
    with region.clinic.looking() as service:
        with pytest.raises(Refused, match="not-anchored"):
            service.handing.give(
                record, region.directory.find("hospital.example/log"), tmp_path / "o", by=ALICE
            )
        assert [traced.act.outcome for traced in service.trace.acts()][-1] is Outcome.REFUSED


def test_the_erasure_certificate_lists_what_was_handed_over(region: Region, handed: Path) -> None:
    assert handed.exists()
    with region.clinic.writing() as service:
        text = erase(service, region.clinic.patient(region.record))
        facts = check_certificate(text, service.anchor.signer.verifier)
    assert facts["handed-over"] == "1"
    assert f"handed-over {region.record} hospital.example/log" in text
