"""The keyring: wraps patient keys under the epoch's key, which never leaves the place that keeps it.

    wrapped = epoch id 8 | AES-256-KWP(HKDF-Expand(epoch key, "fa-wrap-1" | context), key) 40
    epoch id = the first 8 bytes of HKDF-Expand(epoch key, "fa-epoch-id-1")

An epoch turns in three steps, all repeatable: `rotate`, wrap the living keys anew, `destroy` the old.
Whoever keeps the epoch keys (a file, a token, a KMS) needs to offer one HMAC-SHA256: see `EpochKeys`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from fhir_bridge.seal.faults import EpochMissing, Fault, KeyringFault, SealTampered
from fhir_bridge.seal.secret import Secret, new_key
from fhir_bridge.seal.wrap import WRAPPED_BYTES, expand, purpose, unwrap_under, wrap_under

EPOCH_BYTES = 8
_EPOCH_ID = b"fa-epoch-id-1"


class EpochKeys(Protocol):
    """Where epoch keys live. Ids are 16 hex digits; KeyringFault where the place itself cannot be used."""

    def held(self) -> Sequence[str]:
        """The epochs it has keys for, oldest first; the last is the current one."""

    def expand(self, epoch: str, info: bytes) -> Secret:
        """The first 32 bytes of HKDF-Expand(epoch key, info), that is HMAC-SHA256(epoch key, info | 01).

        EpochMissing where it holds no such key.
        """

    def add(self, key: Secret) -> str:
        """Keep one more key, which becomes the current one; durable when this returns its epoch."""

    def remove(self, epoch: str) -> None:
        """Destroy a key; nothing happens where it is gone already."""


@dataclass(frozen=True, slots=True)
class Health:
    """What `status` shows: the current epoch, and those that still wait for their end."""

    current: str
    old: tuple[str, ...]


class Keyring:
    """Wraps, unwraps, and turns epochs, over any `EpochKeys`."""

    def __init__(self, keys: EpochKeys) -> None:
        self._keys = keys

    def wrap(self, key: Secret, context: bytes) -> bytes:
        """`key` wrapped under the current epoch for this context alone: 48 bytes."""
        epoch = self.health().current
        return bytes.fromhex(epoch) + wrap_under(self._keys.expand(epoch, purpose(context)), key)

    def unwrap(self, wrapped: bytes, context: bytes) -> Secret:
        """What was wrapped; EpochMissing for an epoch not held, SealTampered(WRAP) for anything else."""
        if len(wrapped) != EPOCH_BYTES + WRAPPED_BYTES:
            raise SealTampered(Fault.WRAP)
        wrapping_key = self._keys.expand(epoch_of(wrapped), purpose(context))
        return unwrap_under(wrapping_key, wrapped[EPOCH_BYTES:])

    def rotate(self, key: Secret | None = None) -> str:
        """Begin an epoch, with a new key or the one given; older ones still unwrap until they are destroyed."""
        return self._keys.add(key or new_key())

    def destroy(self, epoch: str) -> None:
        """End an epoch for good; KeyringFault for the current one. Repeating it is harmless."""
        if epoch == self.health().current:
            raise KeyringFault(f"epoch {epoch} is in use; rotate first")
        self._keys.remove(epoch)

    def health(self) -> Health:
        """Which epochs are held; KeyringFault where there is none or the place cannot be used."""
        held = self._keys.held()
        if not held:
            raise KeyringFault(
                "the keyring holds no epoch key; restore it from its shares or from where it is kept"
            )
        return Health(current=held[-1], old=tuple(held[:-1]))


class MemoryEpochs:
    """Epoch keys that live as long as the process: for tests and for trying things out."""

    def __init__(self) -> None:
        self._epochs: dict[str, Secret] = {}

    def held(self) -> Sequence[str]:
        """The epochs, oldest first."""
        return tuple(self._epochs)

    def expand(self, epoch: str, info: bytes) -> Secret:
        """HKDF-Expand under an epoch's key; EpochMissing."""
        if epoch not in self._epochs:
            raise EpochMissing(epoch)
        return expand(self._epochs[epoch], info)

    def add(self, key: Secret) -> str:
        """One more epoch."""
        epoch = epoch_id(key)
        self._epochs[epoch] = key
        return epoch

    def remove(self, epoch: str) -> None:
        """One less."""
        self._epochs.pop(epoch, None)


def epoch_id(key: Secret) -> str:
    """The public fingerprint of an epoch key."""
    return expand(key, _EPOCH_ID).reveal()[:EPOCH_BYTES].hex()


def epoch_of(wrapped: bytes) -> str:
    """The epoch under which a key was wrapped, as the wrapped key itself says."""
    return wrapped[:EPOCH_BYTES].hex()
