"""What is erased opens nowhere any more; everybody else's records and proofs stand."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from fhir_bridge.doctor import examine
from fhir_bridge.erasure.certificate import check_certificate
from fhir_bridge.erasure.erase import DEADLINE, TURN_AFTER
from fhir_bridge.erasure.order import officer_of
from fhir_bridge.erasure.warrant import Ordered
from fhir_bridge.errors import BridgeError, FolderFault, Refused, Tampered
from fhir_bridge.records import SITE
from fhir_bridge.seal.faults import EpochMissing
from fhir_bridge.settings import Settings
from fhir_bridge.source.files import Input
from fhir_bridge.source.recognise import recognise
from fhir_bridge.store.faults import BlobMissing
from tests.databases import copied, kept
from tests.fhir_bridge.house import ALICE, House, admission
from tests.fhir_bridge.office import ANNA, BORIS, erase, found, person, signatures

P256 = (
    ec.generate_private_key(ec.SECP256R1())
    .public_key()
    .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
)


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def records(house: House) -> list[str]:
    """Two records of patient 1, one of patient 2."""
    return house.take(admission(1), admission(1, "2"), admission(2))


@pytest.fixture
def patient(house: House, records: list[str]) -> str:
    return house.patient(records[0])


def test_t067_nothing_of_the_patient_opens(house: House, records: list[str], patient: str) -> None:
    with house.writing() as service:
        cids = [service.journal.record(record).record.cid for record in records[:2]]
        erase(service, patient)
        service.publish()
        for record, cid in zip(records[:2], cids, strict=True):
            with pytest.raises(Refused, match="erased"):
                service.disclosure.open(record, by=ALICE)
            with pytest.raises(Refused, match="erased"):
                service.disclosure.receipt(record, by=ALICE)
            with pytest.raises(BlobMissing):
                service.release.blobs.get(cid)
        assert service.disclosure.open(records[2], by=ALICE)


def test_t067_a_reader_that_was_open_before_is_denied(house: House, records: list[str], patient: str) -> None:
    with house.looking() as reader:
        assert reader.disclosure.open(records[0], by=ALICE)
        with house.writing() as service:
            erase(service, patient)
        with pytest.raises(Refused, match="erased"):
            reader.disclosure.open(records[0], by=ALICE)


def test_t067_a_queued_message_is_erased_with_the_rest(house: House, patient: str) -> None:
    with house.writing() as service:
        found(service)
        message_id, fresh = service.pipeline.accept(recognise(admission(1, "queued")))
        assert fresh
    with house.writing() as service:
        (queued,) = service.journal.records_of(message_id)
        erase(service, patient)
        with pytest.raises(Refused, match="erased"):
            service.release.open(queued)
        assert service.journal.message(message_id).sealed == b""


def test_the_others_proofs_stand(house: House, records: list[str], patient: str) -> None:
    with house.writing() as service:
        service.publish()
        before = service.release.receipt(records[2])
        erase(service, patient)
        assert service.release.receipt(records[2]) == before
        findings = list(examine(service))
        assert all(finding.sound for finding in findings), findings
        states = {row["record"]: row["state"] for row in service.rows()}
        assert [states[record] for record in records] == ["erased", "erased", "anchored"]


def test_a_new_message_of_the_patient_starts_anew(house: House, records: list[str], patient: str) -> None:
    with house.writing() as service:
        erase(service, patient)
    (record,) = house.take(admission(1, "3"))
    assert house.patient(record) not in {patient, SITE}
    with house.looking() as service:
        assert service.disclosure.open(record, by=ALICE)
        with pytest.raises(Refused, match="erased"):
            service.disclosure.open(records[0], by=ALICE)


def test_t069_an_old_message_sent_again_brings_nothing_back(house: House, patient: str) -> None:
    with house.writing() as service:
        erase(service, patient)
    with house.writing() as service:
        (outcome,) = service.ingest([Input("again", admission(1))])
        assert outcome.status == "duplicate"
        with pytest.raises(Refused, match="erased"):
            service.release.open(outcome.records[0])


def test_nothing_of_theirs_is_left_in_the_files(house: House, records: list[str], patient: str) -> None:
    with house.looking() as service:
        stored = [service.journal.record(record).record for record in records[:2]]
        envelopes = [service.release.blobs.get(one.cid) for one in stored]
        secrets = [piece for one in stored for piece in (one.wrapped_key, one.wrapped_seed, one.facts)]
    traces = [*secrets, *(envelope[100:160] for envelope in envelopes)]
    before = _held(house.path)
    assert all(trace in before for trace in traces)
    with house.writing() as service:
        erase(service, patient)
    after = _held(house.path)
    assert not any(trace in after for trace in traces)


def _held(folder: Path) -> bytes:
    """Every file of a folder, and what the server keeps for it."""
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return b"".join([*files, kept(folder)])


def test_it_takes_two_different_officers(house: House, patient: str) -> None:
    stranger = person("mallory")
    with house.writing() as service:
        found(service)
        text = service.erasure.orders.statement(Ordered.ERASE, patient)
        anna, boris, other = ANNA.sign(text), BORIS.sign(text), stranger.sign(text)
        for given in (
            [],
            [anna],
            [anna, anna],
            [anna, other],
            [anna, boris, other],
            [anna, bytes([boris[0] ^ 1]) + boris[1:]],
        ):
            with pytest.raises(Refused, match="not-signed"):
                service.erasure.order(patient, given, by=ALICE)
        assert service.erasure.erasures.all() == []
        outcomes = [one.act.outcome for one in service.trace.acts() if one.act.deed.word == "erase"]
        assert outcomes == ["4"] * 6


def test_signatures_for_one_patient_erase_no_other(house: House, records: list[str], patient: str) -> None:
    with house.writing() as service:
        found(service)
        given = signatures(service, Ordered.ERASE, patient)
        with pytest.raises(Refused, match="not-signed"):
            service.erasure.order(house.patient(records[2]), given, by=ALICE)


def test_a_third_officer_needs_the_first_two(house: House) -> None:
    carla = person("carla")
    with house.writing() as service:
        orders = service.erasure.orders
        found(service)
        with pytest.raises(Refused, match="not-signed"):
            orders.add_officer(carla.officer, (), by=ALICE)
        subject = f"carla {carla.officer.public_key.hex()}"
        given = signatures(service, Ordered.ADD_OFFICER, subject)
        orders.add_officer(carla.officer, given, by=ALICE)
        orders.remove_officer("carla", signatures(service, Ordered.REMOVE_OFFICER, subject), by=ALICE)
        with pytest.raises(Refused, match="not-signed"):
            orders.add_officer(carla.officer, given, by=ALICE)
        subject = f"anna {ANNA.officer.public_key.hex()}"
        with pytest.raises(Refused, match="must remain"):
            orders.remove_officer("anna", signatures(service, Ordered.REMOVE_OFFICER, subject), by=ALICE)


def test_a_legal_hold_is_honoured_until_two_end_it(house: House, patient: str) -> None:
    with house.writing() as service:
        found(service)
        orders = service.erasure.orders
        orders.hold(patient, by=ALICE)
        with pytest.raises(Refused, match="on-hold"):
            erase(service, patient)
        with pytest.raises(Refused, match="not-signed"):
            orders.release_hold(patient, (), by=ALICE)
        ended = signatures(service, Ordered.RELEASE_HOLD, patient)
        orders.release_hold(patient, ended, by=ALICE)
        orders.hold(patient, by=ALICE)
        with pytest.raises(Refused, match="not-signed"):
            orders.release_hold(patient, ended, by=ALICE)
        orders.release_hold(patient, signatures(service, Ordered.RELEASE_HOLD, patient), by=ALICE)
        assert erase(service, patient)


@pytest.mark.parametrize("subject", [SITE, "0" * 32])
def test_only_a_patient_is_erased(house: House, patient: str, subject: str) -> None:
    assert patient
    with house.writing() as service, pytest.raises(Refused, match="unknown-patient"):
        erase(service, subject)


def test_the_certificate_is_signed_and_the_same_again(house: House, records: list[str], patient: str) -> None:
    with house.writing() as service:
        text = erase(service, patient)
        facts = check_certificate(text, service.anchor.signer.verifier)
        assert (facts["patient"], facts["records"], facts["officers"]) == (patient, "2", "anna boris")
        assert all(f"record {record} entry" in text for record in records[:2])
        assert service.erasure.order(patient, (), by=ALICE) == text
        with pytest.raises(Tampered):
            check_certificate(text.replace("officers anna", "officers emma"), service.anchor.signer.verifier)
        with pytest.raises(Tampered):
            check_certificate(text.replace("entry 0", "entry 7"), service.anchor.signer.verifier)


def _killing(real: Callable[..., object], when: str) -> Callable[..., object]:
    def killing(*given: object, **named: object) -> object:
        if when == "after":
            real(*given, **named)
        raise Killed

    return killing


def test_a_turn_touches_keys_and_not_content(house: House, records: list[str]) -> None:
    content = {path: path.read_bytes() for path in house.path.rglob("*.car")}
    with house.writing() as service:
        turned = service.erasure.epochs.turn()
        assert turned.rewrapped == 5 + 3  # five settings; the site and two patients
        assert {path: path.read_bytes() for path in house.path.rglob("*.car")} == content
        assert all(service.disclosure.open(record, by=ALICE) for record in records)


def test_t068_a_copy_from_before_opens_until_the_epoch_turns(
    house: House, records: list[str], patient: str, tmp_path: Path
) -> None:
    old = tmp_path / "old"
    copied(house.path, old, without=["keys"])
    with house.writing() as service:
        erase(service, patient)
    _with_keys_of(house, old)
    with House(Settings(data=old)).looking() as service:
        assert service.release.open(records[0])  # the control: a copy of everything, with today's keyring
    with house.writing() as service:
        service.erasure.epochs.turn()
    _with_keys_of(house, old)
    with pytest.raises(EpochMissing), House(Settings(data=old)).looking() as service:
        service.release.open(records[0])


def _with_keys_of(house: House, folder: Path) -> None:
    shutil.rmtree(folder / "keys", ignore_errors=True)
    shutil.copytree(house.path / "keys", folder / "keys")


def test_t068_the_newest_tombstones_deny_in_an_old_copy(
    house: House, records: list[str], patient: str, tmp_path: Path
) -> None:
    old = tmp_path / "old"
    copied(house.path, old)
    with house.writing() as service:
        erase(service, patient)
    shutil.copytree(house.path / "tombstones", old / "tombstones")
    with House(Settings(data=old)).looking() as service:
        with pytest.raises(Refused, match="erased"):
            service.release.open(records[0])
        assert service.release.open(records[2])


def test_the_epoch_turns_by_itself_when_it_is_due(house: House, patient: str) -> None:
    with house.writing() as service:
        erase(service, patient)
        before = service.keyring.health().current
        at = service.erasure.erasures.all()[0].at
        assert service.erasure.deadline() == at + DEADLINE
        assert "epoch turns by" in service.status()
        service.erasure.turn_when_due(at + TURN_AFTER - timedelta(seconds=1))
        assert service.keyring.health().current == before
        with pytest.raises(FolderFault, match="rotate"):
            service.erasure.check(at + DEADLINE + timedelta(seconds=1))
        service.erasure.turn_when_due(at + TURN_AFTER)
        assert service.keyring.health().current != before
        assert service.erasure.deadline() is None


def test_an_erasure_in_the_middle_of_a_turn_asks_for_another(
    house: House, patient: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.writing() as service:
        keyring = type(service.keyring)
        with monkeypatch.context() as patch:
            patch.setattr(keyring, "destroy", _killing(keyring.destroy, "before"))
            with pytest.raises(Killed):
                service.erasure.epochs.turn()
        erase(service, patient)
        service.erasure.epochs.turn()
        assert service.erasure.deadline()
        service.erasure.epochs.turn()
        assert service.erasure.deadline() is None


def test_tombstones_are_copied_and_a_replica_that_is_away_is_named(
    tmp_path: Path, house: House, patient: str
) -> None:
    replica = tmp_path / "replica"
    settings = house.settings.model_copy(update={"replicas": (replica,)})
    with House(settings).writing() as service:
        erase(service, patient)
        with pytest.raises(FolderFault, match="replica"):
            service.erasure.check(service.erasure.erasures.all()[0].at)
    replica.mkdir()
    with House(settings).writing() as service:
        service.erasure.check(service.erasure.erasures.all()[0].at)
    assert (replica / "tombstones/00000001").read_bytes() == (house.path / "tombstones/00000001").read_bytes()


def test_a_lost_list_is_taken_from_a_replica_before_it_grows(
    tmp_path: Path, house: House, records: list[str]
) -> None:
    replica = tmp_path / "replica"
    replica.mkdir()
    settings = house.settings.model_copy(update={"replicas": (replica,)})
    with House(settings).writing() as service:
        erase(service, house.patient(records[0]))
    shutil.rmtree(house.path / "tombstones")
    with pytest.raises(Tampered, match="shorter"), house.writing():
        pass
    with House(settings).writing() as service:
        erase(service, house.patient(records[2]))
        assert service.erasure.tombstones.check() == 2


@pytest.mark.parametrize(
    ("name", "pem"),
    [
        ("anna b", ANNA.pem),
        ("", ANNA.pem),
        ("anna", b""),
        ("anna", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"),
        ("anna", P256),
    ],
    ids=["a space", "no name", "no key", "no PEM", "P-256"],
)
def test_what_is_no_officer_is_refused(name: str, pem: bytes) -> None:
    assert officer_of("anna", ANNA.pem) == ANNA.officer
    with pytest.raises(Refused, match="not-an-officer"):
        officer_of(name, pem)


@pytest.mark.parametrize("damage", ["flipped", "renumbered", "gone", "another site's"])
def test_a_tombstone_that_is_not_the_sites_own_is_refused(
    house: House, records: list[str], damage: str, another: Callable[[str], House]
) -> None:
    with house.writing() as service:
        for record in (records[0], records[2]):
            erase(service, house.patient(record))
    first, second = (house.path / f"tombstones/{number:08}" for number in (1, 2))
    if damage == "flipped":
        second.write_bytes(second.read_bytes().replace(b"anna", b"emma"))
    elif damage == "renumbered":
        second.write_bytes(first.read_bytes())
    elif damage == "gone":
        first.unlink()
    else:
        other = another("hospital")
        (record,) = other.take(admission(1))
        with other.writing() as service:
            erase(service, other.patient(record))
        first.write_bytes((other.path / "tombstones/00000001").read_bytes())
    with house.looking() as service, pytest.raises(BridgeError):
        service.erasure.tombstones.check()
