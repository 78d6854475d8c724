"""One accepted spelling: what a value may look like in the anchor's texts, and what is refused."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import TypeVar

from anchor.errors import FormatError

T = TypeVar("T")

HASH_SIZE = 32  # SHA-256, and every salt, seed, root and log id

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,19}")
_MAX_UINT64 = 2**64 - 1


def encode(data: bytes) -> str:
    """Standard base64 (RFC 4648 section 4), padded."""
    return base64.b64encode(data).decode("ascii")


def decode(text: str, what: str) -> bytes:
    """The bytes of a base64 text that `encode` would have written; anything else is a `FormatError`."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise FormatError(f"{what}: not base64") from None
    if encode(data) != text:
        raise FormatError(f"{what}: not the one base64 spelling")
    return data


def decode_hash(text: str, what: str) -> bytes:
    """The 32 bytes of a base64 text."""
    return checked_hash(decode(text, what), what)


def checked_hash(data: bytes, what: str) -> bytes:
    """The same bytes, when there are 32 of them."""
    if len(data) != HASH_SIZE:
        raise FormatError(f"{what}: {len(data)} bytes where {HASH_SIZE} belong")
    return data


def decimal(text: str, what: str) -> int:
    """An unsigned 64-bit number without sign or leading zero."""
    if not _DECIMAL.fullmatch(text) or int(text) > _MAX_UINT64:
        raise FormatError(f"{what}: not a number of 64 bits without leading zeros")
    return int(text)


def hexadecimal(text: str, size: int, what: str) -> bytes:
    """The bytes of `0x` and two lower-case digits for each of `size` bytes."""
    if not re.fullmatch(f"0x[0-9a-f]{{{2 * size}}}", text):
        raise FormatError(f"{what}: not 0x and {2 * size} lower-case hexadecimal digits")
    return bytes.fromhex(text[2:])


def labelled(line: str, label: str, what: str) -> str:
    """What follows `label` and a space on a line."""
    if not line.startswith(label + " "):
        raise FormatError(f"{what}: no line '{label}' where it belongs")
    return line[len(label) + 1 :]


def one_spelling(text: str, parsed: T, write: Callable[[T], str], what: str) -> T:
    """`parsed`, when writing it gives `text` again."""
    if write(parsed) != text:
        raise FormatError(f"{what}: not its one accepted spelling")
    return parsed
