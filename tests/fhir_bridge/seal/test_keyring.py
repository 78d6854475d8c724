from __future__ import annotations

import copy
import hmac
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from fhir_bridge.seal.epochfile import FileEpochs
from fhir_bridge.seal.faults import EpochMissing, Fault, KeyringFault, SealTampered
from fhir_bridge.seal.keyring import EpochKeys, Keyring, MemoryEpochs, epoch_id, epoch_of
from fhir_bridge.seal.secret import Secret, new_key
from fhir_bridge.seal.wrap import expand, unwrap, wrap

MAKERS: dict[str, Callable[[Path], EpochKeys]] = {
    "memory": lambda _folder: MemoryEpochs(),
    "file": lambda folder: FileEpochs.create(folder / "keys"),
}
WRAPPED = "9558755795e2a52ae8b0490d498ef68c4983c99a97594f8e5b3ab2014f58f95fd99ad6de016ceab7"


@pytest.fixture(params=MAKERS)
def keys(request: pytest.FixtureRequest, tmp_path: Path) -> EpochKeys:
    made = MAKERS[request.param](tmp_path)
    if not made.held():
        made.add(new_key())
    return made


def test_what_is_wrapped_unwraps(keys: EpochKeys) -> None:
    keyring, key = Keyring(keys), new_key()
    wrapped = keyring.wrap(key, b"context")
    assert keyring.unwrap(wrapped, b"context") == key
    assert len(wrapped) == 48
    assert epoch_of(wrapped) == keyring.health().current


def test_expand_is_the_hmac_that_a_token_can_make(keys: EpochKeys) -> None:
    key = new_key()
    epoch = keys.add(key)
    assert keys.expand(epoch, b"info").reveal() == hmac.digest(key.reveal(), b"info\x01", "sha256")
    assert keys.held()[-1] == epoch == epoch_id(key)


def test_t057_every_bit_flip_of_a_wrapped_key_is_refused(keys: EpochKeys) -> None:
    keyring = Keyring(keys)
    wrapped = bytearray(keyring.wrap(new_key(), b"context"))
    for bit in range(len(wrapped) * 8):
        wrapped[bit // 8] ^= 1 << bit % 8
        with pytest.raises((SealTampered, EpochMissing)):
            keyring.unwrap(bytes(wrapped), b"context")
        wrapped[bit // 8] ^= 1 << bit % 8


@pytest.mark.parametrize("length", [0, 8, 47, 49, 56])
def test_t058_a_wrapped_key_of_another_length_is_refused(keys: EpochKeys, length: int) -> None:
    keyring = Keyring(keys)
    with pytest.raises(SealTampered) as refused:
        keyring.unwrap((keyring.wrap(new_key(), b"context") * 2)[:length], b"context")
    assert refused.value.fault is Fault.WRAP


def test_t059_a_key_wrapped_for_another_context_is_refused(keys: EpochKeys) -> None:
    keyring = Keyring(keys)
    with pytest.raises(SealTampered) as refused:
        keyring.unwrap(keyring.wrap(new_key(), b"patient a"), b"patient b")
    assert refused.value.fault is Fault.WRAP


def test_t070_an_epoch_turns_and_every_step_may_be_repeated(keys: EpochKeys) -> None:
    keyring, key = Keyring(keys), new_key()
    old = keyring.health().current
    wrapped = keyring.wrap(key, b"c")
    new = keyring.rotate()
    assert keyring.health().current == new
    assert keyring.health().old == (old,)
    rewrapped = keyring.wrap(keyring.unwrap(wrapped, b"c"), b"c")
    for _ in range(2):
        keyring.destroy(old)
    assert keyring.health().old == ()
    assert keyring.unwrap(rewrapped, b"c") == key


def test_t068_a_key_of_a_destroyed_epoch_never_unwraps_again(keys: EpochKeys) -> None:
    keyring = Keyring(keys)
    wrapped = keyring.wrap(new_key(), b"c")
    old = keyring.health().current
    keyring.rotate()
    keyring.unwrap(wrapped, b"c")  # the control: without the end of the epoch it would
    keyring.destroy(old)
    with pytest.raises(EpochMissing, match=old):
        keyring.unwrap(wrapped, b"c")


def test_the_current_epoch_is_not_destroyed(keys: EpochKeys) -> None:
    keyring = Keyring(keys)
    with pytest.raises(KeyringFault, match="rotate first"):
        keyring.destroy(keyring.health().current)


def test_a_keyring_without_keys_says_so() -> None:
    with pytest.raises(KeyringFault, match="no epoch key"):
        Keyring(MemoryEpochs()).wrap(new_key(), b"")


def test_the_folder_and_its_files_are_for_the_owner_alone(tmp_path: Path) -> None:
    FileEpochs.create(tmp_path / "keys")
    modes = {
        path.name: path.stat().st_mode & 0o777 for path in [tmp_path / "keys", *(tmp_path / "keys").iterdir()]
    }
    assert modes == {"keys": 0o700, "0001.epoch": 0o600}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    keys = FileEpochs.create(tmp_path / "keys")
    (tmp_path / "keys" / "0001.epoch").chmod(mode)
    with pytest.raises(KeyringFault, match=f"mode {mode:o}"):
        keys.held()


def test_a_folder_that_others_may_read_is_refused(tmp_path: Path) -> None:
    keys = FileEpochs.create(tmp_path / "keys")
    (tmp_path / "keys").chmod(0o755)
    with pytest.raises(KeyringFault, match="mode 755"):
        keys.held()


def test_a_link_in_place_of_a_key_is_refused(tmp_path: Path) -> None:
    keys = FileEpochs.create(tmp_path / "keys")
    path = tmp_path / "keys" / "0001.epoch"
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(KeyringFault, match="cannot be used"):
        keys.held()


def test_t057_every_bit_flip_of_a_key_file_is_refused(tmp_path: Path) -> None:
    keys = FileEpochs.create(tmp_path / "keys")
    path = tmp_path / "keys" / "0001.epoch"
    line = bytearray(path.read_bytes())
    for bit in range(len(line) * 8):
        line[bit // 8] ^= 1 << bit % 8
        path.write_bytes(line)
        with pytest.raises(KeyringFault):
            keys.held()
        line[bit // 8] ^= 1 << bit % 8


@pytest.mark.parametrize("spelling", [b"", b"%s ", b" %s", b"%s%s"])
def test_a_key_file_in_another_spelling_is_refused(tmp_path: Path, spelling: bytes) -> None:
    keys = FileEpochs.create(tmp_path / "keys")
    path = tmp_path / "keys" / "0001.epoch"
    path.write_bytes(spelling.replace(b"%s", path.read_bytes()))
    with pytest.raises(KeyringFault):
        keys.held()


def test_a_second_first_epoch_is_refused(tmp_path: Path) -> None:
    FileEpochs.create(tmp_path / "keys")
    with pytest.raises(KeyringFault, match="already"):
        FileEpochs.create(tmp_path / "keys")


def test_keys_that_are_gone_are_not_made_anew(tmp_path: Path) -> None:
    with pytest.raises(KeyringFault, match="cannot be used"):
        FileEpochs(tmp_path / "keys").held()


def test_t070_a_file_half_written_or_half_erased_by_a_crash_is_no_obstacle(tmp_path: Path) -> None:
    keys = FileEpochs.create(tmp_path / "keys")
    (tmp_path / "keys" / "0002.new").write_bytes(b"fa-epo")
    (tmp_path / "keys" / "0000.erased").write_bytes(b"fa-epoch-1 ")
    first = keys.held()[0]
    second = keys.add(new_key())
    keys.remove(first)
    assert keys.held() == (second,)
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["0002.epoch"]


def test_wrapped_under_another_key_is_refused() -> None:
    kek, key = new_key(), new_key()
    assert unwrap(kek, wrap(kek, key, b"c"), b"c") == key
    with pytest.raises(SealTampered):
        unwrap(new_key(), wrap(kek, key, b"c"), b"c")


def test_wrapping_is_rfc_5649_under_rfc_5869() -> None:
    kek, key = Secret(bytes(range(32))), Secret(bytes(range(32, 64)))
    assert expand(kek, b"fa-wrap-1c").reveal() == hmac.digest(kek.reveal(), b"fa-wrap-1c\x01", "sha256")
    assert wrap(kek, key, b"c").hex() == WRAPPED


def test_t071_a_secret_shows_itself_in_no_text_and_no_copy() -> None:
    key = Secret(b"\xaa" * 32)
    assert "aa" not in repr(key)
    assert "aa" not in f"{key}"
    for leak in (pickle.dumps, copy.copy, copy.deepcopy, hash):
        with pytest.raises(TypeError):
            leak(key)
    assert key == Secret(b"\xaa" * 32)
    assert key != Secret(b"\xab" * 32)
    assert key != b"\xaa" * 32
    with pytest.raises(ValueError, match="32 bytes, not 3"):
        Secret(b"abc")
