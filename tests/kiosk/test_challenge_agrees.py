"""What the card process signs for a tap or a login is what the bridge verifies."""

from __future__ import annotations

import pytest

from fhir_bridge.api.wire import card as wire
from kiosk.card import challenge
from kiosk.card.face import Slot


@pytest.mark.parametrize(("ours", "theirs"), [(Slot.PRESENCE, wire.Slot.TAP), (Slot.LOGIN, wire.Slot.LOG_IN)])
def test_both_sides_hash_alike(ours: Slot, theirs: wire.Slot) -> None:
    given = b"c" * 32
    signed = challenge.digest(ours, wire.proof_nonce("k-1", given))
    assert signed == wire.proof_digest(theirs, "k-1", given)
    assert signed != wire.proof_digest(theirs, "k-2", given)
