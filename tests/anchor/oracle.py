"""The slow, obvious canonical form: what the Rust module must agree with, byte for byte and refusal for refusal.

The parser is the standard library's, held to what it lets through; the number printer starts from Python's shortest
`repr` and shares no digit of code with the one under test.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, Never

MAX_DEPTH = 64
STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)


class Refused(Exception):
    """The text has no canonical form."""


class Number(str):
    """A number token as written."""

    __slots__ = ()


def canonicalize(data: bytes, *, rfc8785: bool) -> bytes:
    try:
        text = data.decode()
        _check_depth(text)
        value = json.loads(
            text,
            object_pairs_hook=_members,
            parse_int=Number,
            parse_float=Number,
            parse_constant=_refuse,
        )
        return "".join(_write(value, rfc8785=rfc8785)).encode()
    except ValueError as error:
        raise Refused from error


def _check_depth(text: str) -> None:
    """Looks before the standard library's parser does, which crosses the stack's end on a hundred thousand levels."""
    depth = 0
    for bracket in re.findall(r"[][{}]", STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > MAX_DEPTH:
            raise Refused("too deep")


def _refuse(name: str) -> Never:
    raise Refused(name)


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise Refused("a name twice")
    return members


def _write(value: Any, *, rfc8785: bool) -> list[str]:
    if isinstance(value, Number):
        return [ecmascript(value) if rfc8785 else value]
    if isinstance(value, str):
        return [_string(value, rfc8785=rfc8785)]
    if value is None or isinstance(value, bool):
        return [json.dumps(value)]
    return _container(value, rfc8785=rfc8785)


def _container(value: list[Any] | dict[str, Any], *, rfc8785: bool) -> list[str]:
    out = []
    if isinstance(value, list):
        for item in value:
            out += [",", *_write(item, rfc8785=rfc8785)]
        return ["[", *out[1:], "]"]
    for name in sorted(value, key=lambda name: name.encode("utf-16-be")):
        written = _write(value[name], rfc8785=rfc8785)
        out += [",", _string(name, rfc8785=rfc8785), ":", *written]
    return ["{", *out[1:], "}"]


def _string(text: str, *, rfc8785: bool) -> str:
    if "\0" in text and not rfc8785:
        raise Refused("NUL")
    return json.dumps(text, ensure_ascii=False)


def ecmascript(token: str) -> str:
    """The token as ECMA-262 6.1.6.1.20 writes the double it reads as; refused where that means something else."""
    value = float(token)
    zero = not token.lower().partition("e")[0].strip("-0.")
    if math.isinf(value) or (value == 0 and not zero):
        raise Refused("out of range")
    written = ecmascript_double(value)
    if token.lstrip("-").isdigit() and written != token and value != 0:
        raise Refused("not exact")
    return written


def ecmascript_double(value: float) -> str:
    """Number::toString of ECMA-262: the shortest digits, placed by the size of the exponent."""
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    point = len(whole) + int(exponent or "0")
    digits = (whole + fraction).rstrip("0")
    point -= len(digits) - len(digits.lstrip("0"))
    digits = digits.lstrip("0")
    return sign + _placed(digits, point)


def _placed(digits: str, point: int) -> str:
    if len(digits) <= point <= 21:
        return digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    power = f"e{point - 1:+d}"
    return digits[0] + (f".{digits[1:]}" if len(digits) > 1 else "") + power
