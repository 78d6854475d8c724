"""The wire's types as JSON and back: one spelling, and whatever is not it is refused.

    str    a JSON string              bytes   base64url without padding (RFC 4648, section 5)
    int    a JSON number, 0..2^53-1   tuple   an array
    enum   its value                  X|None  null or X         a dataclass: an object of exactly its fields

`Annotated[str | bytes, Length(most, least)]` caps a length in characters or bytes, `Annotated[tuple, Length(..)]`
one in elements.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from fhir_bridge.nesting import depth

MOST_BYTES: Final = 1 << 20
"""A request or an answer is never longer: the longest text, ten openings and three certificates fit many times."""
MOST_CHARACTERS: Final = 4096
"""A string whose type says nothing else."""
MOST_ELEMENTS: Final = 1000
"""A tuple whose type says nothing else."""
MOST_NUMBER: Final = 2**53 - 1
"""What every JSON reader keeps exactly (RFC 8259, section 6)."""

MOST_DEPTH: Final = 16
"""Objects and arrays within one another; checked before parsing."""
T = TypeVar("T")


class CodingError(Exception):
    """Bytes that are not the one spelling of a wire type; names the field, never its value."""


@dataclass(frozen=True, slots=True)
class Length:
    """How long something may be, both ends included."""

    most: int
    least: int = 0


def encode(value: object) -> bytes:
    """A wire type as UTF-8 JSON without spaces."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":")).encode()


def decode(data: bytes, kind: type[T]) -> T:
    """The value of a wire type in these bytes; a `CodingError` where they are anything else."""
    if len(data) > MOST_BYTES:
        raise CodingError("longer than any request or answer")
    return cast("T", _typed(loads(data), kind, kind.__name__))


def loads(data: bytes) -> object:
    """What strict JSON writes; a `CodingError` where the bytes are anything else."""
    if depth(data) > MOST_DEPTH:
        raise CodingError("deeper than any request or answer")
    try:
        return json.loads(data.decode(), object_pairs_hook=_once, parse_constant=_constant)
    except ValueError:
        raise CodingError("not strict JSON") from None


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, bytes):
        return base64.urlsafe_b64encode(value).decode().rstrip("=")
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    raise CodingError(f"{type(value).__name__} is no wire type")


def _typed(value: object, kind: Any, at: str) -> object:
    """The value as this type; `at` names where it stands."""
    length, kind = _bare(kind)
    if get_origin(kind) in (Union, UnionType):
        (inner,) = (one for one in get_args(kind) if one is not NoneType)
        return None if value is None else _typed(value, inner, at)
    if get_origin(kind) is tuple:
        return _elements(value, get_args(kind)[0], length, at)
    if is_dataclass(kind) and isinstance(kind, type):
        return _object(value, kind, at)
    return _scalar(value, kind, length, at)


def _scalar(value: object, kind: type, length: Length | None, at: str) -> object:
    if kind is bool and isinstance(value, bool):
        return value
    if kind is int and type(value) is int and 0 <= value <= MOST_NUMBER:
        return value
    if kind is bytes and isinstance(value, str):
        return _fitting(_bytes(value, at), length or Length(MOST_CHARACTERS), at)
    if kind is str and isinstance(value, str):
        return _fitting(_whole(value, at), length or Length(MOST_CHARACTERS), at)
    if issubclass(kind, StrEnum) and isinstance(value, str) and value in {one.value for one in kind}:
        return kind(value)
    raise CodingError(f"{at}: not what belongs here")


def _object(value: object, kind: type, at: str) -> object:
    hints = _hints(kind)
    if not isinstance(value, dict) or value.keys() != hints.keys():
        raise CodingError(f"{at}: not an object of exactly its fields")
    return kind(**{name: _typed(value[name], hint, f"{at}.{name}") for name, hint in hints.items()})


def _elements(value: object, kind: Any, length: Length | None, at: str) -> tuple[object, ...]:
    if not isinstance(value, list):
        raise CodingError(f"{at}: not an array")
    return tuple(_typed(one, kind, at) for one in _fitting(value, length or Length(MOST_ELEMENTS), at))


def _fitting(value: T, length: Length, at: str) -> T:
    if not length.least <= len(cast("str", value)) <= length.most:
        raise CodingError(f"{at}: too long or too short")
    return value


def _whole(text: str, at: str) -> str:
    if any("\ud800" <= character <= "\udfff" for character in text) or "\0" in text:
        raise CodingError(f"{at}: half a character, or none")
    return text


def _bytes(text: str, at: str) -> bytes:
    try:
        found = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise CodingError(f"{at}: not base64url") from None
    if base64.urlsafe_b64encode(found).decode().rstrip("=") != text:
        raise CodingError(f"{at}: not the one spelling of these bytes")
    return found


def _bare(kind: Any) -> tuple[Length | None, Any]:
    if get_origin(kind) is not Annotated:
        return None, kind
    inner, *notes = get_args(kind)
    return next((note for note in notes if isinstance(note, Length)), None), inner


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise CodingError("a name stands twice in an object")
    return found


def _constant(_name: str) -> object:
    raise CodingError("a number that JSON does not have")
