"""The elements of one level of JSON as items, and back: a primitive stays beside its sibling `_name`.

{"valueCode": "a", "_valueCode": {"id": "1"}}     <->     {"value[x]": [Item("code", "a", {"id": "1"})]}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import NamedTuple, TypeAlias

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.fhir.elements import Keys, Kind, Level
from fhir_bridge.fhir.json import Json, Object

FRAME = ("id", "extension", "modifierExtension")
"""What every level may have beside its elements."""


class Item(NamedTuple):
    """One value of an element: its type's name, the value, and what stands beside it if it is a primitive."""

    kind: str
    value: Json = None
    beside: Object | None = None


State: TypeAlias = "dict[str, list[Item]]"
"""The items of a level, by the names of its elements."""


def read(keys: Keys, node: Mapping[str, Json], where: str) -> State:
    """The level's items. Raises Refused(INVALID_FHIR) for what the release does not know."""
    state: State = {}
    for name in dict.fromkeys(key.removeprefix("_") for key in node if key not in FRAME):
        if name not in keys:
            raise Refused(
                Reason.INVALID_FHIR, "an element that its release does not know", where=f"{where}.{name}"
            )
        element, kind = keys[name]
        value, beside = node.get(name), node.get(f"_{name}")
        if any(isinstance(part, list) is element.single for part in (value, beside) if part is not None):
            raise Refused(
                Reason.INVALID_FHIR, "a list in the place of one, or one of a list", where=f"{where}.{name}"
            )
        items = (
            [_item(kind.name, value, beside)] if element.single else list(_listed(kind.name, value, beside))
        )
        state.setdefault(element.name, []).extend(items)
    return state


def _listed(kind: str, values: Json, besides: Json) -> Iterator[Item]:
    listed = values if isinstance(values, list) else []
    beside = besides if isinstance(besides, list) else []
    return (_item(kind, *pair) for pair in zip_longest(listed, beside))


def _item(kind: str, value: Json, beside: Json) -> Item:
    return Item(kind, value, beside if isinstance(beside, dict) else None)


def write(level: Level, state: Mapping[str, list[Item]]) -> Object:
    """The level as JSON, its elements in the state's order."""
    node: Object = {}
    for name, items in state.items():
        element = level[name]
        for kind in dict.fromkeys(item.kind for item in items):
            key = f"{element.stem}{Kind(kind).key}" if element.choice else element.name
            same = [item for item in items if item.kind == kind]
            values, besides = [item.value for item in same], [item.beside for item in same]
            if any(value is not None for value in values):
                node[key] = values[0] if element.single else values
            if any(beside is not None for beside in besides):
                node[f"_{key}"] = besides[0] if element.single else besides
    return node
