"""PINs and PUKs: bytes that are wiped, refused here before a card counts them. Source: SP 800-73-4, part 2, 2.4.3."""

from __future__ import annotations

import string
from typing import Final

from kiosk.card.errors import PinUnusable

PIN_SIZES: Final = range(6, 9)
PADDED_SIZE: Final = 8

_DIGITS: Final = string.digits.encode()
_FILLER: Final = 0xFF


def wipe(secret: bytearray) -> None:
    """Overwrite every byte, in place."""
    for at in range(len(secret)):
        secret[at] = 0


def padded_pin(pin: bytearray) -> bytearray:
    """The eight bytes that a card takes; `PinUnusable` unless six to eight digits are given. Wipe what you get."""
    if len(pin) not in PIN_SIZES or any(byte not in _DIGITS for byte in pin):
        raise PinUnusable
    return pin + bytes((_FILLER,)) * (PADDED_SIZE - len(pin))


def checked_puk(puk: bytearray) -> bytearray:
    """A copy of a PUK; `PinUnusable` unless it has eight bytes that are not all filler. Wipe what you get."""
    if len(puk) != PADDED_SIZE or all(byte == _FILLER for byte in puk):
        raise PinUnusable
    return bytearray(puk)
