"""A value of every wire type, made from its fields."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, get_args, get_origin

from fhir_bridge.api.wire.coding import Length, _bare, _hints


def sample(kind: Any, **fields: Any) -> Any:
    """The shortest value of a type, with these fields."""
    length, kind = _bare(kind)
    least = (length or Length(1)).least
    if type(None) in get_args(kind):
        return None
    if get_origin(kind) is tuple:
        return tuple(sample(get_args(kind)[0]) for _ in range(least))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return next(iter(kind))
    plain = {bytes: b"\1" * least, str: "x" * least, int: 1, bool: True}
    if kind in plain:
        return plain[kind]
    return kind(**{name: fields.get(name, sample(hint)) for name, hint in _hints(kind).items()})
