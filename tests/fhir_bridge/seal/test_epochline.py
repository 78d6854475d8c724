"""An epoch key's line: open, or locked by a passphrase."""

from __future__ import annotations

from pathlib import Path

import pytest

from fhir_bridge.seal.epochfile import FileEpochs
from fhir_bridge.seal.epochline import BadLine, LockedLine, OpenLine
from fhir_bridge.seal.faults import KeyringFault
from fhir_bridge.seal.keyring import Keyring
from fhir_bridge.seal.secret import Secret, new_key

KEY = Secret(bytes(range(32)))
LOCK = LockedLine(b"correct horse")
LOCKED = LOCK.spell(KEY)


@pytest.mark.parametrize("line", [OpenLine(), LOCK])
def test_a_key_comes_back_as_it_was_kept(line: OpenLine | LockedLine) -> None:
    assert line.read(line.spell(KEY)) == KEY


def test_a_locked_line_says_nothing_of_the_key() -> None:
    assert KEY.reveal().hex() not in LOCKED
    assert LOCK.spell(KEY) != LOCKED


def test_another_passphrase_opens_nothing() -> None:
    with pytest.raises(BadLine, match="another passphrase"):
        LockedLine(b"incorrect horse").read(LOCKED)


def test_a_locked_line_asks_for_its_passphrase() -> None:
    with pytest.raises(BadLine, match="give its passphrase"):
        OpenLine().read(LOCKED)


def test_an_empty_passphrase_is_refused() -> None:
    with pytest.raises(KeyringFault):
        LockedLine(b"")


@pytest.mark.parametrize("place", [0, 3, 20, 40, 100, 110, 150, len(LOCKED) - 2])
def test_a_changed_line_is_refused(place: int) -> None:
    other = "1" if LOCKED[place] != "1" else "2"
    with pytest.raises(BadLine):
        LOCK.read(LOCKED[:place] + other + LOCKED[place + 1 :])


@pytest.mark.parametrize(
    "line", ["", "x", LOCKED.rstrip(), LOCKED + LOCKED, LOCKED.upper(), " " + LOCKED, "fa-epoch-1 0 0\n"]
)
def test_one_spelling_alone_is_read(line: str) -> None:
    with pytest.raises(BadLine):
        LOCK.read(line)


def test_a_turn_of_the_epoch_locks_what_was_open(tmp_path: Path) -> None:
    FileEpochs.create(tmp_path / "keys")
    keyring = Keyring(FileEpochs(tmp_path / "keys", LOCK))
    before, patient = keyring.health().current, new_key()
    wrapped = keyring.wrap(patient, b"c")
    keyring.rotate()
    assert keyring.unwrap(wrapped, b"c") == patient
    keyring.destroy(before)
    assert [path.read_text().split()[0] for path in (tmp_path / "keys").glob("*.epoch")] == [
        "fa-epoch-locked-1"
    ]
    with pytest.raises(KeyringFault, match="give its passphrase"):
        FileEpochs(tmp_path / "keys").held()
