"""How each primitive type of FHIR R4 is spelled (2.24.0.1), judged on the JSON as it came: nothing is converted.

A rule takes a value and raises Fault where its type does not write it so. A leap second, the year 9999 and a date
without its day are what the standard allows, and stay what they are.
"""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Callable
from typing import Final, TypeAlias

from fhir_bridge.fhir.json import Json, Number

Rule: TypeAlias = Callable[[Json], object]
"""Returns what is true only where a list has a null in it, which the element beside it must explain."""


class Fault(Exception):
    """A rule that a value breaks, and the steps that lead to it, innermost first. It never holds the value."""

    def __init__(self, words: str, *steps: str, supported: bool = True) -> None:
        super().__init__(words)
        self.words = words
        self.steps = [*steps]
        self.supported = supported

    def place(self, root: str) -> str:
        """The path of the element at fault: `Patient.name.0.family`."""
        return ".".join([root, *reversed(self.steps)])


_YEAR = r"(?!0000)[0-9]{4}"
_DAY = (
    r"(?:02-(?:0[1-9]|[12][0-9])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    r"|(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01]))"
)
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?"
_ZONE = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_MONTH = r"(?:0[1-9]|1[0-2])"
_DATE = rf"{_YEAR}(?:-{_MONTH}|-{_DAY})?"
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_PACKED = re.compile(r"[A-Za-z0-9+/\s]*(?:=\s*){0,2}")
_WHITE = re.compile(r"\s+")
_LEAST, _MOST = -(1 << 31), (1 << 31) - 1
LEAP_DAY: Final = "-02-29"


def _spelled(pattern: str, words: str) -> Rule:
    matches = re.compile(pattern).fullmatch

    def rule(value: Json) -> None:
        if type(value) is not str or not matches(value):
            raise Fault(words)

    return rule


def _dated(pattern: str, words: str) -> Rule:
    spelled = _spelled(pattern, words)

    def rule(value: Json) -> None:
        spelled(value)
        text = str(value)
        if text[4:10] == LEAP_DAY and not isleap(int(text[:4])):
            raise Fault(words)

    return rule


def _unbroken(words: str) -> Rule:
    """Text without white space."""
    matches = re.compile(r"\S+").fullmatch

    def rule(value: Json) -> None:
        if type(value) is not str or not (
            (value.isprintable() and " " not in value and value) or matches(value)
        ):
            raise Fault(words)

    return rule


def _code(value: Json) -> None:
    if type(value) is str and value and value.isprintable():
        if " " not in value or (value[0] != " " != value[-1] and "  " not in value):
            return
    elif type(value) is str and re.fullmatch(r"\S+(?:\s\S+)*", value):
        return
    raise Fault("not a code")


def _text(value: Json) -> None:
    if type(value) is not str or not value or (not value.isprintable() and _UNSEEN.search(value)):
        raise Fault("not a text")


def _boolean(value: Json) -> None:
    if value is not True and value is not False:
        raise Fault("not true or false")


def _decimal(value: Json) -> None:
    if type(value) is not Number:
        raise Fault("not a number")


def _whole(least: int, words: str) -> Rule:
    def rule(value: Json) -> None:
        if type(value) is not Number or not value.text.removeprefix("-").isdigit():
            raise Fault(words)
        if not least <= int(value.text) <= _MOST:
            raise Fault(words)

    return rule


def _base64(value: Json) -> None:
    if type(value) is not str or not value or not _PACKED.fullmatch(value):
        raise Fault("not base64")
    if len(_WHITE.sub("", value)) % 4:
        raise Fault("not base64")


def coded(codes: frozenset[str]) -> Rule:
    """One of these codes."""

    def rule(value: Json) -> None:
        if type(value) is not str or value not in codes:
            raise Fault("a code that the standard does not have there")

    return rule


PRIMITIVES: Final[dict[str, Rule]] = {
    "base64Binary": _base64,
    "boolean": _boolean,
    "canonical": _unbroken("not a canonical"),
    "code": _code,
    "date": _dated(_DATE, "not a date"),
    "dateTime": _dated(rf"{_DATE}|{_YEAR}-{_DAY}T{_TIME}{_ZONE}", "not a dateTime"),
    "decimal": _decimal,
    "id": _spelled(r"[A-Za-z0-9\-.]{1,64}", "not an id"),
    "instant": _dated(rf"{_YEAR}-{_DAY}T{_TIME}{_ZONE}", "not an instant"),
    "integer": _whole(_LEAST, "not an integer"),
    "markdown": _text,
    "oid": _spelled(r"urn:oid:[0-2](?:\.(?:0|[1-9][0-9]*))+", "not an oid"),
    "positiveInt": _whole(1, "not a positiveInt"),
    "string": _text,
    "time": _spelled(_TIME, "not a time"),
    "unsignedInt": _whole(0, "not an unsignedInt"),
    "uri": _unbroken("not a uri"),
    "url": _unbroken("not a url"),
    "uuid": _spelled(r"urn:uuid:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", "not a uuid"),
    "xhtml": _text,
}
"""A rule for each primitive type. Narrative is text, kept as it came: whoever shows it must make it harmless."""
