"""No key, no service: and nothing that can be guessed lies anywhere."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from anchor.canonical import canonicalize
from fhir_bridge.errors import BridgeError, FolderFault
from fhir_bridge.seal.epochfile import FileEpochs
from fhir_bridge.seal.faults import EpochMissing, KeyringFault
from fhir_bridge.source.files import Input
from fhir_bridge.store.patients import Patients
from tests.databases import about_backups
from tests.fhir_bridge.house import ALICE, CANARY, House, admission


class Gone:
    """A token that was pulled out: every call fails, the way each keeper of epoch keys says it."""

    def __call__(self, *_: object) -> object:
        raise KeyringFault("the token is gone")


def test_t066_without_the_epoch_key_nothing_opens_and_nothing_is_taken(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    (record,) = house.take(admission(1))
    with house.writing() as service:
        before = service.journal.counts()
        with monkeypatch.context() as patch:
            patch.setattr(FileEpochs, "expand", Gone())
            patch.setattr(FileEpochs, "held", Gone())
            with pytest.raises(KeyringFault):
                service.disclosure.open(record, by=ALICE)
            (outcome,) = service.ingest([Input("2", admission(2))])
            assert outcome.status == "refused"
            assert service.journal.counts() == before
            assert list(service.trace.trail.acts()) == []
        assert [one.status for one in service.ingest([Input("2", admission(2))])] == ["accepted"]
        assert service.disclosure.open(record, by=ALICE)
    assert not _holding(house.path, CANARY.encode())


def test_t066_a_message_that_was_accepted_waits_for_the_token(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fhir_bridge.source.recognise import recognise  # noqa: PLC0415 -- this test alone

    with house.writing() as service:
        service.pipeline.accept(recognise(admission(1)))
        with monkeypatch.context() as patch:
            patch.setattr(FileEpochs, "expand", Gone())
            with pytest.raises(KeyringFault):
                service.recover()
        assert len(service.journal.pending()) == 1
    with house.writing() as service:
        assert service.journal.pending() == []
        assert service.journal.counts()["records"] == 1


def test_t066_the_wrong_keyring_opens_nothing(house: House, tmp_path: Path) -> None:
    house.take(admission(1))
    (house.path / "keys").rename(tmp_path / "keys")
    FileEpochs.create(house.path / "keys")
    with pytest.raises(EpochMissing), house.looking():
        pass
    with pytest.raises(EpochMissing), house.writing():
        pass
    (house.path / "keys").rename(tmp_path / "wrong")
    with pytest.raises(FolderFault), house.looking():
        pass


@pytest.mark.parametrize("fault", [None, KeyringFault("the file is just being removed")])
def test_t069_a_key_that_was_read_before_the_turn_is_read_again(
    house: House, monkeypatch: pytest.MonkeyPatch, fault: KeyringFault | None
) -> None:
    (record,) = house.take(admission(1))
    patient = house.patient(record)
    with house.writing() as service:
        custody, real, expand = service.pipeline.custody, Patients.wrapped_key, FileEpochs.expand
        answers = [real(custody._patients, patient)]
        faults = [fault] if fault else []
        service.erasure.epochs.turn()

        def failing(keys: FileEpochs, epoch: str, info: bytes) -> object:
            if faults:
                raise faults.pop()
            return expand(keys, epoch, info)

        monkeypatch.setattr(FileEpochs, "expand", failing)
        monkeypatch.setattr(
            Patients, "wrapped_key", lambda kept, whose: answers.pop() if answers else real(kept, whose)
        )
        assert service.release.open(record)
        assert not answers


def test_t065_without_chance_nothing_is_sealed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> bytes:
        raise OSError("no entropy")

    with house.writing() as service, monkeypatch.context() as patch:
        patch.setattr(os, "urandom", fail)
        with pytest.raises(OSError, match="no entropy"):
            list(service.ingest([Input("1", admission(1))]))
    assert not _holding(house.path, CANARY.encode())


def _holding(folder: Path, piece: bytes) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and piece in path.read_bytes()]


def _guesses(message: bytes, record: bytes) -> list[bytes]:
    """What somebody who knows the patient could compute and look for: digests, raw and in hex."""
    pid = next(line for line in message.split(b"\r") if line.startswith(b"PID")).split(b"|")
    number, name, born = pid[3].split(b"^")[0], pid[5], pid[7]
    known = [message, record, canonicalize(record), number, name, born, name + born, number + born]
    hashed = [hashlib.sha256(one).digest() for one in known]
    return [*hashed, *(one.hex().encode() for one in hashed)]


@about_backups
def test_t072_no_guess_at_a_record_can_be_confirmed(house: House, tmp_path: Path) -> None:
    message = admission(1)
    (record,) = house.take(message)
    with house.writing() as service:
        service.publish()
        data = service.disclosure.open(record, by=ALICE)
        service.safekeeping.back_up(tmp_path / "backup", by=ALICE)
    guesses = _guesses(message, data)
    assert not [path for guess in guesses for path in _holding(tmp_path, guess)]
    planted = house.path / "planted"
    planted.write_bytes(b"--" + guesses[0])
    assert _holding(tmp_path, guesses[0]) == [planted]


def test_t069_a_bundle_of_two_patients_is_not_kept_as_a_message(house: House) -> None:
    entries = [
        b'{"resource":{"resourceType":"Patient","id":"%d","identifier":[{"system":"urn:x","value":"%d"}]}}'
        % (n, n)
        for n in (1, 2)
    ]
    bundle = b'{"resourceType":"Bundle","type":"collection","entry":[' + b",".join(entries) + b"]}"
    records = house.take(bundle)
    assert len({house.patient(record) for record in records}) == 2
    with house.looking() as service:
        assert service.journal.message(1).sealed == b""
        with pytest.raises(BridgeError):
            service.pipeline.custody.open_message(service.journal.message(1))
