r"""Character sets that a text switches to inside a value (HL7 v2.7, 2.7.2 and table 0211), read and written.

    Papas \C2D46\Ðáðáò\C2842\ MD        sent as 8859/1      ->      Papas Παπας MD

`\Cxxyy\` and `\Mxxyyzz\` name a set by the bytes that follow ESC in ISO 2022; it holds to the next switch or the end
of the value. What stood there was read as the message's own set: it is turned back into bytes and read again. A switch
to a set that is not known, or whose bytes do not fit it, stays as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from fhir_bridge.errors import Reason, Refused

OWN = ("C2842", "C284A")
r"""ISO IR 6 and 14, ASCII and its Japanese sister: back to the message's own set."""
SWITCH = re.compile(r"C[0-9A-F]{4}|M[0-9A-F]{4}(?:[0-9A-F]{2})?")


@dataclass(frozen=True, slots=True)
class CharacterSet:
    """A Python codec, and what goes around the bytes for it; `high` where it knows them with their top bits set."""

    codec: str
    before: bytes = b""
    after: bytes = b""
    high: bool = False

    def read(self, data: bytes) -> str:
        """The text; UnicodeError where the bytes do not fit."""
        if self.high:
            data = bytes(byte | 0x80 for byte in data)
        return (self.before + data + self.after).decode(self.codec)

    def write(self, text: str) -> bytes:
        """The bytes; UnicodeError where the set has not all of it."""
        data = text.encode(self.codec).removeprefix(self.before).removesuffix(self.after)
        if self.high:
            data = bytes(byte & 0x7F for byte in data)
        if self.read(data) != text:
            raise UnicodeError
        return data


_LATIN = {"41": 1, "42": 2, "43": 3, "44": 4, "4C": 5, "47": 6, "46": 7, "48": 8, "4D": 9, "54": 11, "62": 15}
SETS = {f"C2D{byte}": CharacterSet(f"iso8859-{part}") for byte, part in _LATIN.items()} | {
    "C2949": CharacterSet("shift_jis"),  # JIS X 0201, katakana: its upper half alone
    "M2442": CharacterSet("iso2022_jp", b"\x1b$B", b"\x1b(B"),
    "M242844": CharacterSet("iso2022_jp_1", b"\x1b$(D", b"\x1b(B"),
    "M2441": CharacterSet("gb2312", high=True),
    "M242943": CharacterSet("euc_kr"),
}


def is_switch(inside: str) -> bool:
    """Whether what stands between two escape characters names a set that is known."""
    return inside in OWN or inside in SETS


def reread(text: str, inside: str, codec: str) -> str | None:
    """A text that the message's codec has read, read as the set that was switched to; None where it is not that."""
    if inside in OWN:
        return text
    try:
        return SETS[inside].read(text.encode(codec))
    except UnicodeError:
        return None


def writer(codec: str, mark: str, escape: Callable[[str], str]) -> Callable[[str], str]:
    """The function that writes a value, switching for what the codec cannot carry; Refused(BAD_ENCODING)."""

    def written(text: str) -> str:
        if text.isascii() and (text.isalnum() or not text):  # no delimiter is a letter or a digit
            return text
        if carries(codec, text):
            return escape(text)
        return "".join(_pieces(text, codec, mark, escape))

    return written


def carries(codec: str, text: str) -> bool:
    """Whether a codec has all of a text."""
    try:
        text.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def _pieces(text: str, codec: str, mark: str, escape: Callable[[str], str]) -> Iterator[str]:
    for name, characters in groupby(text, lambda character: _set_for(character, codec)):
        run = "".join(characters)
        if name in OWN:
            yield escape(run)
        else:
            shown = SETS[name].write(run).decode(codec)
            yield f"{mark}{name}{mark}{escape(shown)}{mark}{OWN[0]}{mark}"


@lru_cache(maxsize=4096)
def _set_for(character: str, codec: str) -> str:
    """The first set that has a character in bytes that the message's codec can carry; its own before any other."""
    if carries(codec, character):
        return OWN[0]
    for name, known in SETS.items():
        try:
            if reread(known.write(character).decode(codec), name, codec) == character:
                return name
        except UnicodeError:
            continue
    raise Refused(Reason.BAD_ENCODING, "a character that no set of the message has", where="MSH-18")
