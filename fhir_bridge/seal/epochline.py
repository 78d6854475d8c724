"""How an epoch key is spelled in its file: open to whoever may read the file, or locked by a passphrase.

    fa-epoch-1 <16 hex: epoch id> <64 hex: key>
    fa-epoch-locked-1 <16 hex: epoch id> <64 hex: salt> <80 hex: wrapped key>

    lock        = scrypt(passphrase, salt, N = 2^15, r = 8, p = 1, 32 bytes)      (RFC 7914)
    wrapped key = `wrap` of the key under the lock, its context the epoch id

Who gives a passphrase reads both spellings and writes the locked one, so a turn of the epoch locks what was open.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Protocol

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from fhir_bridge.seal.faults import KeyringFault, SealTampered
from fhir_bridge.seal.keyring import epoch_id
from fhir_bridge.seal.secret import KEY_BYTES, Secret
from fhir_bridge.seal.wrap import unwrap, wrap

LONGEST_LINE = 256
_OPEN, _LOCKED = "fa-epoch-1", "fa-epoch-locked-1"
_COST, _BLOCK, _LANES = 1 << 15, 8, 1
_FIELDS = {_OPEN: 3, _LOCKED: 4}


class BadLine(ValueError):
    """A line that keeps no key that can be read; it completes a sentence that begins with the file's name."""


class Line(Protocol):
    """One spelling of a key."""

    def spell(self, key: Secret) -> str:
        """The line that keeps a key."""

    def read(self, line: str) -> Secret:
        """The key that a line keeps; BadLine."""


class OpenLine:
    """The key itself: the file's mode is all that keeps it."""

    def spell(self, key: Secret) -> str:
        """The key, readable."""
        return f"{_OPEN} {epoch_id(key)} {key.reveal().hex()}\n"

    def read(self, line: str) -> Secret:
        """The key of an open line."""
        fields = _fields(line)
        if fields[0] == _LOCKED:
            raise BadLine("is locked: give its passphrase")
        return _checked(fields[1], Secret(bytes.fromhex(fields[2])), line, self.spell)


class LockedLine:
    """The key under a passphrase; each salt's lock is made once and kept while the process lives."""

    def __init__(self, passphrase: bytes) -> None:
        if not passphrase:
            raise KeyringFault("an empty passphrase locks nothing")
        self._passphrase = passphrase
        self._locks: dict[bytes, Secret] = {}

    def spell(self, key: Secret) -> str:
        """The key, locked under a new salt."""
        return self._spelled(key, os.urandom(KEY_BYTES))

    def read(self, line: str) -> Secret:
        """The key of a line, locked or still open."""
        fields = _fields(line)
        if fields[0] == _OPEN:
            return OpenLine().read(line)
        salt = bytes.fromhex(fields[2])
        try:
            key = unwrap(self._lock(salt), bytes.fromhex(fields[3]), fields[1].encode())
        except SealTampered as refusal:
            raise BadLine("does not open: another passphrase, or it is damaged") from refusal
        return _checked(fields[1], key, line, lambda same: self._spelled(same, salt))

    def _spelled(self, key: Secret, salt: bytes) -> str:
        epoch = epoch_id(key)
        wrapped = wrap(self._lock(salt), key, epoch.encode())
        return f"{_LOCKED} {epoch} {salt.hex()} {wrapped.hex()}\n"

    def _lock(self, salt: bytes) -> Secret:
        if salt not in self._locks:
            scrypt = Scrypt(salt=salt, length=KEY_BYTES, n=_COST, r=_BLOCK, p=_LANES)
            self._locks[salt] = Secret(scrypt.derive(self._passphrase))
        return self._locks[salt]


def _fields(line: str) -> list[str]:
    fields = line.split()
    if not fields or len(fields) != _FIELDS.get(fields[0]):
        raise BadLine("is no epoch key file")
    try:
        sizes = [len(bytes.fromhex(field)) for field in fields[1:]]
    except ValueError:
        raise BadLine("is no epoch key file") from None
    if KEY_BYTES not in sizes:
        raise BadLine("is no epoch key file")
    return fields


def _checked(epoch: str, key: Secret, line: str, spell: Callable[[Secret], str]) -> Secret:
    if epoch != epoch_id(key) or spell(key) != line:
        raise BadLine("is damaged: its key does not match its epoch id; restore it")
    return key
