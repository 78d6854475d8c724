"""Key bytes that never print themselves."""

from __future__ import annotations

import hmac
import os
from typing import NoReturn

KEY_BYTES = 32


class Secret:
    """32 bytes of key. Equal in constant time; has no hash, no text form and no pickle that shows it."""

    __slots__ = ("_key",)
    __hash__ = None  # type: ignore[assignment]  # a secret is no key of a dictionary

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes, not {len(key)}")
        self._key = bytes(key)

    def reveal(self) -> bytes:
        """The key itself, for the call that needs it and nothing else."""
        return self._key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._key, other._key)

    def __repr__(self) -> str:
        return f"Secret({KEY_BYTES} bytes)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled or copied")


def new_key() -> Secret:
    """A fresh key from the system's generator; OSError where it has none."""
    return Secret(os.urandom(KEY_BYTES))
