"""A level of one release as items, and as JSON again: with the structures that a map opens, and what it requires."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fhir_bridge.fhir.elements import Element, Level, Tables
from fhir_bridge.fhir.json import Json, Object
from fhir_bridge.fhir.versions.items import FRAME, Item, State, read, write

STRUCTURE = "@"
ABSENT_REASON = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"


@dataclass(frozen=True, slots=True)
class Side:
    """A level with its opened structures: their elements stand in it by dotted names."""

    path: str
    opened: tuple[str, ...]
    level: Level
    tables: Tables
    fillers: Mapping[str, Item]
    """What stands in a required element that the source had nothing for: absent, and the reason unknown."""

    def read(self, node: Mapping[str, Json]) -> State:
        """The level's items, those of opened structures among them."""
        state = read(self.tables.keys[self.path], node, self.path)
        for name in self.opened:
            items = state.pop(name, [])
            inner = items[0].value if len(items) == 1 else None
            if not isinstance(inner, dict):
                state.update({name: items} if items else {})
                continue
            frame = {key: inner[key] for key in FRAME if key in inner}
            state.update({name: [Item(STRUCTURE, frame)]} if frame else {})
            found = read(self.tables.keys[f"{self.path}.{name}"], inner, f"{self.path}.{name}")
            state.update({f"{name}.{child}": listed for child, listed in found.items()})
        return state

    def write(self, state: State) -> Object:
        """The items as JSON."""
        node = write(self.level, {name: items for name, items in state.items() if not self._within(name)})
        for name in self.opened:
            inner = {path: items for path, items in state.items() if path.startswith(f"{name}.")}
            if inner:
                plain = {path.removeprefix(f"{name}."): items for path, items in inner.items()}
                found = write(self.tables.levels[f"{self.path}.{name}"], plain)
                frame = state[name][0].value if name in state else {}
                whole: Object = {**(frame if isinstance(frame, dict) else {}), **found}
                node[name] = whole if self.level[name].single else [whole]
        return node

    def _within(self, name: str) -> bool:
        return any(name.startswith(f"{opened}.") for opened in self.opened)


def side(tables: Tables, path: str, opened: tuple[str, ...]) -> Side:
    """The level at that path; what is not opened in this release is left out."""
    own = dict(tables.levels[path])
    here = tuple(name for name in opened if name in own and own[name].kind(STRUCTURE))
    for name in here:
        for child in tables.levels[f"{path}.{name}"].values():
            dotted = f"{name}.{child.name}"
            own[dotted] = Element(dotted, single=child.single, required=False, kinds=child.kinds)
    fillers = {
        name: _filler(element, tables)
        for name, element in own.items()
        if element.required and "." not in name
    }
    return Side(path, here, own, tables, fillers)


def _filler(element: Element, tables: Tables) -> Item:
    reason: list[Json] = [{"url": ABSENT_REASON, "valueCode": "unknown"}]
    kind = element.kind("CodeableConcept") or element.kinds[0]
    if kind.primitive:
        return Item(kind.name, None, {"extension": reason})
    level = tables.levels.get(kind.path, {})
    children = {child.name: [_filler(child, tables)] for child in level.values() if child.required}
    return Item(kind.name, {"extension": reason, **write(level, children)})
