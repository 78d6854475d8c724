r"""Escape sequences (HL7 v2.5.1, 2.7): decoded to data, never to structure.

    Pierre DuRho\S\ne \T\ Cie      ->      Pierre DuRho^ne & Cie

`\X0D\` is a carriage return inside a value, not the end of a segment. `\.br\` is a line break. `\C..\` and `\M..\`
switch the character set (see `switching`). What is no data of its own (highlighting, formatting, local sequences) stays
as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.source.delimiters import Delimiters
from fhir_bridge.source.switching import OWN, SWITCH, is_switch, reread

MAX_SKIP = 99  # lines that `\.sp+n\` may skip, spaces that `\.sk n\` may: more is an attack, not a layout
SKIP = re.compile(r"\.(?:sp|sk|in|ti)\s*[+-]?\s*(\d+)")
HEX = re.compile(r"X(?:[0-9A-Fa-f]{2})+")
UNSAFE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@lru_cache(maxsize=64)
def unescaper(delimiters: Delimiters, codec: str) -> Callable[[str], str]:
    """The function that decodes a value's escapes; values are UTF-8 or what `codec` reads where written in hex."""
    plain = {
        "F": delimiters.field,
        "S": delimiters.component,
        "T": delimiters.subcomponent,
        "R": delimiters.repeat,
        "E": delimiters.escape,
        ".br": "\n",
    }
    mark = re.escape(delimiters.escape)
    sequence = re.compile(f"{mark}([^{mark}]*){mark}")

    def decoded(match: re.Match[str]) -> str:
        inside = match[1]
        return plain.get(inside) or _special(inside, match[0], codec)

    switches = re.compile(f"{mark}(?:{SWITCH.pattern}){mark}").search

    def unescaped(text: str) -> str:
        if switches(text):
            return "".join(_switched(text, sequence, decoded, codec))
        return sequence.sub(decoded, text)

    return unescaped


@lru_cache(maxsize=64)
def escaper(delimiters: Delimiters) -> Callable[[str], str]:
    """The function that writes a value so that it decodes to itself."""
    names = {
        delimiters.escape: "E",
        delimiters.field: "F",
        delimiters.component: "S",
        delimiters.subcomponent: "T",
        delimiters.repeat: "R",
        "\n": ".br",
        "\r": "X0D",
    }
    mark = delimiters.escape
    table = str.maketrans({c: f"{mark}{name}{mark}" for c, name in names.items() if c})
    needed = re.compile("[" + "".join(re.escape(c) for c in names if c) + "]")
    return lambda text: text.translate(table) if needed.search(text) else text


def _switched(
    text: str, sequence: re.Pattern[str], decoded: Callable[[re.Match[str]], str], codec: str
) -> Iterator[str]:
    """The value in stretches of one set each: escapes are decoded first, as they may stand for bytes of the set."""
    start, current, run = 0, OWN[0], ""
    spelled = ""
    for match in sequence.finditer(text):
        run += text[start : match.start()]
        start = match.end()
        if not is_switch(match[1]):
            run += decoded(match)
            continue
        yield _reread(run, current, spelled, codec)
        current, run, spelled = match[1], "", match[0]
    yield _reread(run + text[start:], current, spelled, codec)


def _reread(run: str, current: str, spelled: str, codec: str) -> str:
    """A stretch in its set; as it was written, with its switch, where its bytes do not fit that."""
    found = reread(run, current, codec)
    return spelled + run if found is None or UNSAFE.search(found) else found


def _special(inside: str, whole: str, codec: str) -> str:
    skip = SKIP.fullmatch(inside)
    if skip and (len(skip[1]) > len(str(MAX_SKIP)) or int(skip[1]) > MAX_SKIP):
        raise Refused(Reason.BAD_STRUCTURE, "an escape that would write more than it may")
    return _hex(inside, whole, codec) if HEX.fullmatch(inside) else whole


def _hex(inside: str, whole: str, codec: str) -> str:
    try:
        text = bytes.fromhex(inside[1:]).decode(codec)
    except UnicodeDecodeError:
        return whole
    return whole if UNSAFE.search(text) else text
