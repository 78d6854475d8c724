"""The account that pays for publications, and its key in a file of its own.

fhir-anchor/relayer-key/v1
secp256k1 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any, Final

from eth_account import Account
from eth_utils.crypto import keccak

from anchor.errors import FormatError, KeyFileError
from anchor.fees import Fees
from anchor.keyfile import load_secret, save_secret
from anchor.outbox import Signed
from anchor.spelling import checked_hash, decode_hash, encode, labelled, one_spelling

_FORMAT: Final = "fhir-anchor/relayer-key/v1"


class RelayerKey:
    """The private key of an account. Nothing prints it; `save` is the only way out."""

    __slots__ = ("_account", "_secret")

    def __init__(self, secret: bytes) -> None:
        self._secret = checked_hash(secret, "relayer key")
        self._account = Account.from_key(secret)

    @classmethod
    def make(cls) -> RelayerKey:
        """A new account."""
        return cls(secrets.token_bytes(32))

    @classmethod
    def load(cls, path: Path) -> RelayerKey:
        """The key in a file; a `KeyFileError` when others could read it or it is not spelled as `save`
        spells it.
        """
        text = load_secret(path)
        try:
            return one_spelling(text, cls._parse(text), cls._text, "relayer key")
        except FormatError as error:
            raise KeyFileError(f"{path.name}: {error}") from None

    def save(self, path: Path) -> None:
        """Write a new file that only its owner can read; a file already there is never replaced."""
        save_secret(path, self._text())

    @property
    def address(self) -> str:
        """The account's address, as the chain's clients spell it."""
        return str(self._account.address)

    def sign(self, transaction: dict[str, Any], fees: Fees) -> Signed:
        """The signed transaction of these fields (EIP-1559) at these fees."""
        offer = {"maxPriorityFeePerGas": fees.tip, "maxFeePerGas": fees.fee}
        raw = bytes(self._account.sign_transaction(transaction | offer).raw_transaction)
        return Signed(hash=keccak(raw), nonce=transaction["nonce"], fees=fees, raw=raw)

    def __repr__(self) -> str:
        return f"RelayerKey({self.address})"

    def __reduce__(self) -> str:
        raise TypeError("a private key is not copied or pickled")

    def _text(self) -> str:
        return f"{_FORMAT}\nsecp256k1 {encode(self._secret)}\n"

    @classmethod
    def _parse(cls, text: str) -> RelayerKey:
        lines = text.split("\n")[:-1]
        if len(lines) != 2 or lines[0] != _FORMAT:  # noqa: PLR2004 -- the format and the key
            raise FormatError("not a relayer key of this version")
        return cls(decode_hash(labelled(lines[1], "secp256k1", "relayer key"), "relayer key"))
