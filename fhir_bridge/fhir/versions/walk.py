"""One resource through one hop, level by level, from the leaves up.

state   what the level says, its leaves already in the target's release
out     what moves of it, and what extensions bring back
back    what would move back of that: where it is not the state again, the state is kept in extensions
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.fhir.elements import Element, Kind, Tables
from fhir_bridge.fhir.json import Json, Object
from fhir_bridge.fhir.versions.hop import Hop, Pair
from fhir_bridge.fhir.versions.items import Item, State, read, write
from fhir_bridge.fhir.versions.kept import ABSENT
from fhir_bridge.fhir.versions.naming import marked, unmarked
from fhir_bridge.fhir.versions.side import STRUCTURE

LISTS = ("extension", "modifierExtension")


@dataclass(frozen=True, slots=True)
class Issue:
    """An element that rests on an extension in the target's release: the extension's URL."""

    kept: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What extensions bring back: items by name, and the extensions that said so."""

    items: dict[str, list[Item]] = field(default_factory=dict)
    parts: dict[str, list[Object]] = field(default_factory=dict)


@dataclass(slots=True)
class Walk:
    """A walk through one resource. Collects what was kept in extensions."""

    hop: Hop
    issues: list[Issue] = field(default_factory=list)

    def resource(self, node: Json) -> Object:
        """The resource in the target's release. Raises Refused(NOT_FHIR, INVALID_FHIR)."""
        kind = node.get("resourceType") if isinstance(node, dict) else None
        if not isinstance(node, dict) or not isinstance(kind, str) or kind not in self.hop.tables.resources:
            raise Refused(Reason.NOT_FHIR, f"no resource of {self.hop.source.name}")
        named = {name: value for name, value in node.items() if name != "resourceType"}
        goal, plain = unmarked(_lifted(named, kind, self.hop.tables), kind, self.hop)
        found = {"resourceType": goal, **self.level(plain, kind, goal)}
        return _sunk(marked(found, kind, goal, self.hop), goal, self.hop.target_tables)

    def level(self, node: Mapping[str, Json], path: str, goal: str) -> Object:
        """The level as it is at its counterpart's path in the target's release."""
        pair = self.hop.pair(path, goal)
        restored = self._restored(node, pair)
        said, beside = self._beside(pair.unfilled(pair.source.read(node)), pair)
        state = {name: [self._item(item, name, pair) for item in items] for name, items in said.items()}
        out = pair.there.run(state)
        taken = [name for name, items in restored.items.items() if out.get(name, []) != items]
        out.update(beside)
        out.update({name: restored.items[name] for name in taken})
        out = {name: items for name, items in out.items() if items}
        back = pair.back.run(pair.target_unfilled(out))
        consumed = {id(part) for name in taken for part in restored.parts[name]}
        lists: dict[str, list[Json]] = {}
        for name, parts in _own(node, consumed):
            lists[name] = [self._extension(part) for part in parts]
        for name in sorted(state.keys() | back.keys()):
            if state.get(name) != back.get(name):
                self._keep(name, said.get(name, []), pair, out, lists)
        frame = {"id": node["id"]} if "id" in node else {}
        return {**frame, **{name: parts for name, parts in lists.items() if parts}, **pair.filled(out)}

    def _item(self, item: Item, name: str, pair: Pair) -> Item:
        element, child = pair.source.level[name], pair.children.get(name)
        if child is not None and isinstance(item.value, dict):
            return item._replace(value=self.level(item.value, element.kinds[0].path, child))
        return self._inner(item, element, self.hop.tables)

    def _inner(
        self, item: Item, element: Element, tables: Tables, carried: frozenset[str] | None = None
    ) -> Item:
        """The item with its leaves in the target's release; structures that it lacks stay as `tables` have them.

        So do, within an extension, those that are no value of one: `carried` are the types that are.
        """
        kind = element.kind(item.kind) or Kind(item.kind)
        if kind.primitive:
            return item._replace(beside=self._converted(item.beside)) if item.beside else item
        if kind.name == "Resource":
            return item._replace(value=self.resource(item.value))
        if not isinstance(item.value, dict):
            raise Refused(Reason.INVALID_FHIR, "a value in the place of a structure", where=kind.path)
        both = kind.name in self.hop.tables.levels and kind.name in self.hop.target_tables.levels
        if kind.name != STRUCTURE and both and (carried is None or kind.name in carried):
            return item._replace(value=self.level(item.value, kind.name, kind.name))
        return item._replace(value=self._within(item.value, kind.path, tables, carried))

    def _within(self, node: Object, path: str, tables: Tables, carried: frozenset[str] | None) -> Object:
        level = tables.levels[path]
        state = read(tables.keys[path], node, path)
        found = {
            name: [self._inner(item, level[name], tables, carried) for item in items]
            for name, items in state.items()
        }
        frame: Object = {"id": node["id"]} if "id" in node else {}
        lists: Object = {name: [self._extension(part) for part in parts] for name, parts in _own(node, set())}
        return {**frame, **{name: parts for name, parts in lists.items() if parts}, **write(level, found)}

    def _converted(self, beside: Object) -> Object:
        lists: Object = {
            name: [self._extension(part) for part in parts] for name, parts in _own(beside, set())
        }
        return {**beside, **{name: parts for name, parts in lists.items() if parts}}

    def _extension(self, part: Object) -> Object:
        return self.level(part, "Extension", "Extension")

    def _restored(self, node: Mapping[str, Json], pair: Pair) -> Restored:
        """What the level's own extensions say of elements that the target's release defines."""
        found = Restored()
        for _, parts in _own(node, set()):
            for part in parts:
                name = pair.urls.get(str(part.get("url")))
                if name is not None:
                    found.parts.setdefault(name, []).append(part)
        for name, parts in found.parts.items():
            items = self._found(parts, pair.target.level[name])
            if items is not None:
                found.items[name] = items
        return found

    def _found(self, parts: list[Object], element: Element) -> list[Item] | None:
        if len(parts) == 1 and _is_absence(parts[0]):
            return []
        items = [self.hop.finder.found(element, part) for part in parts]
        sure = [item for item in items if item is not None]
        if len(sure) < len(items) or (element.single and len(sure) > 1):
            return None
        return [self._inner(item, element, self.hop.target_tables, self.hop.finder.allowed) for item in sure]

    def _beside(self, state: State, pair: Pair) -> tuple[State, State]:
        """The same for extensions that stand at an element's counterpart; these are taken off it."""
        found: State = {}
        for name, home in pair.back_homes.items():
            items = state.get(home, [])
            url = pair.names[name]
            parts = [part for part in _parts(items[0]) if part.get("url") == url] if len(items) == 1 else []
            restored = self._found(parts, pair.target.level[name]) if parts else None
            if restored is not None:
                state = {**state, home: [_without(items[0], url)]}
                found[name] = restored
        return state, found

    def _keep(
        self, name: str, items: list[Item], pair: Pair, out: State, lists: dict[str, list[Json]]
    ) -> None:
        """Keep the source's element in extensions: at its counterpart if that can carry it, or on the level."""
        element, path = pair.source.level[name], f"{pair.source.path}.{name}"
        url = self.hop.url(self.hop.source, path)
        inner = [self._inner(item, element, self.hop.tables, self.hop.keeper.allowed) for item in items]
        kept = [self.hop.keeper.keep(url, element, item) for item in inner] or [_absence(url)]
        self.issues.append(Issue(url))
        home = pair.homes.get(name)
        at_home = out.get(home, []) if home is not None else []
        if home is not None and len(at_home) == len(items) == 1:
            out[home] = [_with(at_home[0], kept[0])]
            return
        changes = path in self.hop.modifiers and [item.value for item in items] != [False]
        lists[LISTS[1] if changes else LISTS[0]] += kept


def _lifted(node: Object, kind: str, tables: Tables) -> Object:
    """A bare resource with those extensions of its `meta` that say something of it, as if it could have some."""
    meta = node.get("meta")
    if kind not in tables.bare or not isinstance(meta, dict):
        return node
    parts = next(_own(meta, set()))[1]
    lifted: list[Json] = [part for part in parts if f"extension-{kind}." in str(part.get("url"))]
    if not lifted:
        return node
    left: list[Json] = [part for part in parts if part not in lifted]
    rest = {name: value for name, value in meta.items() if name != "extension"} | (
        {"extension": left} if left else {}
    )
    plain = {name: value for name, value in node.items() if name != "meta"}
    return {**plain, **({"meta": rest} if rest else {}), "extension": lifted}


def _sunk(node: Object, kind: str, tables: Tables) -> Object:
    """The way back of `_lifted`."""
    if kind not in tables.bare or not any(name in node for name in LISTS):
        return node
    meta = node.get("meta")
    known = meta if isinstance(meta, dict) else {}
    parts: list[Json] = [
        *next(_own(known, set()))[1],
        *(part for _, listed in _own(node, set()) for part in listed),
    ]
    plain = {name: value for name, value in node.items() if name not in LISTS}
    return {**plain, "meta": {**known, "extension": parts}}


def _own(node: Mapping[str, Json], without: Iterable[int]) -> Iterator[tuple[str, list[Object]]]:
    """Both lists of a level's extensions, without some."""
    for name in LISTS:
        parts = node.get(name)
        listed = parts if isinstance(parts, list) else []
        yield name, [part for part in listed if isinstance(part, dict) and id(part) not in without]


def _absence(url: str) -> Object:
    return {"url": url, "extension": [{"url": ABSENT, "valueBoolean": True}]}


def _is_absence(part: Object) -> bool:
    return part == _absence(str(part.get("url")))


def _carrier(item: Item) -> Object:
    """What of an item can have extensions."""
    carrier = item.beside if item.kind[0].islower() else item.value
    return carrier if isinstance(carrier, dict) else {}


def _parts(item: Item) -> list[Object]:
    return next(_own(_carrier(item), set()))[1]


def _with(item: Item, part: Object) -> Item:
    return _carrying(item, {**_carrier(item), "extension": [*_parts(item), part]})


def _without(item: Item, url: str) -> Item:
    rest = [part for part in _parts(item) if part.get("url") != url]
    plain = {name: value for name, value in _carrier(item).items() if name != "extension"}
    return _carrying(item, {**plain, "extension": rest} if rest else plain)


def _carrying(item: Item, carrier: Object) -> Item:
    return item._replace(beside=carrier or None) if item.kind[0].islower() else item._replace(value=carrier)
