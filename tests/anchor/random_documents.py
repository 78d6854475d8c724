"""Random documents, spelled at random: the input of the differential tests."""

from __future__ import annotations

import json
import math
import random
import struct
from dataclasses import dataclass
from typing import Any

from tests.anchor import oracle

NAMES = (
    "resourceType",
    "id",
    "a",
    "ab",
    "",
    "resource",
    "resources",
    "valueQuantity",
    "valueCode",
    "\u00e9",
    "e\u0301",
)
ODD_NAMES = (
    "\U0001f600",
    "\ufb33",
    "\uffff",
    "\n",
    "\x7f",
    '"',
    "\\",
    "a\x01",
    "12345678",
    "1234567\u00e9",
    "\ue000",
)
CHARACTERS = (*"abcXYZ 019/:.-", "\u00e9", "\u20ac", "\U0001f600", "\n", '"', "\\", "\x01", "\x7f", "\u2028")
SPACES = ("", "", "", " ", "\n", "\t", "\r\n", "  ")
BREAKS = (
    b",",
    b"}",
    b"]",
    b'"',
    b"\\",
    b"\x00",
    b"\xff",
    b"\xed\xa0\x80",
    b"1",
    b"NaN",
    b":",
    b"\xef\xbb\xbf",
    b"\\u0000",
)


@dataclass(frozen=True, slots=True)
class Ordered:
    """An object's members in the order in which they are to be written."""

    members: tuple[tuple[str, Any], ...]


class Author:
    """Makes random documents and spells them at random."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def document(self) -> tuple[bytes, bytes]:
        """Two spellings of one document, members in different order."""
        value = self._value(self._random.choice((1, 2, 3, 3, 4)))
        return self._spelled(value).encode(), self._spelled(value).encode()

    def broken(self, data: bytes) -> bytes:
        """The document with a byte taken out, put in or exchanged."""
        at = self._random.randrange(len(data) + 1)
        return data[:at] + self._random.choice(BREAKS) + data[at + self._random.randrange(2) :]

    def double(self) -> float:
        """A finite double: any bit pattern, or one near a tie, a power of ten or an integer."""
        kind = self._random.randrange(4)
        if kind == 0:
            return self._random.randrange(2**60) / self._random.choice((1, 10, 1000))
        if kind == 1:
            return float(f"{self._random.randrange(10**17)}e{self._random.randrange(-330, 290)}")
        while math.isinf(value := self._pattern()) or math.isnan(value):
            pass
        return value

    def _pattern(self) -> float:
        value: float = struct.unpack("<d", self._random.randbytes(8))[0]
        return value

    def _value(self, depth: int) -> Any:
        kind = self._random.randrange(8 if depth else 5)
        if kind == 0:
            return oracle.Number(self._number())
        if kind == 1:
            return self._random.choice((True, False, None))
        if kind in (2, 3, 4):
            return self._text()
        if kind == 5:
            return [self._value(depth - 1) for _ in range(self._random.randrange(4))]
        names = self._random.sample(NAMES + ODD_NAMES, self._random.randrange(20 if depth == 1 else 6))
        return Ordered(tuple((name, self._value(depth - 1)) for name in names))

    def _text(self) -> str:
        return "".join(self._random.choices(CHARACTERS, k=self._random.choice((0, 3, 9, 40))))

    def _number(self) -> str:
        kind = self._random.randrange(4)
        if kind == 0:
            return str(self._random.randrange(-1000, 1000))
        if kind == 1:
            return repr(self.double())
        digits = str(self._random.randrange(10 ** self._random.randrange(1, 22)))
        fraction = (
            "."
            + str(self._random.randrange(10 ** self._random.randrange(1, 18)))
            + "0" * self._random.randrange(3)
        )
        exponent = self._random.choice(("", "", "e5", "E-3", "e+0", "e400", "E-400"))
        return self._random.choice(("", "-")) + digits + self._random.choice(("", fraction)) + exponent

    def _spelled(self, value: Any) -> str:
        if isinstance(value, oracle.Number):
            return str(value)
        if isinstance(value, str):
            return self._string(value)
        if isinstance(value, list):
            return f"[{self._joined([self._spelled(item) for item in value])}]"
        if isinstance(value, Ordered):
            members = self._random.sample(value.members, len(value.members))
            return f"{{{self._joined([self._member(*member) for member in members])}}}"
        return json.dumps(value)

    def _member(self, name: str, value: Any) -> str:
        return f"{self._string(name)}{self._space()}:{self._space()}{self._spelled(value)}"

    def _joined(self, items: list[str]) -> str:
        return self._space() + f"{self._space()},{self._space()}".join(items) + self._space()

    def _space(self) -> str:
        return self._random.choice(SPACES)

    def _string(self, text: str) -> str:
        if self._random.randrange(3):
            return json.dumps(text, ensure_ascii=bool(self._random.randrange(2)))
        units = text.encode("utf-16-be")
        return (
            '"'
            + "".join(f"\\u{high:02x}{low:02X}" for high, low in zip(units[::2], units[1::2], strict=True))
            + '"'
        )
