from __future__ import annotations

import hashlib

import pytest

from fhir_bridge.api.wire import card as wire
from kiosk.card import challenge
from kiosk.card.face import Slot

NONCE = bytes(range(32))


@pytest.mark.parametrize(
    ("slot", "expected"),
    [
        (Slot.PRESENCE, b"fhir-anchor kiosk challenge 1\0presence\0" + NONCE),
        (Slot.LOGIN, b"fhir-anchor kiosk challenge 1\0login\0" + NONCE),
    ],
)
def test_the_digest_is_the_domains_hash(slot: Slot, expected: bytes) -> None:
    assert challenge.message(slot, NONCE) == expected
    assert challenge.digest(slot, NONCE) == hashlib.sha256(expected).digest()


@pytest.mark.parametrize(("here", "there"), [(Slot.PRESENCE, wire.Slot.TAP), (Slot.LOGIN, wire.Slot.LOG_IN)])
def test_the_bridge_verifies_what_the_card_signs(here: Slot, there: wire.Slot) -> None:
    nonce = wire.proof_nonce("kiosk-1", NONCE)
    assert wire.proof_digest(there, "kiosk-1", NONCE) == challenge.digest(here, nonce)
    assert wire.proof_digest(there, "kiosk-2", NONCE) != challenge.digest(here, nonce)
