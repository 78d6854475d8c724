"""Fuzzes what the kiosk reads from a card, guided by coverage where atheris is installed.

    python -m tests.fuzz.card RUNS [--control]          1 with the input when something is wrong

The input is a script of answers, each with its length before it. Whatever a card says, a visit's worth of commands ends
with a face and signatures, or with an error of ours; what TLV reads is written back byte for byte. With --control a
planted fault has to be found: a tag that no card of ours uses breaks the reader.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress

from tests.fuzz.inputs import Inputs, Wrong, instrumented

with instrumented("kiosk.card"):
    from kiosk.card import tlv
    from kiosk.card.connection import Bounds, Scripted
    from kiosk.card.errors import CardError, Malformed
    from kiosk.card.face import Interface, Slot
    from kiosk.card.session import Session
    from kiosk.card.trust import TrustStore
    from kiosk.card.virtual.authority import TrainingAuthority
    from kiosk.card.virtual.profile import Profile
    from kiosk.card.virtual.profiles import issue
    from kiosk.card.virtual.readers import VirtualConnection

WORDS = [
    bytes.fromhex(word) for word in ("9000", "6100", "61FF", "6C04", "6A82", "63C1", "6983", "6982", "5300")
]
WORDS += [bytes.fromhex(word) for word in ("7C82", "53820104", "7001", "7101", "FE00", "30820100", "1F8B08")]
NONCE = bytes(32)
UNLIMITED = Bounds(1e9, 1e9, 1e9)
PLANTED = 0x5C


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


def main() -> int:
    """Runs as many inputs as are asked for."""
    runs = int(sys.argv[1]) if sys.argv[1:] else 100_000
    authority = TrainingAuthority.create()
    check = checker(authority, control="--control" in sys.argv)
    return Inputs(seeds(authority), WORDS).try_all(check, runs)


if __name__ == "__main__":
    sys.exit(main())
