"""The epoch keys in SoftHSM2 (Debian's softhsm2), a PKCS#11 token in software."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from fhir_bridge.errors import Unavailable
from fhir_bridge.seal.faults import EpochMissing, KeyringFault
from fhir_bridge.seal.keyring import Keyring, MemoryEpochs
from fhir_bridge.seal.secret import new_key

pkcs11 = pytest.importorskip("pkcs11", reason="needs the extra pkcs11")
from fhir_bridge.seal.epochtoken import TokenEpochs  # noqa: E402  # it imports what the line above looks for

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
pytestmark = pytest.mark.skipif(not MODULE.exists(), reason="needs Debian's softhsm2")


@pytest.fixture
def tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tokens"
    folder.mkdir()
    configuration = tmp_path / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {folder}\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(configuration))
    make = "--init-token --free --label clinic --pin 1234 --so-pin 5678"
    subprocess.run(["softhsm2-util", *make.split()], check=True, capture_output=True)
    pkcs11.lib(str(MODULE)).reinitialize()
    return folder


@pytest.fixture
def keys(tokens: Path) -> Iterator[TokenEpochs]:
    assert tokens.is_dir()
    made = TokenEpochs.create(MODULE, "clinic", lambda: b"1234", first=new_key())
    yield made
    made.close()


def test_a_token_wraps_as_memory_does(keys: TokenEpochs) -> None:
    key, double = new_key(), MemoryEpochs()
    assert keys.add(key) == double.add(key)
    wrapped = Keyring(keys).wrap(key, b"c")
    assert Keyring(double).unwrap(wrapped, b"c") == key
    assert Keyring(double).wrap(key, b"c") == wrapped


def test_an_epoch_turns_in_the_token_and_a_key_destroyed_there_is_gone(keys: TokenEpochs) -> None:
    keyring, key = Keyring(keys), new_key()
    old = keyring.health().current
    wrapped = keyring.wrap(key, b"c")
    new = keyring.rotate()
    assert keyring.health().old == (old,)
    assert keyring.unwrap(wrapped, b"c") == key
    for _ in range(2):
        keyring.destroy(old)
    assert (keyring.health().current, keyring.health().old) == (new, ())
    with pytest.raises(EpochMissing, match=old):
        keyring.unwrap(wrapped, b"c")


def test_a_key_never_comes_out_of_the_token(keys: TokenEpochs) -> None:
    with keys._session() as session:
        (kept,) = session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.SECRET_KEY})
        with pytest.raises(pkcs11.exceptions.AttributeSensitive):
            kept[pkcs11.Attribute.VALUE]  # reading it is what must fail


def test_a_token_that_holds_epochs_gets_no_second_first_one(keys: TokenEpochs) -> None:
    assert keys.held()
    with pytest.raises(KeyringFault, match="already"):
        TokenEpochs.create(MODULE, "clinic", lambda: b"1234", first=new_key())


def test_t066_a_wrong_pin_fails_closed_and_is_not_tried_until_the_token_locks(tokens: Path) -> None:
    assert tokens.is_dir()
    asked = []

    def wrong() -> bytes:
        asked.append(1)
        return b"4321"

    keys = TokenEpochs(MODULE, "clinic", wrong)
    for _ in range(5):
        with pytest.raises(KeyringFault, match="PIN"):
            Keyring(keys).wrap(new_key(), b"c")
    assert len(asked) == 1


def test_t066_a_token_that_is_gone_fails_closed_and_serves_when_it_is_back(
    tokens: Path, keys: TokenEpochs
) -> None:
    keyring, key = Keyring(keys), new_key()
    wrapped = keyring.wrap(key, b"c")
    away = tokens.with_name("away")
    shutil.copytree(tokens, away)
    shutil.rmtree(tokens)
    tokens.mkdir()
    for _ in range(2):
        with pytest.raises((Unavailable, EpochMissing)):
            keyring.unwrap(wrapped, b"c")
    shutil.copytree(away, tokens, dirs_exist_ok=True)
    assert keyring.unwrap(wrapped, b"c") == key


def test_a_module_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        TokenEpochs(Path("/nowhere.so"), "clinic", lambda: b"1234").held()
