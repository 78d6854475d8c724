"""Commands to a card and its answers: short APDUs, command chaining, GET RESPONSE. Source: ISO/IEC 7816-4, 5.1-5.3.

    00 CB 3F FF 05 5C 03 5F C1 02 00        CLA INS P1 P2 Lc data Le; the answer is data and a status word

Whatever a command's bytes are, they are wiped when the card has answered: some hold a PIN.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from kiosk.card.connection import CardConnection
from kiosk.card.errors import Malformed
from kiosk.card.pin import wipe

MAX_PART: Final = 255  # bytes of data in a short command
MAX_ANSWER: Final = (
    12 * 1024
)  # SP 800-73-4 caps its largest object at 12,710 with images; we read none of those
MAX_FRAME: Final = 258  # 256 bytes and the status word

_CHAINED: Final = 0x10  # the class bit that says more is to come
_GET_RESPONSE: Final = 0xC0
_MORE, _OTHER_LENGTH = 0x61, 0x6C
_COUNTER: Final = 0x63C0


class Status(Enum):
    """The status words that a PIV card may say. Source: SP 800-73-4, part 2; ISO/IEC 7816-4, table 6."""

    OK = 0x9000
    TRIES = _COUNTER  # 63C0 to 63CF: verification failed, so many tries are left
    MEMORY = 0x6581
    WRONG_LENGTH = 0x6700
    NO_CHANNEL = 0x6881
    NO_SECURE_MESSAGING = 0x6882
    LAST_EXPECTED = 0x6883
    NO_CHAINING = 0x6884
    NOT_VERIFIED = 0x6982
    BLOCKED = 0x6983
    NOT_NOW = 0x6985
    NO_SECURE_OBJECTS = 0x6987
    WRONG_SECURE_OBJECTS = 0x6988
    WRONG_DATA = 0x6A80
    NO_FUNCTION = 0x6A81
    ABSENT = 0x6A82
    FULL = 0x6A84
    WRONG_PARAMETERS = 0x6A86
    NO_REFERENCE = 0x6A88
    WRONG_OFFSET = 0x6B00
    NO_INSTRUCTION = 0x6D00
    NO_CLASS = 0x6E00
    NO_REASON = 0x6F00


@dataclass(frozen=True, slots=True)
class Command:
    """One command; `answered`: the card may send data back."""

    ins: int
    p1: int
    p2: int
    data: bytes | bytearray = field(default=b"", repr=False)
    answered: bool = False

    def parts(self) -> Iterator[bytearray]:
        """The APDUs to send: all but the last are chained, the last asks for the answer."""
        cuts = range(0, len(self.data), MAX_PART) or (0,)
        for at in cuts:
            part = memoryview(self.data)[at : at + MAX_PART]
            last = at == cuts[-1]
            apdu = bytearray((0 if last else _CHAINED, self.ins, self.p1, self.p2))
            if part:
                apdu.append(len(part))
                apdu += part
            if last and self.answered:
                apdu.append(0)
            yield apdu


@dataclass(frozen=True, slots=True)
class Answer:
    """A card's data and status; `tries` with Status.TRIES."""

    status: Status
    data: bytes = field(default=b"", repr=False)
    tries: int | None = None


def exchange(connection: CardConnection, command: Command) -> Answer:
    """Send the command and gather the answer; `Malformed` when it breaks the rules or the cap."""
    frame = b""
    for apdu in command.parts():
        more = apdu[0] & _CHAINED
        try:
            frame = _retried(connection, apdu)
        finally:
            wipe(apdu)
        if more and frame != b"\x90\x00":
            break
    return _gathered(connection, frame)


def _retried(connection: CardConnection, apdu: bytearray) -> bytes:
    """One APDU's answer; sent once more when the card names the length that it wants (6Cxx)."""
    frame = _frame(connection.transmit(apdu))
    if frame[-2] == _OTHER_LENGTH and len(frame) == 2:  # noqa: PLR2004 a status word has two bytes
        again = apdu[:-1] + frame[-1:]
        try:
            frame = _frame(connection.transmit(again))
        finally:
            wipe(again)
    return frame


def _gathered(connection: CardConnection, frame: bytes) -> Answer:
    data = bytearray(frame[:-2])
    while frame[-2] == _MORE:
        frame = _frame(connection.transmit(bytes((0, _GET_RESPONSE, 0, 0, frame[-1]))))
        if len(frame) == 2 and frame[-2] == _MORE:  # noqa: PLR2004 a status word has two bytes
            raise Malformed("answer: more is promised and nothing comes")
        data += frame[:-2]
        if len(data) > MAX_ANSWER:
            raise Malformed("answer: larger than any that is asked for")
    return _answer(bytes(data), int.from_bytes(frame[-2:], "big"))


def _answer(data: bytes, word: int) -> Answer:
    if word & 0xFFF0 == _COUNTER:
        status, tries = Status.TRIES, word & 0x0F
    else:
        try:
            status, tries = Status(word), None
        except ValueError:
            raise Malformed("answer: a status word that no PIV card says") from None
    if data and status is not Status.OK:
        raise Malformed("answer: data beside a refusal")
    return Answer(status, data, tries)


def _frame(frame: bytes) -> bytes:
    if not 2 <= len(frame) <= MAX_FRAME:  # noqa: PLR2004 a status word has two bytes
        raise Malformed("answer: too short, or longer than a short APDU allows")
    return frame
