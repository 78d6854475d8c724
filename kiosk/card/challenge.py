"""What a card signs to show that it is here or that its PIN was given: never bytes that the bridge chose.

    digest = SHA-256("fhir-anchor kiosk challenge 1" | 0x00 | "presence" or "login" | 0x00 | nonce)

A signature over it can be nothing else: no login elsewhere, no statement of `anchor.statement`, and a tap's
signature is no login's.
"""

from __future__ import annotations

import hashlib
from typing import Final

from kiosk.card.face import Slot

NONCE_SIZE: Final = 32

_DOMAIN: Final = b"fhir-anchor kiosk challenge 1\0"
_NAMES: Final = {Slot.PRESENCE: b"presence", Slot.LOGIN: b"login"}


def digest(slot: Slot, nonce: bytes) -> bytes:
    """The 32 bytes that the key in `slot` signs for this nonce; a `ValueError` for 9C or another length."""
    return hashlib.sha256(message(slot, nonce)).digest()


def message(slot: Slot, nonce: bytes) -> bytes:
    """What SHA-256 goes over, for verifiers that take the message."""
    if slot not in _NAMES or len(nonce) != NONCE_SIZE:
        raise ValueError("a challenge is 32 bytes, for presence or login")
    return _DOMAIN + _NAMES[slot] + b"\0" + nonce
