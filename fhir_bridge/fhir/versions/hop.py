"""One direction between two neighbouring releases: its tables, its map, and the levels compiled so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from fhir_bridge.fhir.elements import Element, Tables, tables
from fhir_bridge.fhir.json import Object
from fhir_bridge.fhir.release import Release
from fhir_bridge.fhir.versions.items import State
from fhir_bridge.fhir.versions.kept import Keeper
from fhir_bridge.fhir.versions.mapfile import MAPS, Map, Section, load
from fhir_bridge.fhir.versions.moves import Moves, moves
from fhir_bridge.fhir.versions.retype import RETYPERS
from fhir_bridge.fhir.versions.side import STRUCTURE, Side, side


@dataclass(frozen=True, slots=True)
class Pair:
    """A level and its counterpart: what moves there and back, and where the structures within belong."""

    source: Side
    target: Side
    there: Moves
    back: Moves
    children: Mapping[str, str]
    """The counterpart's path of each element whose structure has one."""
    homes: Mapping[str, str]
    """The one single element that an element moves to: there its extension stands, if its value is lost on the way."""
    back_homes: Mapping[str, str]
    """The same of the counterpart's elements."""
    names: Mapping[str, str]
    """The URLs of the extensions for the counterpart's elements."""
    urls: Mapping[str, str]
    """The counterpart's elements by URL."""

    def unfilled(self, state: State) -> State:
        """Without what stands in required elements only because they are required."""
        return _unfilled(state, self.source)

    def target_unfilled(self, out: State) -> State:
        """The same of the counterpart."""
        return _unfilled(out, self.target)

    def filled(self, out: State) -> Object:
        """The counterpart as JSON, with its required elements."""
        missing = {name: [item] for name, item in self.target.fillers.items() if name not in out}
        return self.target.write({**out, **missing})


def _unfilled(state: State, side_: Side) -> State:
    return {name: items for name, items in state.items() if items != [side_.fillers.get(name)]}


@dataclass(slots=True)
class Hop:
    """From `source` to `target`. The pairs are compiled when they are first met."""

    source: Release
    target: Release
    map: Map
    older_first: bool
    tables: Tables
    target_tables: Tables
    keeper: Keeper
    """Keeps what the source's release defines in what the target's carries."""
    finder: Keeper
    """Finds what the target's release defines in what the source's carries."""
    replaced: dict[tuple[Release, str], str]
    modifiers: frozenset[str]
    pairs: dict[tuple[str, str], Pair] = field(default_factory=dict)

    def pair(self, path: str, target_path: str) -> Pair:
        """The level and its counterpart."""
        found = self.pairs.get((path, target_path))
        if found is None:
            found = self.pairs[path, target_path] = self._compiled(path, target_path)
        return found

    def _compiled(self, path: str, target_path: str) -> Pair:
        key = (path, target_path) if self.older_first else (target_path, path)
        section = self.map.sections.get(key, Section())
        source, target = (
            side(self.tables, path, section.opened),
            side(self.target_tables, target_path, section.opened),
        )
        way, back = (">", "<") if self.older_first else ("<", ">")
        there = moves(source, target, section, way, self._renamed(way))
        again = moves(target, source, section, back, self._renamed(back))
        names = {name: self.url(self.target, f"{target_path}.{name}") for name in target.level}
        return Pair(
            source=source,
            target=target,
            there=there,
            back=again,
            children=_children(source, there),
            homes=_homes(source, there),
            back_homes=_homes(target, again),
            names=names,
            urls={url: name for name, url in names.items()},
        )

    def _renamed(self, way: str) -> dict[str, str]:
        pairs = [(old, new) if way == ">" else (new, old) for old, new in reversed(self.map.types)]
        return {old: new for old, new in pairs if old != new}

    def url(self, release: Release, path: str) -> str:
        """The URL of the extension for an element: the standard's rule, or the name that HL7 gave it."""
        return self.replaced.get((release, path), f"{release.prefix}{path.replace('[x]', '')}")

    def type_of(self, kind: str) -> str:
        """The resource type in the target's release: the map's, the same, or Basic."""
        for older, newer in self.map.types:
            if kind == (older if self.older_first else newer):
                return newer if self.older_first else older
        return kind if kind in self.target_tables.resources else "Basic"

    def back_type(self, kind: str) -> str:
        """The resource type that the way back gives to one of the target's release."""
        for older, newer in self.map.types:
            if kind == (newer if self.older_first else older):
                return older if self.older_first else newer
        return kind


def _children(source: Side, there: Moves) -> dict[str, str]:
    found: dict[str, str] = {}
    for move in reversed(there.moves):
        path = _counterpart(source.level[move.name], move.to)
        if path and not (move.wrap or move.unwrap):
            found[move.name] = path
    return found


def _counterpart(element: Element, to: Element) -> str:
    """The path that the element's structure has over there, where one of the two is a structure of its owner's own."""
    kind, goal = element.kinds[0], to.kinds[0]
    if kind.primitive or goal.primitive or STRUCTURE not in {kind.name, goal.name}:
        return ""
    return "" if (kind.name, goal.name) in RETYPERS else goal.path


def _homes(source: Side, there: Moves) -> dict[str, str]:
    found: dict[str, list[Element]] = {}
    for move in there.moves:
        found.setdefault(move.name, []).append(move.to)
    return {
        name: goals[0].name
        for name, goals in found.items()
        if goals[0].single and source.level[name].single and goals[0].kinds[0].name != STRUCTURE
    }


@cache
def hop(source: Release, target: Release) -> Hop:
    """The direction, compiled as far as it has been used."""
    older_first = (source, target) in MAPS
    found = load(source, target) if older_first else load(target, source)
    here, there = tables(source), tables(target)
    replaced, modifiers = _named("replaced.txt"), _named("modifiers.txt")
    return Hop(
        source=source,
        target=target,
        map=found,
        older_first=older_first,
        tables=here,
        target_tables=there,
        keeper=Keeper(here, _values(there)),
        finder=Keeper(there, _values(here)),
        replaced={(Release[row[0]], row[1]): row[2] for row in replaced},
        modifiers=frozenset(row[1] for row in modifiers if row[0] == source.name),
    )


def _named(name: str) -> list[list[str]]:
    text = files(__package__).joinpath("maps", name).read_text(encoding="utf-8")
    return [line.split() for line in text.splitlines() if line and not line.startswith("#")]


def _values(tables_: Tables) -> frozenset[str]:
    return frozenset(kind.name for kind in tables_.levels["Extension"]["value[x]"].kinds)
