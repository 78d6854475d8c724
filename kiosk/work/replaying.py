"""What waited for the bridge, sent to it once it is back: each entry goes when the bridge has it, and not before."""

from __future__ import annotations

from typing import Final

from fhir_bridge.api.wire import consent, visit
from fhir_bridge.api.wire.coding import decode
from fhir_bridge.api.wire.refusal import Refusal
from kiosk.bridge_client import Bridge
from kiosk.errors import BridgeRefused
from kiosk.queue import Entry, Kind, Queue

MOST_AT_ONCE: Final = 50
FINAL: Final = (
    Refusal.BAD_REQUEST,
    Refusal.NOT_FOUND,
    Refusal.CARD_UNKNOWN,
    Refusal.CARD_EXPIRED,
    Refusal.CARD_SUSPENDED,
    Refusal.CARD_REVOKED,
    Refusal.CARD_UNPROVED,
    Refusal.NOT_ENTITLED,
    Refusal.SIGN_AGAIN,
    Refusal.WRONG_TEXT,
    Refusal.ERASED,
)
"""Refusals of what was signed, which no later attempt changes; any other is of the request that carried it."""


def replay(bridge: Bridge, queue: Queue) -> int:
    """Send what waits, oldest first; how many the bridge has taken. `BridgeDown` leaves the rest where it is."""
    entries = queue.entries()
    arrivals = [entry for entry in entries if entry.kind is Kind.ARRIVAL]
    taken = 0
    for start in range(0, len(arrivals), MOST_AT_ONCE):
        taken += _arrivals(bridge, queue, arrivals[start : start + MOST_AT_ONCE])
    return taken + sum(_decisions(bridge, queue, one) for one in entries if one.kind is Kind.DECISIONS)


def _arrivals(bridge: Bridge, queue: Queue, entries: list[Entry]) -> int:
    """Those that the bridge refuses go as well: it tells the desk of them."""
    asked = visit.Replay(tuple(decode(entry.body, visit.OfflineArrival) for entry in entries))
    replayed = bridge.ask(visit.REPLAY, asked)
    answered = {*replayed.taken, *replayed.refused}
    for entry in entries:
        if entry.id in answered:
            queue.remove(entry)
    return len(replayed.taken)


def _decisions(bridge: Bridge, queue: Queue, entry: Entry) -> int:
    """A refusal of the list itself is final, and the bridge has told the desk; any other leaves it where it is.

    The key is not the one of the attempt while the visit went on: that request was another.
    """
    try:
        bridge.ask(consent.DECIDE_LATE, decode(entry.body, consent.LateDecisions), f"late-{entry.id.hex()}")
    except BridgeRefused as refused:
        if refused.refusal in FINAL:
            queue.remove(entry)
        return 0
    queue.remove(entry)
    return 1
