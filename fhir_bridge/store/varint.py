"""Unsigned LEB128, as protocol buffers and multiformats write it: one spelling, at most nine bytes."""

from __future__ import annotations

_MORE = 0x80
_MOST_BYTES = 9


def varint(number: int) -> bytes:
    """The number, seven bits a byte, the low ones first."""
    spelled = bytearray()
    while number >= _MORE:
        spelled.append(number & 0x7F | _MORE)
        number >>= 7
    spelled.append(number)
    return bytes(spelled)


def read_varint(data: bytes, start: int) -> tuple[int, int]:
    """(number, where it ends); ValueError where it is cut, too long or padded."""
    number = 0
    for place in range(start, min(start + _MOST_BYTES, len(data))):
        number |= (data[place] & 0x7F) << 7 * (place - start)
        if data[place] < _MORE:
            if data[place] == 0 and place > start:
                break
            return number, place + 1
    raise ValueError(f"no varint at byte {start}")
