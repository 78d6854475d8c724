"""OpenSC and openssl judge the virtual card: they share nothing with it, nor with the client."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.card.virtual.profile import Profile
from kiosk.card.virtual.profiles import Issued
from tests.kiosk.pcsc import READERS, Pcscd
from tests.kiosk.waiting import until

Make = Callable[[Profile], Issued]
MODULE = next(Path("/usr/lib").glob("*/opensc-pkcs11.so"), None)
IDS = {"01": "9A", "02": "9C", "04": "9E"}

pytestmark = pytest.mark.skipif(
    MODULE is None or shutil.which("opensc-tool") is None, reason="opensc and opensc-pkcs11 are not installed"
)


class Tools:
    """Programs run in a folder of their own, over the test's daemon."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"HOME": str(self.folder)}
        return subprocess.run(
            words, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=60, check=False
        )

    def said(self, *words: str) -> str:
        done = self.run(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def pkcs11(self, *words: str) -> str:
        return self.said("pkcs11-tool", "--module", str(MODULE), *words)


@pytest.fixture
def tools(tmp_path: Path, pcscd: Pcscd) -> Tools:
    assert pcscd.process is not None
    return Tools(tmp_path)


def insert(pcscd: Pcscd, card: Issued) -> None:
    pcscd.insert(card.chip())
    until(lambda: not pcscd.noticed(READERS[0]))


def test_it_is_a_piv_card(tools: Tools, pcscd: Pcscd, made: Make) -> None:
    insert(pcscd, made(Profile.GOOD))
    assert "Personal Identity Verification Card" in tools.said("opensc-tool", "-n")
    listed = tools.said("pkcs15-tool", "--list-certificates")
    assert [f"ID             : {number}" in listed for number in IDS] == [True] * 3
    assert "Unsigned Card Holder Unique Identifier" in tools.pkcs11("--list-objects")


@pytest.mark.parametrize(
    ("profile", "number", "mechanism"),
    [
        (Profile.GOOD, "01", "ECDSA"),
        (Profile.GOOD, "02", "ECDSA"),
        (Profile.GOOD, "04", "ECDSA"),
        (Profile.RSA, "04", "RSA-PKCS"),
    ],
)
def test_it_signs_what_openssl_verifies(
    tools: Tools, pcscd: Pcscd, made: Make, profile: Profile, number: str, mechanism: str
) -> None:
    insert(pcscd, made(profile))
    (tools.folder / "digest").write_bytes(os.urandom(32))
    tools.pkcs11("--read-object", "--type", "cert", "--id", number, "-o", "certificate")
    tools.said("openssl", "x509", "-inform", "DER", "-in", "certificate", "-noout", "-pubkey", "-out", "key")
    form = ("--mechanism", mechanism, "--signature-format", "openssl")
    tools.pkcs11(
        "--login", "--pin", "123456", "--sign", *form, "--id", number, "-i", "digest", "-o", "signed"
    )
    verify = ("openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key", "-sigfile", "signed", "-in")
    assert "Verified Successfully" in tools.said(*verify, "digest")
    (tools.folder / "other").write_bytes(os.urandom(32))
    assert tools.run(*verify, "other").returncode != 0


def test_t102_it_counts_wrong_pins_for_everyone(tools: Tools, pcscd: Pcscd, made: Make) -> None:
    card = made(Profile.GOOD)
    insert(pcscd, card)
    assert tools.run("pkcs15-tool", "--verify-pin", "--pin", "999999").returncode != 0
    assert card.memory.tries == 2
    tools.said("pkcs15-tool", "--verify-pin", "--pin", "123456")
    assert card.memory.tries == 3


def test_its_pin_is_changed_and_unblocked(tools: Tools, pcscd: Pcscd, made: Make) -> None:
    card = made(Profile.BLOCKED)
    insert(pcscd, card)
    tools.said("pkcs15-tool", "--unblock-pin", "--puk", "12345678", "--new-pin", "271828")
    assert (card.memory.tries, card.memory.pin) == (3, b"271828")
    tools.said("pkcs15-tool", "--change-pin", "--pin", "271828", "--new-pin", "314159")
    assert card.memory.pin == b"314159"
