"""What the card process owes: no trace of a PIN, no core dump, and an end at any moment."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event, Timer
from types import UnionType

import pytest
from smartcard import scard

from kiosk.card import messages as said
from kiosk.card.connection import Bounds
from kiosk.card.errors import Trouble
from kiosk.card.process import CardDesk
from kiosk.card.virtual.applet import Chip
from kiosk.card.virtual.memory import Memory
from kiosk.card.virtual.profile import Profile
from kiosk.card.virtual.profiles import Issued
from tests.kiosk.pcsc import READERS, Pcscd
from tests.kiosk.waiting import DEADLINE, until

Make = Callable[[Profile], Issued]
ROOT = Path(__file__).parents[3]
BOUNDS = Bounds(reading=5.0, computing=5.0, making=5.0)
NONCE = bytes(32)


@pytest.fixture
def desk(trust: Path, pcscd: Pcscd) -> Iterator[CardDesk]:
    assert pcscd.process is not None
    with CardDesk(trust, bounds=BOUNDS) as found:
        yield found


def heard(desk: CardDesk, kind: type[said.Event] | UnionType) -> said.Event:
    end = time.monotonic() + DEADLINE
    while (event := desk.receive(end - time.monotonic())) is not None:
        if isinstance(event, kind):
            return event
    raise AssertionError(kind)


def presented(desk: CardDesk, pcscd: Pcscd, chip: Chip) -> bytes:
    pcscd.insert(chip)
    event = heard(desk, said.CardPresented)
    assert isinstance(event, said.CardPresented)
    return event.face.fingerprint


def remembered(pid: int, secret: bytes) -> int:
    """How often a process's memory holds the bytes."""
    found = 0
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            begin, end, access = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+)", line).groups()  # type: ignore[union-attr]  # the kernel's lines match
            if "r" not in access or "w" not in access:
                continue
            memory.seek(int(begin, 16))
            try:
                found += memory.read(int(end, 16) - int(begin, 16)).count(secret)
            except OSError:
                continue
    return found


READS_MEMORY = pytest.mark.skipif(os.geteuid() != 0, reason="only root reads another process's memory")


@READS_MEMORY
def test_t102_no_process_holds_the_pin_once_it_was_used(
    desk: CardDesk, pcscd: Pcscd, made: Make, tmp_path: Path
) -> None:
    """The card itself lies in a process of its own, as a real one does, for it must know its PIN."""
    card = made(Profile.GOOD)
    path, pin_file = tmp_path / "card", tmp_path / "pin"
    _write_pin(pin_file)
    _save_with_pin(card.memory, path, pin_file)
    plug = subprocess.Popen(
        [sys.executable, "-m", "kiosk.card.virtual", str(path), "--port", str(pcscd.port)], cwd=ROOT
    )
    try:
        event = heard(desk, said.CardPresented)
        assert isinstance(event, said.CardPresented)
        for command in (
            said.VerifyPin(event.face.fingerprint),
            said.SignStatement(event.face.fingerprint, NONCE),
        ):
            pin = bytearray(8)
            with pin_file.open("rb", buffering=0) as given:
                given.readinto(pin)
            desk.send(command, pin)
            assert not isinstance(desk.receive(DEADLINE), said.Failed | None)
        assert desk.pid is not None
        assert _counted(desk.pid, pin_file) == 0
        assert _counted(os.getpid(), pin_file) == 0
        assert _counted(plug.pid, pin_file) > 0, "the control: the card's own process holds it"
    finally:
        plug.kill()
        plug.wait()


def _write_pin(pin_file: Path) -> None:
    """Eight digits that this process never holds, nor held by chance: a long run has many digits in its memory."""
    script = "import os,sys; sys.stdout.buffer.write(bytes(48 + b % 10 for b in os.urandom(8)))"
    while not pin_file.exists() or _counted(os.getpid(), pin_file):
        with pin_file.open("wb") as given:
            subprocess.run([sys.executable, "-c", script], stdout=given, check=True)


def _save_with_pin(memory: Memory, path: Path, pin_file: Path) -> None:
    """Write the card's file with the PIN put in by another process, so that this one never holds it."""
    memory.save(path)
    script = (
        "import json, sys; from pathlib import Path; card, pin = map(Path, sys.argv[1:]);"
        "card.write_text(json.dumps(json.loads(card.read_text()) | {'pin': pin.read_text()}))"
    )
    subprocess.run([sys.executable, "-c", script, str(path), str(pin_file)], check=True)


def _counted(pid: int, pin_file: Path) -> int:
    """The count, taken by another process again."""
    script = (
        "import sys; from pathlib import Path; from tests.kiosk.card.test_process import remembered;"
        "print(remembered(int(sys.argv[1]), Path(sys.argv[2]).read_bytes()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(pid), str(pin_file)], cwd=ROOT, capture_output=True, check=True
    )
    return int(done.stdout)


def test_t102_the_process_leaves_no_core_and_is_no_ones_to_read(
    desk: CardDesk, pcscd: Pcscd, made: Make, tmp_path: Path
) -> None:
    presented(desk, pcscd, made(Profile.GOOD).chip())
    pid = desk.pid
    assert pid is not None
    limits = Path(f"/proc/{pid}/limits").read_text()
    assert re.search(r"^Max core file size\s+0\s+0\s", limits, re.MULTILINE)
    os.kill(pid, signal.SIGSEGV)
    heard(desk, said.CardRemoved)
    assert not list(tmp_path.rglob("core*"))


@pytest.mark.parametrize(("call", "dumpable"), [("", 1), ("harden(); ", 0)])
def test_t102_a_hardened_process_cannot_be_dumped(call: str, dumpable: int) -> None:
    script = (
        f"import ctypes,sys; from kiosk.card.child import harden; {call}sys.exit(ctypes.CDLL(None).prctl(3))"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == dumpable


def test_t102_the_process_is_gone_with_its_card(desk: CardDesk, pcscd: Pcscd, made: Make) -> None:
    card = presented(desk, pcscd, made(Profile.GOOD).chip())
    first = desk.pid
    desk.send(said.VerifyPin(card), bytearray(b"123456"))
    assert isinstance(heard(desk, said.PinAccepted), said.PinAccepted)
    pcscd.pull()
    heard(desk, said.CardRemoved)
    until(lambda: not desk.receive(0.01) and not Path(f"/proc/{first}").exists())
    assert desk.pid != first


@pytest.mark.parametrize("when", ["before", "during", "after"])
def test_t102_killing_the_process_is_safe_at_any_moment(
    desk: CardDesk, pcscd: Pcscd, made: Make, when: str
) -> None:
    card = made(Profile.SLOW)
    fingerprint = presented(desk, pcscd, card.chip())
    assert desk.pid is not None
    if when == "before":
        os.kill(desk.pid, signal.SIGKILL)
    request = desk.send(said.SignStatement(fingerprint, NONCE), bytearray(b"123456"))
    if when == "after":
        assert isinstance(heard(desk, said.Signed), said.Signed)
    if when != "before":
        desk.forget()
    if when != "after":
        assert heard(desk, said.Failed) == said.Failed(request, Trouble.GONE)
    again = heard(desk, said.CardPresented)
    assert isinstance(again, said.CardPresented)
    assert again.tries == 3
    desk.send(said.ProveLogin(fingerprint, NONCE))
    refused = heard(desk, said.Failed)
    assert isinstance(refused, said.Failed)
    assert refused.trouble is Trouble.NOT_VERIFIED


@pytest.mark.parametrize(("seconds", "told"), [(0.5, said.CardPresented), (20.0, said.CardRefused)])
def test_t102_a_card_that_another_client_holds_is_waited_for(
    trust: Path, pcscd: Pcscd, made: Make, seconds: float, told: type[said.Event]
) -> None:
    """As the daemon holds it a moment longer for a process that was killed while the card computed."""
    pcscd.insert(made(Profile.GOOD).chip())
    until(lambda: not pcscd.noticed(READERS[0]))
    outcome, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
    assert outcome == scard.SCARD_S_SUCCESS
    outcome, handle, _ = scard.SCardConnect(
        context, READERS[0], scard.SCARD_SHARE_EXCLUSIVE, scard.SCARD_PROTOCOL_ANY
    )
    assert outcome == scard.SCARD_S_SUCCESS
    release = Timer(seconds, scard.SCardDisconnect, (handle, scard.SCARD_RESET_CARD))
    release.start()
    with CardDesk(trust, bounds=replace(BOUNDS, computing=1.0)) as desk:
        assert isinstance(heard(desk, said.CardPresented | said.CardRefused), told)
    release.cancel()
    release.join()
    scard.SCardReleaseContext(context)


class Torn:
    """Is pulled out of its reader as it hears the beginning of an APDU."""

    def __init__(self, inner: Chip, heard: str, pull: Callable[[], None]) -> None:
        self._inner, self._heard, self._pull = inner, bytes.fromhex(heard), pull
        self.atr = inner.atr

    def reset(self) -> None:
        self._inner.reset()

    def answer(self, apdu: bytes) -> bytes:
        if apdu.startswith(self._heard):
            self._pull()
        return self._inner.answer(apdu)


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("00CB", said.CardRefused),  # while its face is read
        ("0087119E", said.Failed),  # before it has proved itself
        ("0020008008", said.Failed),  # with the PIN on its way
        ("0087119C", said.Failed),  # between PIN and signature
    ],
)
def test_t102_a_card_torn_out_of_a_real_reader_signs_nothing(
    desk: CardDesk, pcscd: Pcscd, made: Make, at: str, told: type[said.Event]
) -> None:
    pcscd.insert(Torn(made(Profile.GOOD).chip(), at, pcscd.pull))
    if told is said.Failed:
        event = heard(desk, said.CardPresented)
        assert isinstance(event, said.CardPresented)
        desk.send(said.SignStatement(event.face.fingerprint, NONCE), bytearray(b"123456"))
    fault = heard(desk, told)
    assert isinstance(fault, said.Failed | said.CardRefused)
    assert fault.trouble is Trouble.GONE
    heard(desk, said.CardRemoved)
    presented(desk, pcscd, made(Profile.GOOD).chip())


class Mute:
    """Answers until it hears an instruction, and then for ever not."""

    def __init__(self, inner: Chip, ins: int, stuck: Callable[[], object]) -> None:
        self._inner, self._ins, self._stuck = inner, ins, stuck
        self.atr = inner.atr

    def reset(self) -> None:
        self._inner.reset()

    def answer(self, apdu: bytes) -> bytes:
        if apdu[1] == self._ins:
            self._stuck()
        return self._inner.answer(apdu)


def test_a_card_that_never_answers_does_not_hold_the_kiosk(trust: Path, pcscd: Pcscd, made: Make) -> None:
    released = Event()
    with CardDesk(trust, bounds=Bounds(reading=0.05, computing=0.05)) as desk:
        try:
            card = presented(desk, pcscd, Mute(made(Profile.GOOD).chip(), 0x87, released.wait))
            desk.send(said.ProvePresence(card, NONCE))
            failed = heard(desk, said.Failed)
            assert isinstance(failed, said.Failed)
            assert failed.trouble is Trouble.STUCK
            heard(desk, said.CardRemoved)
        finally:
            released.set()


def test_a_card_that_hangs_while_it_is_read_is_waited_for_no_longer_than_a_reading(
    trust: Path, pcscd: Pcscd, made: Make
) -> None:
    released = Event()
    with CardDesk(trust, bounds=Bounds(reading=0.05)) as desk:
        try:
            pcscd.insert(Mute(made(Profile.GOOD).chip(), 0xCB, released.wait))
            refused = heard(desk, said.CardRefused)
            assert isinstance(refused, said.CardRefused)
            assert refused.trouble is Trouble.GONE
        finally:
            released.set()
        pcscd.pull()
        heard(desk, said.CardRemoved)


def test_a_kiosk_that_cannot_run_its_child_says_so(tmp_path: Path) -> None:
    (tmp_path / "broken.crt").write_text("no certificate")
    with CardDesk(tmp_path) as desk:
        assert desk.receive(DEADLINE) == said.ServiceDown()
        assert desk.receive(0.1) is None


def test_a_service_without_a_reader_is_said_to_have_none(desk: CardDesk, pcscd: Pcscd) -> None:
    heard(desk, said.ReaderBack)
    pcscd.unplug()
    heard(desk, said.ServiceDown)
    heard(desk, said.ServiceBack)
    assert heard(desk, said.ReaderRemoved) == said.ReaderRemoved("")
    pcscd.plug()
    heard(desk, said.ReaderBack)


def test_nothing_secret_stands_in_a_message() -> None:
    commands = [said.VerifyPin(NONCE), said.SignStatement(NONCE, b"digest"), said.ProveLogin(NONCE, b"nonce")]
    assert [repr(command) for command in commands] == ["VerifyPin()", "SignStatement()", "ProveLogin()"]


def test_an_installers_bundle_starts_itself_as_its_card_process(
    trust: Path, pcscd: Pcscd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = tmp_path / "clinic-kiosk"
    bundle.write_text(f'#!/bin/sh\nexec {sys.executable} -m kiosk "$@"\n')
    bundle.chmod(0o700)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(bundle))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    assert pcscd.process is not None
    with CardDesk(trust, bounds=BOUNDS) as desk:
        heard(desk, said.ReaderBack)
