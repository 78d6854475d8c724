"""Data as old as one likes, keys only as they are now, tombstones always."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fhir_bridge.annex import open_annexed, sign_annexed
from fhir_bridge.backup import FORMAT, MANIFEST
from fhir_bridge.doctor import examine
from fhir_bridge.errors import BridgeError, FolderFault, Refused, Tampered, Unavailable
from fhir_bridge.keytable import KeyTable
from fhir_bridge.neighbours import install, reveal, take_keyring
from fhir_bridge.opening import restored
from fhir_bridge.recovery import Sharing, put_together
from fhir_bridge.seal.faults import EpochMissing, SealTampered
from fhir_bridge.service import Service
from fhir_bridge.settings import Settings
from fhir_bridge.store.folder import Folder
from tests.databases import about_backups
from tests.fhir_bridge.house import ALICE, CANARY, House, admission
from tests.fhir_bridge.office import erase

pytestmark = about_backups


@pytest.fixture
def records(house: House) -> list[str]:
    return house.take(admission(1), admission(2))


@pytest.fixture
def backup(house: House, records: list[str], tmp_path: Path) -> Path:
    assert records
    target = tmp_path / "backup"
    with house.writing() as service:
        service.publish()
        service.disclosure.open(records[0], by=ALICE)
        service.safekeeping.back_up(target, by=ALICE)
    return target


def back(house: House, backup: Path, *replicas: Path, at: str = "restored") -> House:
    """A house restored from a backup with today's epoch keys."""
    target = backup.parent / at
    settings = Settings(data=target, replicas=replicas)
    take_keyring(settings, house.path / "keys")
    return House(settings)


def entered(house: House, backup: Path) -> Service:
    with restored(house.settings, backup, lambda: None, by=ALICE) as service:
        return service


def test_what_is_restored_opens_and_is_whole(house: House, records: list[str], backup: Path) -> None:
    fresh = back(house, backup)
    with restored(fresh.settings, backup, lambda: None, by=ALICE) as service:
        assert all(service.disclosure.open(record, by=ALICE) for record in records)
        assert service.release.receipt(records[0])
        findings = list(examine(service))
        assert all(finding.sound for finding in findings), findings
        assert {row["state"] for row in service.rows()} == {"anchored"}
    assert fresh.take(admission(3))


def test_no_epoch_key_and_no_name_is_in_a_backup(house: House, backup: Path) -> None:
    files = [path for path in backup.rglob("*") if path.is_file()]
    keys = [path.read_text().split()[2] for path in (house.path / "keys").glob("*.epoch")]
    words = [CANARY.encode(), *(key.encode() for key in keys), *(bytes.fromhex(key) for key in keys)]
    words += [line.encode() for line in (house.path / "anchor/log.key").read_text().splitlines()[2:]]
    assert not [path for path in files if any(word in path.read_bytes() for word in words)]
    assert not list(backup.rglob("*.epoch"))


def test_t068_a_backup_from_before_opens_nothing_after_the_turn(
    house: House, records: list[str], backup: Path, tmp_path: Path
) -> None:
    with house.writing() as service:
        erase(service, house.patient(records[0]))
    control = back(house, backup, at="control")
    with restored(control.settings, backup, lambda: None, by=ALICE) as service:
        assert service.release.open(records[0])  # before the turn, and with no newer tombstones: it would
    with house.writing() as service:
        service.erasure.epochs.turn()
    late = back(house, backup)
    with pytest.raises(EpochMissing):
        entered(late, backup)
    assert tmp_path


def test_old_data_opens_with_the_newest_keys_but_for_who_is_erased(
    house: House, records: list[str], backup: Path, tmp_path: Path
) -> None:
    replica = tmp_path / "replica"
    replica.mkdir()
    with House(house.settings.model_copy(update={"replicas": (replica,)})).writing() as service:
        erase(service, house.patient(records[0]))
        service.erasure.epochs.turn()
    fresh = back(house, backup, replica)
    with restored(fresh.settings, backup, lambda: None, by=ALICE) as service:
        with pytest.raises(Refused, match="erased"):
            service.release.open(records[0])
        assert service.release.open(records[1])
        assert service.erasure.erasures.all()[0].certificate
        findings = list(examine(service))
        assert all(finding.sound for finding in findings), findings


def test_t068_the_newest_tombstones_count_before_the_turn_too(
    house: House, records: list[str], backup: Path, tmp_path: Path
) -> None:
    replica = tmp_path / "replica"
    replica.mkdir()
    with House(house.settings.model_copy(update={"replicas": (replica,)})).writing() as service:
        erase(service, house.patient(records[0]))
    fresh = back(house, backup, replica)
    with restored(fresh.settings, backup, lambda: None, by=ALICE) as service:
        with pytest.raises(Refused, match="erased"):
            service.release.open(records[0])
        assert service.release.open(records[1])


def test_the_epoch_does_not_end_before_the_new_keys_are_safe(
    house: House, records: list[str], tmp_path: Path
) -> None:
    away = tmp_path / "file"
    away.write_text("no folder")
    with House(house.settings.model_copy(update={"replicas": (away,)})).writing() as service:
        with pytest.raises(Unavailable):
            service.erasure.epochs.turn()
        assert service.keyring.health().old
        assert service.release.open(records[0])
    replica = tmp_path / "replica"
    replica.mkdir()
    with House(house.settings.model_copy(update={"replicas": (replica,)})).writing() as service:
        turned = service.erasure.epochs.turn()
        assert not service.keyring.health().old
    assert KeyTable.parse((replica / "keys.json").read_bytes()).epoch == turned.epoch


@pytest.mark.parametrize("damage", ["flipped", "missing", "added", "unfinished", "manifest", "keys"])
def test_a_backup_that_is_not_whole_is_refused(house: House, backup: Path, damage: str) -> None:
    segment = next(backup.rglob("*.car"))
    if damage == "flipped":
        data = bytearray(segment.read_bytes())
        data[-1] ^= 1
        segment.write_bytes(data)
    elif damage == "missing":
        segment.unlink()
    elif damage == "added":
        (backup / "blobs/00000009.car").write_bytes(b"x")
    elif damage == "unfinished":
        (backup / MANIFEST).unlink()
    elif damage == "manifest":
        text = (backup / MANIFEST).read_text()
        (backup / MANIFEST).write_text(text.replace("site ", "site x", 1))
    else:
        (backup / "keys.json").write_text("{}")
    with pytest.raises(Tampered):
        entered(back(house, backup), backup)


def test_nothing_is_restored_over_a_folder_in_use(house: House, backup: Path) -> None:
    with pytest.raises(FolderFault, match="not empty"):
        entered(house, backup)
    with house.writing() as service, pytest.raises(FolderFault, match="not empty"):
        service.safekeeping.back_up(backup, by=ALICE)


def test_k_of_n_shares_give_the_epoch_key_back(
    house: House, records: list[str], backup: Path, tmp_path: Path
) -> None:
    Sharing(tmp_path / "shares", 3, 5).write(reveal(house.settings, Folder(house.path)))
    shares = sorted((tmp_path / "shares").iterdir())
    shutil.rmtree(house.path)
    fresh = House(Settings(data=tmp_path / "fresh"))
    with pytest.raises(SealTampered):
        put_together(shares[:2])
    install(fresh.settings, put_together([shares[4], shares[1], shares[2]]))
    with restored(fresh.settings, backup, lambda: None, by=ALICE) as service:
        assert service.disclosure.open(records[0], by=ALICE)


@pytest.mark.parametrize(("needed", "shares"), [(1, 3), (4, 3)])
def test_shares_that_protect_nothing_are_refused(
    house: House, records: list[str], tmp_path: Path, needed: int, shares: int
) -> None:
    assert records
    with pytest.raises(BridgeError):
        Sharing(tmp_path / "out", needed, shares).write(reveal(house.settings, Folder(house.path)))


def test_each_is_traced_and_status_says_what_still_opens(
    house: House, records: list[str], tmp_path: Path
) -> None:
    assert records
    with house.writing() as service:
        kept = service.safekeeping
        assert set(kept.status().values()) == {"none"}
        kept.back_up(tmp_path / "backup", by=ALICE)
        key = reveal(house.settings, service.folder)
        kept.share_out(key, Sharing(tmp_path / "shares", 2, 3), by=ALICE)
        assert not any("opens nothing" in str(said) for said in kept.status().values())
        kept.turn(by=ALICE)
        assert all("opens nothing" in str(said) for said in kept.status().values())
        assert [traced.act.deed.word for traced in service.trace.acts()] == [
            "backup",
            "share-key",
            "turn-epoch",
        ]


def test_an_annex_is_bound_to_its_note(house: House, records: list[str]) -> None:
    assert records
    with house.looking() as service:
        signer = service.anchor.signer
        for lines in ([], ["one"], ["one", "two"]):
            text = sign_annexed(FORMAT, {"site": "x"}, lines, signer)
            assert open_annexed(text, FORMAT, signer.verifier) == ({"site": "x"}, lines)
            for changed in (f"more\n{text}", text.replace("one", "two", 1), text.replace(FORMAT, "other/v1")):
                if changed != text:
                    with pytest.raises(Tampered):
                        open_annexed(changed, FORMAT, signer.verifier)


def test_a_server_is_backed_up_and_put_back_by_its_own_means(
    house: House, backup: Path, postgres_url: str, tmp_path: Path
) -> None:
    there = House(Settings(data=tmp_path / "there", database=postgres_url))
    there.take(admission(1))
    with there.writing() as service, pytest.raises(FolderFault, match="on a server"):
        service.safekeeping.back_up(tmp_path / "second", by=ALICE)
    fresh = back(house, backup).settings.model_copy(update={"database": postgres_url})
    with pytest.raises(FolderFault, match="on a server"), restored(fresh, backup, lambda: None, by=ALICE):
        pass
