"""What waits for the bridge, sealed: arrivals by tap, and decisions that were signed and could not be sent.

One file an entry, `TIME-ID`: version 1 | nonce 12 | AES-256-GCM over the body, with the file's name
and the version as associated data.
The key lies in the state folder (0600), or where a systemd credential puts it. An entry is whole and synced before it
is shown as waiting, and goes only when the bridge has it: its id makes it count once, however often it is sent.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.enrolment import write
from kiosk.errors import BadState

KEY_SIZE: Final = 32
NONCE_SIZE: Final = 12
MOST_ENTRIES: Final = 2000  # a day without the bridge; beyond it, people go to the desk
_VERSION: Final = b"\x01"
_NAME: Final = re.compile(r"(\d{14})-([ad])-([0-9a-f]{32})")


class Kind(Enum):
    """What waits."""

    ARRIVAL = "a"
    DECISIONS = "d"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that waits; `id` is 16 random bytes."""

    kind: Kind
    at: int
    id: bytes
    body: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """The file's name: it says when and what kind, not who."""
        return f"{self.at:014d}-{self.kind.value}-{self.id.hex()}"


class Queue:
    """The folder of what waits. Processes may share it only one at a time."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder, self._sealer = folder, AESGCM(key)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    @classmethod
    def open(cls, state: Path, key_file: Path | None = None) -> Queue:
        """The queue of a state folder; its key is made at the first opening."""
        path = key_file or state / "queue.key"
        if key_file is None and not path.exists():
            state.mkdir(mode=0o700, parents=True, exist_ok=True)
            write(path, os.urandom(KEY_SIZE))
        try:
            key = path.read_bytes()
        except OSError:
            raise BadState("the queue's key cannot be read") from None
        if len(key) != KEY_SIZE:
            raise BadState(f"the queue's key has not {KEY_SIZE} bytes")
        return cls(state / "queue", key)

    def add(self, entry: Entry) -> None:
        """Keep an entry; it is on disk when this returns. `BadState` when too many wait."""
        if len(self) >= MOST_ENTRIES:
            raise BadState("too many wait for the bridge")
        nonce = os.urandom(NONCE_SIZE)
        sealed = self._sealer.encrypt(nonce, entry.body, entry.name.encode() + _VERSION)
        write(self._folder / entry.name, _VERSION + nonce + sealed)

    def entries(self) -> list[Entry]:
        """What waits, oldest first. An entry that cannot be opened is set aside under `.broken`."""
        found = (self._opened(name) for name in self._names())
        return [entry for entry in found if entry is not None]

    def remove(self, entry: Entry) -> None:
        """The bridge has it."""
        (self._folder / entry.name).unlink(missing_ok=True)

    def __len__(self) -> int:
        return len(self._names())

    def _names(self) -> list[str]:
        return sorted(path.name for path in self._folder.iterdir() if _NAME.fullmatch(path.name))

    def _opened(self, name: str) -> Entry | None:
        path = self._folder / name
        data = path.read_bytes()
        nonce, sealed = data[1 : 1 + NONCE_SIZE], data[1 + NONCE_SIZE :]
        try:
            body = self._sealer.decrypt(nonce, sealed, name.encode() + data[:1])
        except (InvalidTag, ValueError):
            path.rename(path.with_suffix(".broken"))
            return None
        at, kind, id_ = _NAME.fullmatch(name).groups()  # type: ignore[union-attr]  # `_names` gives no other
        return Entry(Kind(kind), int(at), bytes.fromhex(id_), body)
