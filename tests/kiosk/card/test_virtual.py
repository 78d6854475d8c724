from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.card.connection import Bounds
from kiosk.card.face import Interface, Slot
from kiosk.card.pcsc import interface
from kiosk.card.session import Session
from kiosk.card.trust import TrustStore
from kiosk.card.virtual.applet import CONTACT, CONTACTLESS, Applet
from kiosk.card.virtual.authority import TrainingAuthority
from kiosk.card.virtual.memory import Memory
from kiosk.card.virtual.profile import Profile
from kiosk.card.virtual.profiles import Issued
from kiosk.card.virtual.readers import VirtualConnection

Make = Callable[[Profile], Issued]
ROOT = Path(__file__).parents[3]


def face(memory: Memory) -> Session:
    connection = VirtualConnection(Applet(memory))
    return Session.open(connection, interface=Interface.CONTACT, bounds=Bounds())


@pytest.mark.parametrize("profile", [Profile.GOOD, Profile.RSA, Profile.BLOCKED])
def test_a_card_lies_in_a_file_and_is_the_same_card(made: Make, tmp_path: Path, profile: Profile) -> None:
    card, path = made(profile), tmp_path / "card"
    card.memory.save(path)
    read = Memory.load(path)
    before, after = face(card.memory), face(read)
    assert (after.face, after.tries) == (before.face, before.tries)
    assert after.prove(Slot.PRESENCE, bytes(32))
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text("{}")
    with pytest.raises(ValueError, match="no virtual card"):
        Memory.load(path)


def test_the_program_makes_a_card_and_says_when_there_is_no_reader(tmp_path: Path) -> None:
    words = [str(tmp_path / "card"), "--port", "1", "--make", "good", "--trust", str(tmp_path / "trust")]
    done = subprocess.run(
        [sys.executable, "-m", "kiosk.card.virtual", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (75, "no reader listens at port 1\n")
    store = TrustStore.load(tmp_path / "trust")
    shown = face(Memory.load(tmp_path / "card")).face
    assert store.standing(shown, TrainingAuthority.create().now) is None


@given(st.lists(st.binary(max_size=270), max_size=8))
def test_the_applet_answers_anything(apdus: list[bytes]) -> None:
    applet = Applet(Memory())
    for apdu in apdus:
        answer = applet.answer(apdu)
        assert 2 <= len(answer) <= 258


def test_a_reader_tells_how_a_card_is_held() -> None:
    assert interface(CONTACT) is Interface.CONTACT
    assert interface(CONTACTLESS) is Interface.CONTACTLESS
    assert interface(bytes.fromhex("3B8D80018073C021C057597562694B6579F9")) is Interface.CONTACTLESS
    assert interface(bytes.fromhex("3BFD1300008131FE158073C021C057597562694B657940")) is Interface.CONTACT
    assert interface(b"") is Interface.CONTACT
