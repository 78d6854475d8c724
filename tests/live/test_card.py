"""The client against a PIV card that is not ours: `scripts/live-card` builds it and names its driver.

What it does as the standard has it works; what it does otherwise is refused, as from any card.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.card.errors import Declined, Malformed, Trouble, Untrusted, WrongPin
from kiosk.card.face import Slot
from kiosk.card.issuing import Issuing
from kiosk.card.pcsc import PcscReaders
from kiosk.card.piv import Piv
from kiosk.card.signature import Algorithm, checked
from kiosk.card.virtual.authority import TrainingAuthority
from tests.kiosk.pcsc import SOCKET, VARIABLE, started
from tests.kiosk.waiting import until

DRIVER = os.environ.get("LIVE_CARD_DRIVER", "")
READERS = 'FRIENDLYNAME "Other"\nDEVICENAME /dev/null\nLIBPATH {driver}\nCHANNELID 0\n'
MANAGEMENT_KEY = bytes.fromhex("0102030405060708" * 3)  # every such card's, until it is changed
DIGEST = bytes(range(32))

pytestmark = pytest.mark.skipif(not DRIVER, reason="scripts/live-card runs this")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One place for every daemon: a process asks for it once."""
    return tmp_path_factory.mktemp("pcscd")


@pytest.fixture
def card(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Piv]:
    """A new card."""
    monkeypatch.setenv("JCECARD_STORAGE_DIR", str(tmp_path))
    monkeypatch.setenv(VARIABLE, str(folder / SOCKET))
    daemon = started(folder, READERS.format(driver=DRIVER))
    try:
        with selected() as found:
            yield found
    finally:
        daemon.kill()
        daemon.wait()


@contextmanager
def selected() -> Iterator[Piv]:
    """The one card that the daemon has."""
    readers = PcscReaders(1.0)
    until(lambda: any(number is not None for number in readers.look().values()))
    connection, _ = readers.connect(next(iter(readers.look())))
    card = Piv(connection)
    try:
        with pytest.raises(Malformed, match="not one element 61"):
            card.select()  # a departure: the template's fields stand there without the template
        yield card
    finally:
        connection.close()
        readers.close()


def pin(text: str = "123456") -> bytearray:
    return bytearray(text.encode())


def test_it_is_issued_and_asks_for_its_pin(card: Piv) -> None:
    issuing, guid = Issuing(card), uuid4()
    with pytest.raises(Declined):
        issuing.make_key(Slot.PRESENCE)
    issuing.open(bytearray(MANAGEMENT_KEY), triple_des=True)
    keys = {slot: issuing.make_key(slot) for slot in Slot}
    issuing.write_identity(guid, date(2029, 1, 1))
    chuid = card.chuid()
    assert chuid is not None
    assert chuid.guid == guid
    with pytest.raises(Declined) as refused:
        card.sign(Slot.LOGIN, Algorithm.P256, DIGEST)
    assert refused.value.trouble is Trouble.NOT_VERIFIED
    card.verify(pin())
    for slot, key in keys.items():
        signature = card.sign(slot, Algorithm.P256, DIGEST)
        with pytest.raises(Malformed):
            checked(key, DIGEST, signature)  # a departure: r and s bare, where the standard has their DER
        r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
        assert checked(key, DIGEST, encode_dss_signature(r, s))
        with pytest.raises(Untrusted):
            checked(key, bytes(32), encode_dss_signature(r, s))


def test_it_counts_wrong_pins_and_changes_the_pin(card: Piv) -> None:
    assert card.tries() == 3
    with pytest.raises(WrongPin) as wrong:
        card.verify(pin("999999"))
    assert (wrong.value.tries, card.tries()) == (2, 2)
    card.change_pin(pin(), pin("271828"))
    card.verify(pin("271828"))


def test_a_long_answer_to_a_short_command_is_refused(card: Piv) -> None:
    authority, issuing = TrainingAuthority.create(), Issuing(card)
    issuing.open(bytearray(MANAGEMENT_KEY), triple_des=True)
    certificate = authority.certify(issuing.make_key(Slot.LOGIN), uuid4()).public_bytes(Encoding.DER)
    issuing.write_certificate(Slot.LOGIN, certificate)
    with pytest.raises(Malformed, match="longer than a short APDU"):
        card.certificate(Slot.LOGIN)
