"""A token and a node in place of the data folder: used when they serve, waited for when not, refused when public."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import pytest

from anchor.chains import RemoteChain
from anchor.purse import Purse
from fhir_bridge import neighbours
from fhir_bridge.errors import FolderFault, Unavailable
from fhir_bridge.neighbours import chain_of, install
from fhir_bridge.opening import restored
from fhir_bridge.recovery import Sharing, put_together
from fhir_bridge.seal.faults import KeyringFault
from fhir_bridge.seal.secret import new_key
from fhir_bridge.settings import Settings
from fhir_bridge.source.files import Input
from fhir_bridge.store.blobs import MemoryBlocks
from fhir_bridge.store.carsegment import EMPTY, read_roots, sections
from tests.databases import about_backups
from tests.fhir_bridge.house import ALICE, House, admission
from tests.fhir_bridge.office import erase

LABEL = "clinic"
MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")


@pytest.fixture
def tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one SoftHSM token; its PIN lies in the file `pin`."""
    pkcs11 = pytest.importorskip("pkcs11", reason="needs the extra pkcs11")
    if not MODULE.exists():
        pytest.skip("needs Debian's softhsm2")
    folder = tmp_path / "tokens"
    folder.mkdir()
    (tmp_path / "softhsm2.conf").write_text(f"directories.tokendir = {folder}\n")
    (tmp_path / "pin").write_text("1234\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm2.conf"))
    make = "--init-token --free --label clinic --pin 1234 --so-pin 5678"
    subprocess.run(["softhsm2-util", *make.split()], check=True, capture_output=True)
    pkcs11.lib(str(MODULE)).reinitialize()
    return folder


def _log_out() -> None:
    import pkcs11  # noqa: PLC0415 -- an extra

    pkcs11.lib(str(MODULE)).reinitialize()


def with_token(tokens: Path, data: Path) -> House:
    pin = tokens.parent / "pin"
    return House(Settings(data=data, token_module=MODULE, token_label=LABEL, token_pin=pin))


def test_t066_a_token_keeps_the_epoch_and_no_file_does(tokens: Path, tmp_path: Path) -> None:
    house = with_token(tokens, tmp_path / "data")
    with pytest.raises(KeyringFault):
        house.take(admission(1))
    shutil.rmtree(house.path)
    install(house.settings, new_key())
    with pytest.raises(KeyringFault, match="already"):
        install(house.settings, new_key())
    one, two = house.take(admission(1), admission(2))
    assert not (house.path / "keys").exists()
    with house.writing() as service:
        erase(service, house.patient(one))
        turned = service.safekeeping.turn(Sharing(tmp_path / "shares", 2, 3), by=ALICE)
        assert service.release.open(two)
        assert service.keyring.health().old == ()
        with pytest.raises(KeyringFault, match="no key out"):
            neighbours.reveal(house.settings, service.folder)
    assert turned.destroyed
    assert put_together(sorted((tmp_path / "shares").iterdir())[:2])


def test_t066_a_wrong_pin_or_a_token_that_is_gone_fails_closed(tokens: Path, tmp_path: Path) -> None:
    house = with_token(tokens, tmp_path / "data")
    install(house.settings, new_key())
    house.take(admission(1))
    (tmp_path / "pin").write_text("9999")
    _log_out()
    with pytest.raises(KeyringFault, match="PIN"), house.looking():
        pass
    (tmp_path / "pin").write_text("1234")
    shutil.rmtree(tokens)
    tokens.mkdir()
    with pytest.raises((Unavailable, KeyringFault)), house.writing():
        pass


@about_backups
def test_a_restore_puts_the_shares_into_a_token(tokens: Path, tmp_path: Path) -> None:
    plain = House(Settings(data=tmp_path / "plain"))
    (record,) = plain.take(admission(1))
    with plain.writing() as service:
        key = neighbours.reveal(plain.settings, service.folder)
        service.safekeeping.share_out(key, Sharing(tmp_path / "shares", 2, 3), by=ALICE)
        service.safekeeping.back_up(tmp_path / "backup", by=ALICE)
    house = with_token(tokens, tmp_path / "data")
    install(house.settings, put_together(sorted((tmp_path / "shares").iterdir())[1:]))
    with restored(house.settings, tmp_path / "backup", lambda: None, by=ALICE) as service:
        assert service.release.open(record)
    assert not (house.path / "keys").exists()


PRIVATE: dict[str, Any] = {
    "Routing": {"Type": "none"},
    "AutoConf": {"Enabled": False},
    "Discovery": {"MDNS": {"Enabled": False}},
    "Provide": {"Enabled": False},
    "Gateway": {"NoFetch": True},
    "Bootstrap": [],
    "Datastore": {"Spec": {"type": "pebbleds", "path": "pebbleds"}},
}


class Node(MemoryBlocks):
    """A Kubo node's double: its blocks outlive the client, and it can be down, public, or open to strangers."""

    kept = MemoryBlocks()
    down = False
    shown: Mapping[str, Any] = PRIVATE
    answers_strangers = False

    def __init__(self, *, authorized: bool = True) -> None:
        super().__init__()
        self._files = self.kept._files
        self._authorized = authorized

    @classmethod
    def open(cls, _address: str, *, authorization: str = "", answer_seconds: float = 1) -> Self:
        assert answer_seconds
        return cls(authorized=bool(authorization))

    def configuration(self) -> Mapping[str, Any]:
        if self.down or not (self._authorized or self.answers_strangers):
            raise Unavailable("no answer")
        return self.shown

    def write(self, sources: Any) -> Any:
        if self.down:
            raise Unavailable("no answer")
        return super().write(sources)

    def import_segment(self, segment: Path) -> None:
        with segment.open("rb") as file:
            found = {section.cid: data for section, data in sections(file.fileno(), len(EMPTY))}
            self._files |= {root: {root: found[root]} for root in read_roots(file.fileno())}

    def pinned(self) -> frozenset[str]:
        return frozenset(map(str, self._files))

    def close(self) -> None:
        pass


@pytest.fixture
def node(monkeypatch: pytest.MonkeyPatch) -> type[Node]:
    pytest.importorskip("ipfshttpclient", reason="needs the extra kubo")

    class Fresh(Node):
        kept = MemoryBlocks()

    monkeypatch.setattr("fhir_bridge.store.kubo.KuboBlocks", Fresh)
    return Fresh


@pytest.fixture
def house(tmp_path: Path, node: type[Node]) -> House:
    assert node
    (tmp_path / "secret").write_text("s3cret")
    kubo = {"kubo": "/ip4/127.0.0.1/tcp/5001", "kubo_secret": tmp_path / "secret"}
    return House(Settings(data=tmp_path / "data", **kubo))


def test_blobs_go_to_the_node_and_are_unpinned_by_an_erasure(house: House, node: type[Node]) -> None:
    one, two = house.take(admission(1), admission(2))
    assert not list(house.path.rglob("*.car"))
    with house.writing() as service:
        assert service.release.open(one)
        erase(service, house.patient(one))
        assert service.release.open(two)
    assert len(node.kept._files) == 1


def test_a_public_node_is_refused_unless_it_is_allowed(house: House, node: type[Node]) -> None:
    node.shown = PRIVATE | {"Routing": {"Type": "auto"}}
    with pytest.raises(FolderFault, match="not private"):
        house.take(admission(1))
    assert House(house.settings.model_copy(update={"kubo_may_be_public": True})).take(admission(1))
    node.shown, node.answers_strangers = PRIVATE, True
    with pytest.raises(FolderFault, match="not private"):
        house.take(admission(2))


def test_t073_a_node_that_is_down_is_waited_for_and_nothing_is_lost(house: House, node: type[Node]) -> None:
    house.take(admission(1))
    node.down = True
    for number in (2, 3):
        with house.writing() as service:
            taking = service.ingest([Input("", admission(number))])
            outcome = next(taking)
            assert outcome.status == "accepted"
            with pytest.raises(Unavailable):
                next(taking)
            assert service.status()["records to store"] == number - 1
            assert service.release.open(outcome.records[0])
    node.down = False
    with house.writing() as service:
        assert service.status()["records to store"] == 0
        assert len(list(service.rows())) == 3


def test_records_move_to_the_node_and_are_erased_in_both_places(house: House, node: type[Node]) -> None:
    embedded = House(Settings(data=house.path))
    one, two = embedded.take(admission(1), admission(2))
    with house.writing() as service:
        assert [done.sent for done in neighbours.move_to_node(house.settings, service.folder)] == [True]
        assert [done.sent for done in neighbours.move_to_node(house.settings, service.folder)] == [False]
        assert service.release.open(one)
        cid = service.journal.record(one).record.cid
        erase(service, house.patient(one))
        assert service.release.open(two)
        assert len(node.kept._files) == 1
        assert not service.erasure.stores[1].has(cid)
        node.kept._files.clear()
        found = list(neighbours.audit_node(service.journal.kept_cids(), house.settings, service.folder))
        assert [finding.state.code for finding in found] == ["repaired"]
        assert service.release.open(two)


def test_without_a_node_there_is_nothing_to_move_to(tmp_path: Path) -> None:
    plain = House(Settings(data=tmp_path / "plain"))
    plain.take(admission(1))
    with plain.looking() as service, pytest.raises(FolderFault, match="FHIR_BRIDGE_KUBO"):
        list(neighbours.move_to_node(plain.settings, service.folder))


def test_t067_an_erasure_denies_though_the_node_is_down(
    house: House, node: type[Node], monkeypatch: pytest.MonkeyPatch
) -> None:
    (record,) = house.take(admission(1))
    patient = house.patient(record)

    def away(*_: object) -> None:
        raise Unavailable("no answer")

    with monkeypatch.context() as patch, house.writing() as service:
        patch.setattr(node, "drop", away)
        with pytest.raises(Unavailable):
            erase(service, patient)
        assert service.status()["erasures to finish"] == 1
        assert not service.pipeline.custody.holds(patient)
    with house.writing() as service:
        assert service.status()["erasures to finish"] == 0
        assert service.erasure.erasures.all()[0].certificate
    assert node.kept._files == {}


def test_t073_status_says_where_the_blobs_are_and_that_a_node_is_silent(tmp_path: Path) -> None:
    pytest.importorskip("ipfshttpclient", reason="needs the extra kubo")
    assert neighbours.standing(Settings(data=tmp_path)) == "the data folder"
    silent = neighbours.standing(Settings(data=tmp_path, kubo="/ip4/127.0.0.1/tcp/1"))
    assert "does not answer" in silent
    assert "waits in the journal" in silent


def test_the_embedded_chain_is_chosen_when_none_is_named(tmp_path: Path) -> None:
    assert chain_of(Settings(data=tmp_path)) is None


def test_a_chain_of_others_needs_its_id_and_its_contract(tmp_path: Path) -> None:
    with pytest.raises(FolderFault, match="chain_id"):
        chain_of(Settings(data=tmp_path, chain="http://node"))


def test_a_chain_of_others_is_what_the_settings_say(tmp_path: Path) -> None:
    named = {"chain": "http://node", "chain_id": 5, "chain_contract": "0x" + "11" * 20}
    limits = {"chain_confirmations": 3, "chain_ceiling": 50, "chain_floor": 7, "chain_budget": 9}
    chosen = chain_of(Settings(data=tmp_path, chain_second="http://other", **named, **limits))
    assert isinstance(chosen, RemoteChain)
    assert (chosen.url, chosen.chain_id, chosen.second) == ("http://node", 5, "http://other")
    assert (chosen.patience.confirmations, chosen.patience.ceiling) == (3, 50 * 10**9)
    assert chosen.purse == Purse(7 * 10**9, 9 * 10**9)
