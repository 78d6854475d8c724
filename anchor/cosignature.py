"""C2SP cosignatures: a witness says that it saw a checkpoint, and that it continues every one before it.

    clinic.example/log
    10
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — clinic.example/log ...
    — clinic.example/log ...
    — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0...

Below the log's two signatures may stand those of witnesses (Ed25519, signature type 0x04), each behind its time.
What is signed is `cosignature/v1`, `time` and the checkpoint's three lines. ML-DSA-44 cosignatures are not known
here yet. Sources: c2sp.org/tlog-cosignature, c2sp.org/signed-note.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from anchor.errors import FormatError, KeyFileError
from anchor.keyfile import load_secret, save_secret
from anchor.note import note_text
from anchor.spelling import checked_hash, decode, decode_hash, encode, labelled, one_spelling

MAX_COSIGNATURES: Final = 32  # more witnesses than anyone names

_TYPE: Final = b"\x04"
_KEY_FORMAT: Final = "fhir-anchor/witness-key/v1"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]{0,127}")
_DASH: Final = "\N{EM DASH} "
_LOGS_OWN: Final = 2  # signatures of the log, before any of witnesses
_SIZE: Final = 4 + 8 + 64  # bytes: key id, time, signature
_MAX_TIME: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class WitnessKey:
    """A witness's name and its Ed25519 public key (32 bytes)."""

    name: str
    ed25519: bytes

    def __post_init__(self) -> None:
        """Refuse what cannot stand in a verifier key."""
        if not _NAME.fullmatch(self.name):
            raise FormatError(
                "witness key: the name is not letters, digits, dots, slashes, dashes or underscores"
            )
        checked_hash(self.ed25519, "witness key")

    @property
    def id(self) -> bytes:
        """The first four bytes of SHA-256(name | newline | type | public key)."""
        return hashlib.sha256(self.name.encode() + b"\n" + _TYPE + self.ed25519).digest()[:4]

    def text(self) -> str:
        """The C2SP verifier key, on one line without its end."""
        return f"{self.name}+{self.id.hex()}+{encode(_TYPE + self.ed25519)}"

    @classmethod
    def parse(cls, text: str) -> WitnessKey:
        """The key that `text()` wrote; any other spelling is a `FormatError`."""
        key = decode(text.split("+", 2)[-1], "witness key")  # base64 has plus signs of its own
        if key[:1] != _TYPE:
            raise FormatError("witness key: a key of another type")
        return one_spelling(text, cls(text.partition("+")[0], key[1:]), cls.text, "witness key")

    def has_signed(self, text: str, cosignature: Cosignature) -> bool:
        """Whether a cosignature is this witness's, of a checkpoint's text."""
        if (cosignature.name, cosignature.key_id) != (self.name, self.id):
            return False
        try:
            signed = _message(text, cosignature.time)
            Ed25519PublicKey.from_public_bytes(self.ed25519).verify(cosignature.signature, signed)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A witness's signature line; `time` in seconds since 1970, as the witness says."""

    name: str
    key_id: bytes
    time: int
    signature: bytes

    def line(self) -> str:
        """The signature line, without its end."""
        return f"{_DASH}{self.name} {encode(self.key_id + self.time.to_bytes(8, 'big') + self.signature)}"

    @classmethod
    def parse(cls, line: str) -> Cosignature:
        """The cosignature that `line()` wrote; any other spelling is a `FormatError`."""
        name, _, signed = line.removeprefix(_DASH).partition(" ")
        data = decode(signed, "cosignature")
        time = int.from_bytes(data[4:12], "big")
        if len(data) != _SIZE or time > _MAX_TIME or not _NAME.fullmatch(name):
            raise FormatError("cosignature: not a name, and a key id, a time and a signature of Ed25519")
        return one_spelling(line, cls(name, data[:4], time, data[12:]), cls.line, "cosignature")


class Cosigner:
    """A witness's private key. Nothing prints it; `save` is the only way out.

    fhir-anchor/witness-key/v1
    name witness.example.com/w1
    ed25519 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
    """

    __slots__ = ("_private", "_seed", "key")

    def __init__(self, name: str, seed: bytes) -> None:
        self._seed = checked_hash(seed, "ed25519 seed")
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.key = WitnessKey(name, self._private.public_key().public_bytes_raw())

    @classmethod
    def make(cls, name: str) -> Cosigner:
        """A new key under a name."""
        return cls(name, secrets.token_bytes(32))

    @classmethod
    def load(cls, path: Path) -> Cosigner:
        """The key in a file; a `KeyFileError` when others could read it or it is spelled otherwise."""
        text = load_secret(path)
        try:
            return one_spelling(text, cls._parse(text), cls._text, "witness key")
        except FormatError as error:
            raise KeyFileError(f"{path.name}: {error}") from None

    def save(self, path: Path) -> None:
        """Write a new file that only its owner can read; a file already there is never replaced."""
        save_secret(path, self._text())

    def cosign(self, text: str, time: int) -> Cosignature:
        """The cosignature of a checkpoint's text."""
        return Cosignature(self.key.name, self.key.id, time, self._private.sign(_message(text, time)))

    def __repr__(self) -> str:
        return f"Cosigner({self.key.name!r})"

    def __reduce__(self) -> str:
        raise TypeError("a private key is not copied or pickled")

    def _text(self) -> str:
        return f"{_KEY_FORMAT}\nname {self.key.name}\ned25519 {encode(self._seed)}\n"

    @classmethod
    def _parse(cls, text: str) -> Cosigner:
        lines = text.split("\n")[:-1]
        if len(lines) != 3 or lines[0] != _KEY_FORMAT:  # noqa: PLR2004 -- the format, the name, the key
            raise FormatError("not a witness key of this version")
        seed = decode_hash(labelled(lines[2], "ed25519", "witness key"), "ed25519 seed")
        return cls(labelled(lines[1], "name", "witness key"), seed)


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many of which witnesses must have cosigned a checkpoint."""

    keys: tuple[WitnessKey, ...]
    needed: int

    def __post_init__(self) -> None:
        """Refuse a policy that proves nothing, or that nothing can meet."""
        if not 1 <= self.needed <= len({key.ed25519 for key in self.keys}):
            raise FormatError("witnesses: a quorum is at least one, and at most as many as keys were named")

    def seen_by(self, text: str, cosignatures: Iterable[Cosignature]) -> tuple[str, ...]:
        """The names of those that cosigned; a key counts once, whatever its name."""
        found = {
            key.ed25519: key.name for one in cosignatures for key in self.keys if key.has_signed(text, one)
        }
        return tuple(sorted(found.values()))


def split_cosignatures(note: str) -> tuple[str, tuple[Cosignature, ...]]:
    """A checkpoint's note as its log signed it, and the cosignatures below, which nobody has checked yet."""
    text = note_text(note)
    lines = note[len(text) + 1 :].split("\n")
    more = lines[_LOGS_OWN:-1]
    if lines[-1] or len(more) > MAX_COSIGNATURES:
        raise FormatError("checkpoint: signature lines of another kind, or too many")
    bare = "".join(f"{line}\n" for line in lines[:_LOGS_OWN] if line)
    return f"{text}\n{bare}", tuple(Cosignature.parse(line) for line in more)


def _message(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()
