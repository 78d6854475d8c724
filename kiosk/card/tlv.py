"""BER-TLV as PIV uses it, in one spelling: tags of at most three bytes, definite lengths in their shortest form.

    53 04 70 02 CA FE       parse -> tag 53, whose value parses -> tag 70 with CA FE

Sources: ISO/IEC 7816-4, 5.2.2; ITU-T X.690, 8.1 (and 10.1 for the shortest length).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from kiosk.card.errors import Malformed

_MANY_BYTES: Final = 0x1F  # a first byte ending so says that the tag goes on
_GOES_ON: Final = 0x80
_SHORT: Final = 0x80  # lengths below stand in one byte
_TAG_SIZE: Final = 3
_LENGTH_SIZE: Final = 2
_UNUSED: Final = (0x00, 0xFF)  # padding in ISO/IEC 7816-4, never a tag


@dataclass(frozen=True, slots=True)
class Tlv:
    """A tag and its value."""

    tag: int
    value: bytes = field(repr=False)


def parse(data: bytes) -> tuple[Tlv, ...]:
    """All elements of the data, to its last byte; `Malformed` for anything else."""
    found, at = [], 0
    while at < len(data):
        tag, at = _tag(data, at)
        size, at = _length(data, at)
        if size > len(data) - at:
            raise Malformed("TLV: a value ends before its length")
        found.append(Tlv(tag, data[at : at + size]))
        at += size
    return tuple(found)


def only(data: bytes, tag: int) -> bytes:
    """The value of the one element that the data is."""
    match parse(data):
        case (Tlv(tag=found, value=value),) if found == tag:
            return value
    raise Malformed(f"TLV: not one element {tag:X}")


def fields(data: bytes) -> dict[int, bytes]:
    """Values by tag; `Malformed` when a tag comes twice."""
    elements = parse(data)
    found = {element.tag: element.value for element in elements}
    if len(found) != len(elements):
        raise Malformed("TLV: a tag stands twice")
    return found


def write(tag: int, value: bytes) -> bytes:
    """The element's bytes."""
    size = len(value)
    if size < _SHORT:
        length = bytes((size,))
    else:
        digits = (size.bit_length() + 7) // 8
        length = bytes((_SHORT | digits,)) + size.to_bytes(digits, "big")
    return tag.to_bytes((tag.bit_length() + 7) // 8, "big") + length + value


def _tag(data: bytes, at: int) -> tuple[int, int]:
    end = at + 1
    if data[at] in _UNUSED:
        raise Malformed("TLV: no tag")
    if data[at] & _MANY_BYTES == _MANY_BYTES:
        while end < len(data) and data[end] & _GOES_ON:
            end += 1
        end += 1
        if end > len(data) or end - at > _TAG_SIZE or data[at + 1] in (0x80, *range(_MANY_BYTES)):
            raise Malformed("TLV: a tag that is cut, too long or not in its shortest form")
    return int.from_bytes(data[at:end], "big"), end


def _length(data: bytes, at: int) -> tuple[int, int]:
    if at >= len(data):
        raise Malformed("TLV: no length")
    if data[at] < _SHORT:
        return data[at], at + 1
    digits = data[at] & ~_SHORT
    end = at + 1 + digits
    if not 1 <= digits <= _LENGTH_SIZE or end > len(data):
        raise Malformed("TLV: a length that is indefinite, cut or too long")
    size = int.from_bytes(data[at + 1 : end], "big")
    if size < _SHORT or size >> 8 * (digits - 1) == 0:
        raise Malformed("TLV: a length that is not in its shortest form")
    return size, end
