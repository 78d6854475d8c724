#!/usr/bin/env python3
"""Fuzzes what the kiosk reads from a card, guided by coverage where atheris is installed.

    tests/fuzz/card.py RUNS [--control]         from the project's root; 1 with the input when something is wrong

The input is a script of answers, each with its length before it. Whatever a card says, a visit's worth of commands ends
with a face and signatures, or with an error of ours; what TLV reads is written back byte for byte. With --control a
planted fault has to be found: a tag that no card of ours uses breaks the reader.
"""

from __future__ import annotations

import importlib.util
import random
import sys
import tempfile
from collections.abc import Callable
from contextlib import nullcontext, suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

GUIDED = importlib.util.find_spec("atheris") is not None
if GUIDED:
    import atheris

with atheris.instrument_imports(include=["kiosk.card"]) if GUIDED else nullcontext():
    from kiosk.card import tlv
    from kiosk.card.connection import Bounds, Scripted
    from kiosk.card.session import Session
    from kiosk.card.trust import TrustStore

from kiosk.card.errors import CardError, Malformed  # noqa: E402 the project is found first
from kiosk.card.face import Interface, Slot  # noqa: E402 the same
from kiosk.card.virtual.authority import TrainingAuthority  # noqa: E402 the same
from kiosk.card.virtual.profiles import Profile, issue  # noqa: E402 the same
from kiosk.card.virtual.readers import VirtualConnection  # noqa: E402 the same

WORDS = [
    bytes.fromhex(word) for word in ("9000", "6100", "61FF", "6C04", "6A82", "63C1", "6983", "6982", "5300")
]
WORDS += [bytes.fromhex(word) for word in ("7C82", "53820104", "7001", "7101", "FE00", "30820100", "1F8B08")]
NONCE = bytes(32)
UNLIMITED = Bounds(1e9, 1e9, 1e9)
PLANTED = 0x5C


class Wrong(Exception):
    """What the fuzzer looks for."""


class Heard:
    """Keeps what a card says, as a script."""

    def __init__(self, inner: VirtualConnection) -> None:
        self._inner, self.script = inner, b""

    def transmit(self, apdu: bytes | bytearray) -> bytes:
        answer = self._inner.transmit(apdu)
        self.script += len(answer).to_bytes(2, "big") + answer
        return answer

    def close(self) -> None:
        self._inner.close()


def visit(connection: Scripted | Heard, store: TrustStore, authority: TrainingAuthority) -> None:
    """Everything that a kiosk asks of a card."""
    session = Session.open(connection, interface=Interface.CONTACT, bounds=UNLIMITED)
    store.standing(session.face, authority.now)
    session.prove(Slot.PRESENCE, NONCE)
    session.verify(bytearray(b"123456"))
    session.sign(NONCE, bytearray(b"123456"))


def seeds(authority: TrainingAuthority) -> list[bytes]:
    """Whole visits, as scripts."""
    found = []
    for profile in (Profile.GOOD, Profile.BLANK, Profile.BLOCKED, Profile.LYING):
        heard = Heard(VirtualConnection(issue(profile, authority).chip()))
        with suppress(CardError):
            visit(heard, authority.store(), authority)
        found.append(heard.script)
    return found


def answers(data: bytes) -> list[bytes]:
    """The script in the input."""
    found, at = [], 0
    while at + 2 <= len(data):
        size = int.from_bytes(data[at : at + 2], "big") % 300
        found.append(data[at + 2 : at + 2 + size])
        at += 2 + size
    return found


def checker(authority: TrainingAuthority, *, control: bool) -> Callable[[bytes], None]:
    """The function that judges one input."""
    store = authority.store()

    def check(data: bytes) -> None:
        script = answers(data)
        with suppress(CardError):
            visit(Scripted(script), store, authority)
        for answer in script:
            _written_back(answer[:-2], control=control)

    return check


def _written_back(data: bytes, *, control: bool) -> None:
    try:
        elements = tlv.parse(data)
    except Malformed:
        return
    if b"".join(tlv.write(one.tag, one.value) for one in elements) != data:
        raise Wrong("what was read is not written back")
    if control and any(one.tag == PLANTED for one in elements):
        raise Wrong("planted")


def mutated(chance: random.Random, seed: bytes) -> bytes:
    """A seed with up to eight changes: bytes flipped, cut, doubled, words put in."""
    data = bytearray(seed)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(4):
            case 0:
                data[at:at] = chance.choice(WORDS)
            case 1:
                del data[at : at + chance.randint(1, 40)]
            case 2:
                data[at : at + 1] = bytes((chance.randrange(256),))
            case _:
                data[at:at] = data[at : at + chance.randint(1, 60)]
    return bytes(data)


def by_chance(check: Callable[[bytes], None], scripts: list[bytes], runs: int) -> int:
    """The runs without guidance, the same changes every time."""
    chance = random.Random(7)
    for run in range(runs):
        data = mutated(chance, chance.choice(scripts))
        try:
            check(data)
        except Exception as fault:  # noqa: BLE001 whatever is no refusal is a finding
            sys.stdout.write(f"run {run}: {type(fault).__name__}: {fault}\n{data!r}\n")
            return 1
    sys.stdout.write(f"{runs} runs, nothing found\n")
    return 0


def guided(check: Callable[[bytes], None], scripts: list[bytes], runs: int) -> int:
    """The runs with libFuzzer, which ends the process itself."""
    with tempfile.TemporaryDirectory() as folder:
        for number, script in enumerate(scripts):
            (Path(folder) / str(number)).write_bytes(script)
        limits = [f"-atheris_runs={runs}", "-max_len=6000", "-timeout=5", f"-artifact_prefix={folder}/"]
        atheris.Setup([sys.argv[0], *limits, folder], check, custom_mutator=_mutate)
        atheris.Fuzz()
    return 0


def _mutate(data: bytes, largest: int, seed: int) -> bytes:
    return mutated(random.Random(seed), data)[:largest]


def main() -> int:
    """Runs as many inputs as are asked for."""
    runs = int(sys.argv[1]) if sys.argv[1:] else 100_000
    authority = TrainingAuthority.create()
    check, scripts = checker(authority, control="--control" in sys.argv), seeds(authority)
    return guided(check, scripts, runs) if GUIDED else by_chance(check, scripts, runs)


if __name__ == "__main__":
    sys.exit(main())
