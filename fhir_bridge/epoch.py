"""The epoch's turn: a new epoch key, every living key wrapped anew, the old epoch key destroyed. No content moves.

    begin -> keys outside the epoch, a batch at a time -> none left -> destroy the old

Whatever stops it, the next turn goes on where it was: an old epoch that is still held says that a turn is unfinished,
and each key says itself which epoch wrapped it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fhir_bridge.custody import Custody
from fhir_bridge.seal.keyring import Keyring
from fhir_bridge.seal.secret import Secret
from fhir_bridge.store.wrapped import WrappedKeys

BATCH = 500
"""Keys a transaction: readers wait for none longer than a few milliseconds."""


@dataclass(frozen=True, slots=True)
class Turned:
    """What a turn did."""

    epoch: str
    rewrapped: int
    destroyed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Epochs:
    """Turns the epoch; only whoever holds the folder's writer lock may.

    `before_the_end` is called while the old epoch key still exists: here the new key table is brought to safety.
    """

    keyring: Keyring
    custody: Custody
    keys: WrappedKeys
    before_the_end: Callable[[], None] = lambda: None

    def held(self) -> tuple[str, ...]:
        """Every epoch whose key still exists, oldest first."""
        health = self.keyring.health()
        return (*health.old, health.current)

    def turn(self, key: Secret | None = None) -> Turned:
        """Begin or finish a turn; with a key, finish any that is unfinished and begin the epoch of that key."""
        if key is not None and self.keyring.health().old:
            self.turn()
        if not self.keyring.health().old:
            self.keyring.rotate(key)
        health = self.keyring.health()
        count = self._rewrap(bytes.fromhex(health.current))
        self.before_the_end()
        for old in health.old:
            self.keyring.destroy(old)
        return Turned(health.current, count, health.old)

    def _rewrap(self, current: bytes) -> int:
        count = 0
        while waiting := self.keys.outside(current, BATCH):
            self.keys.replace((old, self.custody.rewrapped(old)) for old in waiting)
            count += len(waiting)
        return count
