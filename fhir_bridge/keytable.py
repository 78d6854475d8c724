"""The key table: every wrapped key of the site and its patients, and the sealed signing keys, in one file.

    {"format": "fhir-anchor keys 1", "epoch": "51ef...", "keys": [["patient", "a0b4...", "<hex>"], ...],
     "wrapped": "<hex>", "sealed": {"log.key": "<base64 envelope>", "relayer.key": "..."}}

Data may be restored as old as one likes, keys only as they are now: after an epoch's turn, older data opens with the
newest key table and with nothing else. It holds no key that opens without the epoch key.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fhir_bridge.errors import Tampered, Unavailable
from fhir_bridge.nesting import depth
from fhir_bridge.seal.context import framed
from fhir_bridge.seal.envelope import open_envelope, seal
from fhir_bridge.seal.keyring import Keyring
from fhir_bridge.seal.secret import Secret, new_key
from fhir_bridge.seal.wrap import expand
from fhir_bridge.store.copy import write_file
from fhir_bridge.store.wrapped import Kind, Wrapped

FORMAT = "fhir-anchor keys 1"
NAME = "keys.json"
MOST_DEPTH = 3
"""Of what `write` writes."""
SIGNING = ("log.key", "relayer.key")
_CONTEXT = b"fa-key-table"


@dataclass(frozen=True, slots=True)
class KeyTable:
    """The table of one moment; `sealed` are the signing keys' files by name."""

    epoch: str
    keys: tuple[Wrapped, ...]
    wrapped: bytes
    sealed: dict[str, bytes]

    @classmethod
    def of(cls, keys: Sequence[Wrapped], keyring: Keyring, anchor: Path) -> KeyTable:
        """The table as it is now; `anchor` is the folder of the signing keys."""
        key = new_key()
        files = {name: (anchor / name).read_bytes() for name in SIGNING if (anchor / name).exists()}
        sealed = {name: seal(data, _key(key, name), _bound(name)) for name, data in files.items()}
        return cls(keyring.health().current, tuple(keys), keyring.wrap(key, _CONTEXT), sealed)

    @classmethod
    def parse(cls, data: bytes) -> KeyTable:
        """The table that `write` wrote; Tampered for any other file."""
        if depth(data) > MOST_DEPTH:
            raise Tampered("the file is no key table")
        try:
            said = json.loads(data)
            epoch = {FORMAT: said["epoch"]}[said["format"]]
            given = {name: said["sealed"][name] for name in SIGNING if name in said["sealed"]}
            sealed = {name: base64.b64decode(data, validate=True) for name, data in given.items()}
            keys = tuple(Wrapped(Kind(kind), owner, bytes.fromhex(key)) for kind, owner, key in said["keys"])
            return cls(epoch, keys, bytes.fromhex(said["wrapped"]), sealed)
        except (ValueError, KeyError, TypeError) as error:
            raise Tampered("the file is no key table") from error

    def write(self, folder: Path) -> None:
        """Replace the table in a folder."""
        said: dict[str, Any] = {"format": FORMAT, "epoch": self.epoch}
        said["keys"] = [[one.kind, one.owner, one.key.hex()] for one in self.keys]
        said["wrapped"] = self.wrapped.hex()
        said["sealed"] = {name: base64.b64encode(data).decode() for name, data in self.sealed.items()}
        write_file(folder / NAME, json.dumps(said).encode())

    def spread(self, replicas: Sequence[Path]) -> None:
        """Replace the table in every replica; Unavailable when one cannot be written, after all others were."""
        failed = []
        for replica in replicas:
            try:
                self.write(replica)
            except OSError:
                failed.append(str(replica))
        if failed:
            raise Unavailable(f"the key table cannot be copied to {', '.join(failed)}")

    def signing(self, keyring: Keyring) -> dict[str, bytes]:
        """The signing keys' files by name; SealTampered or EpochMissing with another keyring."""
        key = keyring.unwrap(self.wrapped, _CONTEXT)
        return {
            name: open_envelope(data, _key(key, name), _bound(name)) for name, data in self.sealed.items()
        }


def _key(key: Secret, name: str) -> Secret:
    return expand(key, _bound(name))


def _bound(name: str) -> bytes:
    return framed(_CONTEXT, name.encode())
