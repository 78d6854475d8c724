"""FHIR JSON in and out, its numbers as written: `1.00` stays `1.00`, for in FHIR precision is data.

    loads(b'{"value": 1.00}')     ->     {"value": Number("1.00")}
    dumps({"value": Number("1.00")})     ->     b'{"value":1.00}'

Read strictly (RFC 8259 and RFC 7493): UTF-8 without a byte order mark, no duplicate names, no NaN, no lone surrogates,
at most 64 levels deep.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.nesting import depth

MAX_DEPTH = 64
MAX_DIGITS = 400  # of one number; the official examples have some with hundreds of zeros
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
OPEN, CLOSE = "\ud800", "\udfff"  # around a number's text on its way out: no valid text holds either


@dataclass(frozen=True, slots=True)
class Number:
    """A JSON number as it was written. Equal where the text is equal: 1.0 is not 1.00."""

    text: str

    def __post_init__(self) -> None:
        if not NUMBER.fullmatch(self.text):
            raise ValueError("not a JSON number")


Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | Number | bool | None"
Object: TypeAlias = "dict[str, Json]"


def loads(data: bytes) -> Json:
    """The value that the bytes write. Raises Refused(BAD_JSON) and says where, as far as that is known."""
    if depth(data) > MAX_DEPTH:
        raise Refused(Reason.BAD_JSON, f"deeper than {MAX_DEPTH} levels")
    try:
        value: Json = json.loads(
            data.decode("utf-8"),
            parse_int=_number,
            parse_float=_number,
            parse_constant=_constant,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError as fault:
        raise Refused(Reason.BAD_JSON, "not UTF-8", where=f"byte {fault.start}") from None
    except json.JSONDecodeError as fault:
        raise Refused(Reason.BAD_JSON, "cannot be read", where=f"character {fault.pos}") from None
    if b"\\u" in data:
        _refuse_surrogates(value)
    return value


def read_canonical(data: bytes) -> Json:
    """What the anchor's canonical form wrote of the bytes of others: numbers alone are left to judge."""
    value: Json = json.loads(data, parse_int=_number, parse_float=_number)
    return value


def read_own(data: bytes) -> Object:
    """The object that this program itself wrote: read without the checks that the bytes of others need."""
    value: Object = json.loads(data, parse_int=Number, parse_float=Number)
    return value


def load_object(data: bytes) -> Object:
    """The object that the bytes write. Raises Refused(BAD_JSON) for anything else."""
    value = loads(data)
    if not isinstance(value, dict):
        raise Refused(Reason.BAD_JSON, "no object")
    return value


def dumps(value: Json) -> bytes:
    """The value as UTF-8 without white space, numbers as written, names in the order they have.

    Raises ValueError on text that is not Unicode (a lone surrogate), TypeError on what is no JSON.
    """
    numbers = 0

    def token(number: object) -> str:
        nonlocal numbers
        if not isinstance(number, Number):
            raise TypeError(f"{type(number).__name__} is no JSON")
        numbers += 1
        return f"{OPEN}{number.text}{CLOSE}"

    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=token)
    if not numbers:
        return text.encode()
    if text.count(OPEN) != numbers:
        raise ValueError("text that is not Unicode")
    return text.replace(f'"{OPEN}', "").replace(f'{CLOSE}"', "").encode()


def _object(pairs: list[tuple[str, Json]]) -> Object:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Refused(Reason.BAD_JSON, "a name that stands twice in one object")
    return found


def _number(text: str) -> Number:
    if len(text) > MAX_DIGITS or not math.isfinite(float(text)):
        raise Refused(Reason.BAD_JSON, "a number that no decimal can hold")
    return Number(text)


def _constant(_: str) -> NoReturn:
    raise Refused(Reason.BAD_JSON, "not a number")


def _refuse_surrogates(value: Json) -> None:
    """Escapes can write half a character, which is no text."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            waiting += [*node, *node.values()]
        elif isinstance(node, list):
            waiting += node
        elif isinstance(node, str) and not node.isascii():
            _refuse_half(node)


def _refuse_half(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Refused(Reason.BAD_JSON, "a lone surrogate") from None
