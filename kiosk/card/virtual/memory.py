"""What a virtual card keeps while it has no power, and the file that it can lie in.

    {"virtual-card": 1, "objects": {"5FC102": "53.."}, "keys": {"9E": PKCS #8 in hex}, "pin": "123456", ...}

The keys of such a card lie in clear in its file: it is for training.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

PIN: Final = b"123456"
PUK: Final = b"12345678"
MANAGEMENT_KEY: Final = bytes.fromhex("000102030405060708090A0B0C0D0E0F")
TRIES: Final = 3

_FORMAT: Final = "virtual-card"

PrivateKey = EllipticCurvePrivateKey | RSAPrivateKey


@dataclass(slots=True)
class Memory:
    """The card's store: objects by tag, keys by slot number, secrets and their counters."""

    objects: dict[int, bytes] = field(default_factory=dict)
    keys: dict[int, PrivateKey] = field(default_factory=dict)
    pin: bytes = PIN
    puk: bytes = PUK
    management_key: bytes = MANAGEMENT_KEY
    triple_des: bool = False
    tries: int = TRIES
    puk_tries: int = TRIES

    def __repr__(self) -> str:
        return "Memory(...)"

    def save(self, path: Path) -> None:
        """Write the card's file, for its owner alone."""
        members = {
            _FORMAT: 1,
            "objects": {f"{tag:X}": value.hex() for tag, value in self.objects.items()},
            "keys": {f"{slot:X}": _written(key) for slot, key in self.keys.items()},
            "pin": self.pin.decode(),
            "puk": self.puk.decode(),
            "management-key": self.management_key.hex(),
            "triple-des": self.triple_des,
            "tries": [self.tries, self.puk_tries],
        }
        path.touch(mode=0o600)
        path.write_text(json.dumps(members, indent=1), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Memory:
        """Read a card's file; a `ValueError` when it is none."""
        members = json.loads(path.read_text(encoding="utf-8"))
        if members.get(_FORMAT) != 1:
            raise ValueError(f"{path.name} is no virtual card")
        return cls(
            objects={int(tag, 16): bytes.fromhex(value) for tag, value in members["objects"].items()},
            keys={int(slot, 16): _read(value) for slot, value in members["keys"].items()},
            pin=members["pin"].encode(),
            puk=members["puk"].encode(),
            management_key=bytes.fromhex(members["management-key"]),
            triple_des=members["triple-des"],
            tries=members["tries"][0],
            puk_tries=members["tries"][1],
        )


def _written(key: PrivateKey) -> str:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()).hex()


def _read(value: str) -> PrivateKey:
    key = load_der_private_key(bytes.fromhex(value), password=None)
    if not isinstance(key, EllipticCurvePrivateKey | RSAPrivateKey):
        raise ValueError("a virtual card has P-256 and RSA keys")  # noqa: TRY004 it is the file that is wrong
    return key
