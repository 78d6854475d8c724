"""What happens between a level of one release and its counterpart in another: compiled from the maps and the tables.

An element moves where a row says so, or where the other release has one of the same name. A move may lose something; that is
found by moving back, not here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from fhir_bridge.fhir.json import Json, Object
from fhir_bridge.fhir.versions.elements import IMPLICIT, Element, Kind, Level, Tables
from fhir_bridge.fhir.versions.items import FRAME, Item, State, read, write
from fhir_bridge.fhir.versions.mapfile import Row, Section
from fhir_bridge.fhir.versions.retype import PREFERRED, RETYPERS

EVERYWHERE = frozenset(row.split(" ")[0] for row in IMPLICIT)
NOWHERE = "-"
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
            for item in state.pop(name, []):
                inner = item.value if isinstance(item.value, dict) else {}
                frame = {key: inner[key] for key in FRAME if key in inner}
                state.update({name: [Item(STRUCTURE, frame)]} if frame else {})
                found = read(self.tables.keys[f"{self.path}.{name}"], inner, f"{self.path}.{name}")
                state.update({f"{name}.{child}": items for child, items in found.items()})
        return state

    def write(self, state: State) -> Object:
        """The items as JSON."""
        node = write(self.level, {name: items for name, items in state.items() if not self._within(name)})
        for name in self.opened:
            inner = {path: items for path, items in state.items() if path.startswith(f"{name}.")}
            if inner:
                plain = {path.removeprefix(f"{name}."): items for path, items in inner.items()}
                found = write(self.tables.levels[f"{self.path}.{name}"], plain)
                node[name] = {**cast(Object, node.get(name, {})), **found}
        return node

    def _within(self, name: str) -> bool:
        return any(name.startswith(f"{opened}.") for opened in self.opened)


def side(tables: Tables, path: str, opened: tuple[str, ...]) -> Side:
    """The level at that path; what is not opened in this release is left out."""
    own = dict(tables.levels[path])
    here = tuple(name for name in opened if name in own and own[name].single and own[name].kind(STRUCTURE))
    for name in here:
        for child in tables.levels[f"{path}.{name}"].values():
            dotted = f"{name}.{child.name}"
            own[dotted] = Element(dotted, single=child.single, required=False, kinds=child.kinds)
    fillers = {name: _filler(element, tables) for name, element in own.items() if element.required and "." not in name}
    return Side(path, here, own, tables, fillers)


def _filler(element: Element, tables: Tables) -> Item:
    reason: list[Json] = [{"url": ABSENT_REASON, "valueCode": "unknown"}]
    kind = element.kind("CodeableConcept") or element.kinds[0]
    if kind.primitive:
        return Item(kind.name, None, {"extension": reason})
    level = tables.levels[kind.path] if kind.name == STRUCTURE else {}
    children = {child.name: [_filler(child, tables)] for child in level.values() if child.required}
    return Item(kind.name, {"extension": reason, **write(level, children)})


@dataclass(frozen=True, slots=True)
class Move:
    """An element of the source, the kinds of it that move, and the element of the target."""

    name: str
    only: str
    to: Element
    to_only: str
    codes: Mapping[str, str]
    option: str = ""
    system: str = ""

    def retyped(self, item: Item) -> Item | None:
        """The item as the target has it; None if it cannot."""
        if self.only and item.kind != self.only:
            return None
        same = self.to.kind(item.kind)
        if same and self.to_only in ("", item.kind):
            return self._coded(item) if _may_name(same, item.value) else None
        for kind in sorted(self.to.kinds, key=_preference):
            change = RETYPERS.get((item.kind, kind.name))
            if change is None or self.to_only not in ("", kind.name):
                continue
            value = change(item.value) if item.value is not None else None
            if value is not None or (kind.primitive and item.kind[0].islower() and item.beside):
                made = Item(kind.name, value, item.beside if kind.primitive else None)
                return self._coded(made) if _may_name(kind, value) else None
        kind = self.to.kinds[0]
        structures = STRUCTURE in {item.kind, kind.name} and not kind.primitive and not item.kind[0].islower()
        return Item(kind.name, item.value) if structures else None

    def _coded(self, item: Item) -> Item:
        if self.codes and isinstance(item.value, str):
            return item._replace(value=self.codes.get(item.value, self.codes.get("*", item.value)))
        coding = _only_coding(item)
        if coding is None or not (self.codes or self.system) or item.beside:
            return item
        code = str(coding.get("code"))
        changed: Object = {**coding, "code": self.codes.get(code, self.codes.get("*", code))}
        if self.system and len(coding) == 1:
            changed = {"system": self.system, **changed}
        return item._replace(value={"coding": [changed]})


def _only_coding(item: Item) -> Object | None:
    codings = item.value.get("coding") if item.kind == "CodeableConcept" and isinstance(item.value, dict) else None
    coding = codings[0] if isinstance(codings, list) and len(codings) == 1 else None
    return coding if isinstance(coding, dict) and "code" in coding else None


def _preference(kind: Kind) -> int:
    return PREFERRED.index(kind.name) if kind.name in PREFERRED else len(PREFERRED)


def _may_name(kind: Kind, value: Json) -> bool:
    """False for a reference to a type that may not stand there."""
    found = value.get("reference") if isinstance(value, dict) and kind.targets else None
    if not isinstance(found, str) or found.startswith("#") or ":" in found:
        return True
    return found.rpartition("/")[0].rpartition("/")[2] in (*kind.targets, "")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A value of one element that stands for a value of another, unless that says something which must stay."""

    name: str
    value: Item
    to: Element
    to_value: Item
    unless: str

    def apply(self, source: State, out: State) -> None:
        """Set the target's value where the source has that value."""
        present = out.get(self.to.name, [])
        if source.get(self.name) == [self.value] and not any(item.value == self.unless for item in present):
            out[self.to.name] = [self.to_value]


@dataclass(frozen=True, slots=True)
class Moves:
    """All that moves in one direction."""

    moves: tuple[Move, ...]
    exchanges: tuple[Exchange, ...]

    def run(self, source: State) -> State:
        """The target's items: of a single element the first that comes."""
        out: State = {}
        for move in self.moves:
            for item in source.get(move.name, ()):
                made = move.retyped(item)
                if made is not None and not (move.to.single and out.get(move.to.name)):
                    out.setdefault(move.to.name, []).append(made)
        for exchange in self.exchanges:
            exchange.apply(source, out)
        return out


def moves(source: Side, target: Side, section: Section, way: str) -> Moves:
    """What a section and the tables say, one way: `>` from the older release to the newer, `<` back."""
    rows = [row for row in section.rows if way in row.ways]
    turned = [(row.old, row.new) if way == ">" else (row.new, row.old) for row in rows]
    said = [found for row, names in zip(rows, turned, strict=True) for found in _said(source, target, row, names, way)]
    taken = {name.partition(":")[0] for row in section.rows for name in [row.old if way == ">" else row.new]}
    given = {name.partition(":")[0] for row in section.rows for name in [row.new if way == ">" else row.old]}
    same = [Move(n, "", target.level[n], "", {}) for n in _same(source, target) if n not in taken and n not in given]
    mentioned = [move for move in said if isinstance(move, Move)]
    return Moves((*mentioned, *same), tuple(found for found in said if isinstance(found, Exchange)))


def _same(source: Side, target: Side) -> Iterator[str]:
    """The names that both levels have; between a resource and `Basic`, only what every resource has."""
    basic = "Basic" in {source.path, target.path} and source.path != target.path
    for name in source.level:
        if name not in target.level or name in (*source.opened, *target.opened):
            continue
        own = [bool(side_.level[name].kind(STRUCTURE)) for side_ in (source, target)]
        if own[0] is own[1] and (not basic or name in EVERYWHERE):
            yield name


def _said(source: Side, target: Side, row: Row, names: tuple[str, str], way: str) -> Iterator[Move | Exchange]:
    (name, _, kind), (to, _, to_kind) = names[0].partition(":"), names[1].partition(":")
    if NOWHERE in {name, to}:
        return
    element, goal = source.level[name], target.level[to]
    if (kind and not element.kind(kind)) or (to_kind and not goal.kind(to_kind)):
        yield Exchange(name, _value(element, kind), goal, _value(goal, to_kind), row.value)
    else:
        system = row.value if row.option == "system" else ""
        yield Move(name, kind, goal, to_kind, row.codes.get(way, {}), row.option, system)


def _value(element: Element, text: str) -> Item:
    if element.kind("boolean") and text in {"true", "false"}:
        return Item("boolean", text == "true")
    return Item(element.kinds[0].name, text)
