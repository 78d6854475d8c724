"""A log's private keys: made once, kept in one file that only its owner can read, loaded strictly.

    fhir-anchor/log-key/v1
    origin clinic.example/log
    ed25519 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
    ml-dsa-65 ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=

Both are seeds of 32 bytes (RFC 8032, FIPS 204).
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey

from anchor.errors import FormatError, KeyFileError
from anchor.keyfile import load_secret, save_secret
from anchor.note import LogVerifier
from anchor.spelling import checked_hash, decode_hash, encode, labelled, one_spelling

_FORMAT: Final = "fhir-anchor/log-key/v1"
_LINES: Final = 4


class LogKey:
    """The two private keys of a log. Nothing prints them; `save` is the only way out."""

    __slots__ = ("_ed25519", "_ml_dsa_65", "_seeds", "_verifier")

    def __init__(self, origin: str, *, ed25519: bytes, ml_dsa_65: bytes) -> None:
        self._seeds = (checked_hash(ed25519, "ed25519 seed"), checked_hash(ml_dsa_65, "ml-dsa-65 seed"))
        self._ed25519 = Ed25519PrivateKey.from_private_bytes(ed25519)
        self._ml_dsa_65 = MLDSA65PrivateKey.from_seed_bytes(ml_dsa_65)
        publics = (
            self._ed25519.public_key().public_bytes_raw(),
            self._ml_dsa_65.public_key().public_bytes_raw(),
        )
        self._verifier = LogVerifier(origin, *publics)

    @classmethod
    def make(cls, origin: str) -> LogKey:
        """New keys under a name: a schema-less URL that the site calls its log by."""
        return cls(origin, ed25519=secrets.token_bytes(32), ml_dsa_65=secrets.token_bytes(32))

    @classmethod
    def load(cls, path: Path) -> LogKey:
        """The keys in a file; a `KeyFileError` when others could read it or it is not spelled as `save`
        spells it.
        """
        text = load_secret(path)
        try:
            return one_spelling(text, cls._parse(text), cls._text, "log key")
        except FormatError as error:
            raise KeyFileError(f"{path.name}: {error}") from None

    def save(self, path: Path) -> None:
        """Write a new file that only its owner can read; a file already there is never replaced."""
        save_secret(path, self._text())

    @property
    def verifier(self) -> LogVerifier:
        """The public half."""
        return self._verifier

    def signatures(self, text: bytes) -> tuple[bytes, bytes]:
        """The Ed25519 and the ML-DSA-65 signature of a note's text."""
        return self._ed25519.sign(text), self._ml_dsa_65.sign(text)

    def __repr__(self) -> str:
        return f"LogKey({self._verifier.origin!r})"

    def __reduce__(self) -> str:
        raise TypeError("a private key is not copied or pickled")

    def _text(self) -> str:
        ed25519, ml_dsa_65 = map(encode, self._seeds)
        return f"{_FORMAT}\norigin {self._verifier.origin}\ned25519 {ed25519}\nml-dsa-65 {ml_dsa_65}\n"

    @classmethod
    def _parse(cls, text: str) -> LogKey:
        lines = text.split("\n")[:-1]
        if len(lines) != _LINES or lines[0] != _FORMAT:
            raise FormatError("not a log key of this version")
        return cls(
            labelled(lines[1], "origin", "log key"),
            ed25519=decode_hash(labelled(lines[2], "ed25519", "log key"), "ed25519 seed"),
            ml_dsa_65=decode_hash(labelled(lines[3], "ml-dsa-65", "log key"), "ml-dsa-65 seed"),
        )
