from __future__ import annotations

import base64
import copy
import pickle
import stat
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from anchor.errors import FormatError, KeyFileError, SignatureError
from anchor.logkey import LogKey
from anchor.note import LogVerifier, sign

TEXT = "clinic.example/log\n10\nline\n"

# The example that the note format of the Go checksum database is documented with, in use since 2019.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
GO_SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="


def test_key_ids_and_signatures_are_those_of_the_known_example() -> None:
    key = base64.b64decode(GO_KEY.split("+", 2)[2])
    verifier = LogVerifier("PeterNeumann", key[1:], bytes(1952))
    signature = base64.b64decode(GO_SIGNATURE)
    assert verifier.key_ids()[0].hex() == "c74f20a3"
    assert verifier.text().splitlines()[0] == GO_KEY
    assert signature[:4] == verifier.key_ids()[0]
    Ed25519PublicKey.from_public_bytes(key[1:]).verify(signature[4:], GO_TEXT.encode())


def test_a_note_gives_its_text_to_those_who_have_the_keys(clinic: Any) -> None:
    key = clinic.key()
    assert key.verifier.open(sign(TEXT, key)) == TEXT


def test_the_public_keys_go_there_and_back(clinic: Any) -> None:
    verifier = clinic.key().verifier
    assert LogVerifier.parse(verifier.text()) == verifier


def test_t064_a_signature_stripped_doubled_or_swapped_is_refused(clinic: Any) -> None:
    key = clinic.key()
    note = sign(TEXT, key)
    text, _, signatures = note.rpartition("\n\n")
    first, second = signatures.splitlines()
    for lines in ([first], [second], [second, first], [first, first], [first, second, second], []):
        with pytest.raises(SignatureError):
            key.verifier.open(text + "\n\n" + "".join(line + "\n" for line in lines))


@pytest.mark.parametrize("line", [0, 1])
def test_t064_one_of_the_two_signatures_by_another_key_is_refused(clinic: Any, line: int) -> None:
    mine, theirs = (sign(TEXT, clinic.key(number)).split("\n") for number in (0, 1))
    at = mine.index("") + 1 + line
    mixed = [*mine[:at], theirs[at], *mine[at + 1 :]]
    with pytest.raises(SignatureError):
        clinic.key().verifier.open("\n".join(mixed))


def test_another_log_with_the_same_keys_is_another_log(clinic: Any) -> None:
    with pytest.raises(FormatError):
        clinic.key().verifier.open(sign(TEXT, clinic.key(origin="other.example/log")))


@pytest.mark.parametrize(
    "text", ["", "no newline", "\nstarts empty\n", "an\n\nempty line\n", "tab\there\n", "nul\0\n"]
)
def test_a_text_that_is_no_note_is_not_signed(clinic: Any, text: str) -> None:
    with pytest.raises(FormatError):
        sign(text, clinic.key())


@pytest.mark.parametrize(
    "origin", ["", "two words", "plus+sign", "../x", "ümlaut.example", "a" * 129, "a\nb"]
)
def test_a_name_that_no_verifier_key_can_hold_is_refused(clinic: Any, origin: str) -> None:
    with pytest.raises(FormatError):
        clinic.key(origin=origin)


def test_no_bit_of_the_public_keys_changes_unseen(clinic: Any) -> None:
    text = clinic.key().verifier.text().encode()
    for at in range(8 * len(text)):
        flipped = bytearray(text)
        flipped[at // 8] ^= 1 << at % 8
        with pytest.raises((FormatError, UnicodeDecodeError)):
            LogVerifier.parse(flipped.decode("utf-8"))


def test_the_key_file_is_the_owners_alone_and_goes_there_and_back(clinic: Any, tmp_path: Path) -> None:
    path = tmp_path / "log.key"
    clinic.key().save(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert LogKey.load(path).verifier == clinic.key().verifier


def test_a_key_file_is_never_replaced(clinic: Any, tmp_path: Path) -> None:
    path = tmp_path / "log.key"
    clinic.key().save(path)
    with pytest.raises(KeyFileError):
        clinic.key(1).save(path)
    assert LogKey.load(path).verifier == clinic.key().verifier


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601])
def test_a_key_file_that_others_can_reach_is_refused(clinic: Any, tmp_path: Path, mode: int) -> None:
    path = tmp_path / "log.key"
    clinic.key().save(path)
    path.chmod(mode)
    with pytest.raises(KeyFileError, match="0600"):
        LogKey.load(path)


def test_every_change_of_a_key_file_is_refused_or_another_key(clinic: Any, tmp_path: Path) -> None:
    path = tmp_path / "log.key"
    clinic.key().save(path)
    text = path.read_text()
    for fault in (
        text[:-1],
        text + "\n",
        text.replace("v1", "v2"),
        text.replace("ml-dsa-65", "ml-dsa-44"),
        "x",
        "",
    ):
        path.write_text(fault)
        with pytest.raises(KeyFileError) as caught:
            LogKey.load(path)
        assert text.splitlines()[2].removeprefix("ed25519 ") not in str(caught.value)


def test_a_key_file_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match=r"^log\.key: cannot be read"):
        LogKey.load(tmp_path / "log.key")


def test_a_private_key_is_not_printed_copied_or_pickled(clinic: Any) -> None:
    key = clinic.key()
    assert repr(key) == "LogKey('clinic.example/log')"
    for leak in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            leak(key)
