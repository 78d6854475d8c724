"""A PIV card's commands, one method each. Source: SP 800-73-4, part 2.

| method          | APDU                | |
|---|---|---|
| select          | A4 04 00            | FOREIGN where there is no PIV application |
| tries, verify   | 20 00 80            | an empty body asks; 63Cx tells, 6983 is blocked |
| chuid, certificate, discovery | CB 3F FF | None where the card has none |
| sign            | 87 alg slot         | 7C { 82, 81 challenge } gives 7C { 82 signature } |
| change, unblock | 24 00 80, 81; 2C 00 80 | |

No method tries anything twice: a PIN that is wrong has cost a try.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kiosk.card import objects, tlv
from kiosk.card.apdu import Answer, Command, Status, exchange
from kiosk.card.connection import CardConnection
from kiosk.card.errors import Declined, Malformed, PinBlocked, Trouble, WrongPin
from kiosk.card.face import Slot
from kiosk.card.pin import checked_puk, padded_pin, wipe
from kiosk.card.signature import Algorithm, to_sign

SELECT: Final = 0xA4
VERIFY: Final = 0x20
CHANGE: Final = 0x24
UNBLOCK: Final = 0x2C
AUTHENTICATE: Final = 0x87
READ: Final = 0xCB
PIN: Final = 0x80  # the key reference of the card's own PIN
PUK: Final = 0x81

_TROUBLES: Final = {
    Status.NOT_VERIFIED: Trouble.NOT_VERIFIED,
    Status.ABSENT: Trouble.ABSENT,
    Status.NO_REFERENCE: Trouble.ABSENT,
}


_Form = Callable[[bytearray], bytearray]


class Piv:
    """A client of one card. Secrets are given as bytearrays that their owner wipes; copies are wiped here."""

    def __init__(self, connection: CardConnection) -> None:
        self.connection = connection

    def ask(self, command: Command) -> bytes:
        """The data of a command that must succeed; `Declined`, `WrongPin` or `PinBlocked` when it does not."""
        answer = exchange(self.connection, command)
        if answer.status is Status.OK:
            return answer.data
        raise _refusal(answer)

    def select(self) -> None:
        """Select the application; `Declined(FOREIGN)` when the card has none."""
        answer = exchange(self.connection, Command(SELECT, 0x04, 0x00, objects.AID, answered=True))
        if answer.status is not Status.OK:
            raise Declined(Trouble.FOREIGN)
        objects.read_properties(answer.data)

    def tries(self) -> int | None:
        """PIN tries left, 0 when blocked; None when the PIN stands verified."""
        answer = exchange(self.connection, Command(VERIFY, 0x00, PIN))
        if answer.status is Status.OK:
            return None
        refusal = _refusal(answer)
        if refusal.tries is None:
            raise refusal
        return refusal.tries

    def verify(self, pin: bytearray) -> None:
        """Verify the PIN; `WrongPin` with the tries left, `PinBlocked`, or `PinUnusable` without asking the card."""
        self._secretly(VERIFY, PIN, (padded_pin, pin))

    def change_pin(self, pin: bytearray, new: bytearray) -> None:
        """Put a new PIN in the old one's place."""
        self._secretly(CHANGE, PIN, (padded_pin, pin), (padded_pin, new))

    def change_puk(self, puk: bytearray, new: bytearray) -> None:
        """Put a new PUK in the old one's place."""
        self._secretly(CHANGE, PUK, (checked_puk, puk), (checked_puk, new))

    def unblock(self, puk: bytearray, new: bytearray) -> None:
        """Give the card a new PIN, with all its tries; `WrongPin` counts the PUK's."""
        self._secretly(UNBLOCK, PIN, (checked_puk, puk), (padded_pin, new))

    def sign(self, slot: Slot, algorithm: Algorithm, digest: bytes) -> bytes:
        """The card's signature over 32 bytes, as the card gave it: not checked yet."""
        template = tlv.write(0x7C, tlv.write(0x82, b"") + tlv.write(0x81, to_sign(algorithm, digest)))
        data = self.ask(Command(AUTHENTICATE, algorithm.value, slot.value, template, answered=True))
        return tlv.only(tlv.only(data, 0x7C), 0x82)

    def chuid(self) -> objects.Chuid | None:
        """Who the card says it is."""
        data = self.read(objects.CHUID)
        return None if data is None else objects.read_chuid(data)

    def certificate(self, slot: Slot) -> bytes | None:
        """A slot's certificate, in DER that is not read yet."""
        data = self.read(objects.CERTIFICATES[slot])
        return None if data is None else objects.read_certificate(data)

    def discovery(self) -> int:
        """The PIN usage policy: what the card says, or the application's own PIN alone, as the standard has it."""
        data = self.read(objects.DISCOVERY)
        return objects.APPLICATION_PIN if data is None else objects.read_discovery(data)

    def read(self, tag: int) -> bytes | None:
        """A data object, or None where the card has none."""
        asked = tlv.write(0x5C, tag.to_bytes((tag.bit_length() + 7) // 8, "big"))
        answer = exchange(self.connection, Command(READ, 0x3F, 0xFF, asked, answered=True))
        if answer.status is Status.ABSENT:
            return None
        if answer.status is not Status.OK:
            raise _refusal(answer)
        return None if answer.data == b"\x53\x00" else answer.data

    def _secretly(self, ins: int, reference: int, *secrets: tuple[_Form, bytearray]) -> None:
        """Send secrets in the form that the card takes; every copy is wiped, also of one that is refused."""
        copies: list[bytearray] = []
        try:
            copies.extend(form(secret) for form, secret in secrets)
            copies.append(bytearray().join(copies))
            if self.ask(Command(ins, 0x00, reference, copies[-1])):
                raise Malformed("answer: data where none belongs")
        finally:
            for copy in copies:
                wipe(copy)


def _refusal(answer: Answer) -> Declined:
    if answer.status is Status.BLOCKED or answer.tries == 0:
        return PinBlocked()
    if answer.tries is not None:
        return WrongPin(answer.tries)
    trouble = _TROUBLES.get(answer.status, Trouble.DECLINED)
    return Declined(trouble, f"the card says {answer.status.name}")
