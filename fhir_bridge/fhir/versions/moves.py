"""What happens between a level of one release and its counterpart in another: compiled from the maps and the tables.

An element moves where a row says so, or where the other release has one of the same name. A move may lose something;
that is found by moving back, not here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from fhir_bridge.fhir.elements import IMPLICIT, Element, Keys, Kind, Level, Tables
from fhir_bridge.fhir.json import Json, Object
from fhir_bridge.fhir.release import number_in
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


@dataclass(frozen=True, slots=True)
class Wrap:
    """A structure that says no more than one child of it, beside what always stands there."""

    kind: str
    child: Element
    keys: Keys
    level: Level
    always: State

    def inside(self, item: Item) -> list[Item]:
        """The child's items, if the structure says what always stands there."""
        state = read(self.keys, item.value, self.kind) if isinstance(item.value, dict) else {}
        sure = all(state.get(name) == items for name, items in self.always.items())
        return state.get(self.child.name, []) if sure else []

    def around(self, item: Item) -> Item:
        """The structure that says so."""
        return Item(self.kind, write(self.level, {self.child.name: [item], **self.always}))


@dataclass(frozen=True, slots=True)
class Move:
    """An element of the source, the kinds of it that move, and the element of the target."""

    name: str
    to: Element
    only: str = ""
    to_only: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    system: str = ""
    types: Mapping[str, str] = field(default_factory=dict)
    """The resource types that are called otherwise over there."""
    references: bool = False
    """True where the text is a reference with such a type in it."""
    claims: bool = False
    """True where the text is a profile: one that names its release is no claim of another's."""
    prefixes: tuple[tuple[str, str], ...] = ()
    """What a URI begins with here, and there."""
    wrap: Wrap | None = None
    unwrap: Wrap | None = None

    @property
    def exclusive(self) -> bool:
        """True if what moves so moves nowhere else."""
        return self.unwrap is not None and bool(self.unwrap.always)

    def moved(self, item: Item) -> list[Item]:
        """What the item is in the target; nothing if it cannot move."""
        if self.only and item.kind != self.only:
            return []
        if self.unwrap is not None:
            return [found for inner in self.unwrap.inside(item) for found in self._retyped(inner, self.to)]
        if self.wrap is not None:
            return [self.wrap.around(inner) for inner in self._retyped(item, self.wrap.child)]
        return self._retyped(item, self.to)

    def _retyped(self, item: Item, to: Element) -> list[Item]:
        same = to.kind(item.kind)
        if same and self.to_only in ("", item.kind):
            return self._coded(item) if _may_name(same, item.value, self.types) else []
        for kind in sorted(to.kinds, key=_preference):
            change = RETYPERS.get((item.kind, kind.name))
            if change is None or self.to_only not in ("", kind.name):
                continue
            value = change(item.value) if item.value is not None else None
            beside = item.beside if kind.primitive and item.kind[0].islower() else None
            if value is not None or beside is not None:
                return (
                    self._coded(Item(kind.name, value, beside)) if _may_name(kind, value, self.types) else []
                )
        kind = to.kinds[0]
        structures = STRUCTURE in {item.kind, kind.name} and not kind.primitive and not item.kind[0].islower()
        return [Item(kind.name, item.value)] if structures else []

    def _coded(self, item: Item) -> list[Item]:
        if self.references and isinstance(item.value, str):
            return [item._replace(value=_renamed(item.value, self.types))]
        if self.claims and isinstance(item.value, str):
            return [] if number_in(item.value) else [item]
        if self.prefixes and isinstance(item.value, str):
            return [item._replace(value=_moved(item.value, self.prefixes))]
        if self.codes and isinstance(item.value, str):
            code = self._code(item.value)
            return [] if code == NOWHERE else [item._replace(value=code)]
        coding = _only_coding(item)
        if coding is None or not (self.codes or self.system):
            return [item]
        code = self._code(str(coding.get("code")))
        system: Object = {"system": self.system} if self.system and len(coding) == 1 else {}
        return (
            [] if code == NOWHERE else [item._replace(value={"coding": [{**system, **coding, "code": code}]})]
        )

    def _code(self, code: str) -> str:
        return self.codes.get(code, self.codes.get("*", code))


def _renamed(reference: str, types: Mapping[str, str]) -> str:
    """A relative reference, or a type, as the target's release has it: `ProcedureRequest/1`, `ServiceRequest/1`."""
    kind, slash, rest = reference.partition("/")
    return f"{types.get(kind, kind)}{slash}{rest}"


def _only_coding(item: Item) -> Object | None:
    codings = (
        item.value.get("coding") if item.kind == "CodeableConcept" and isinstance(item.value, dict) else None
    )
    coding = codings[0] if isinstance(codings, list) and len(codings) == 1 else None
    return coding if isinstance(coding, dict) and "code" in coding else None


def _preference(kind: Kind) -> int:
    return PREFERRED.index(kind.name) if kind.name in PREFERRED else len(PREFERRED)


def _may_name(kind: Kind, value: Json, renamed: Mapping[str, str]) -> bool:
    """False for a reference to a type that may not stand there; a type that is called otherwise over there may."""
    found = value.get("reference") if isinstance(value, dict) and kind.targets else None
    if not isinstance(found, str) or found.startswith("#") or ":" in found:
        return True
    named = found.rpartition("/")[0].rpartition("/")[2]
    return named in (*kind.targets, "") or named in renamed or named in renamed.values()


@dataclass(frozen=True, slots=True)
class Exchange:
    """A value of one element that stands for a value of another, unless that says something which must stay."""

    name: str
    value: Item | None
    """None: whatever it says, and only where the other has nothing yet."""
    to: Element
    to_value: Item | None
    unless: str

    def apply(self, source: State, out: State) -> None:
        """Set the target's value where the source has that value."""
        present, said = out.get(self.to.name, []), source.get(self.name)
        fits = not present if self.value is None else said == [self.value]
        if self.to_value and said and fits and not any(item.value == self.unless for item in present):
            out[self.to.name] = [self.to_value]


@dataclass(frozen=True, slots=True)
class Moves:
    """All that moves in one direction."""

    moves: tuple[Move, ...]
    exchanges: tuple[Exchange, ...]

    def run(self, source: State) -> State:
        """The target's items: of a single element the first that comes."""
        out: State = {}
        gone: set[int] = set()
        for move in self.moves:
            for item in source.get(move.name, ()):
                made = move.moved(item) if id(item) not in gone else []
                if made and move.to.single and not out.get(move.to.name):
                    out[move.to.name] = made[:1]
                elif made and not move.to.single:
                    out.setdefault(move.to.name, []).extend(made)
                gone |= {id(item)} if made and move.exclusive else set()
        for exchange in self.exchanges:
            exchange.apply(source, out)
        return out


def moves(source: Side, target: Side, section: Section, way: str, types: Mapping[str, str]) -> Moves:
    """What a section and the tables say, one way: `>` from the older release to the newer, `<` back."""
    turned = [(row, *((row.old, row.new) if way == ">" else (row.new, row.old))) for row in section.rows]
    said = [
        found
        for row, name, to in turned
        if way in row.ways
        for found in _said(source, target, row, name, to, way, types)
    ]
    mentioned = [found for found in said if isinstance(found, Move)]
    plain = {
        (name.partition(":")[0], to.partition(":")[0])
        for row, name, to in turned
        if _is_move(source, target, name, to)
    }
    taken, given = {name for name, _ in plain}, {to for _, to in plain}
    same = [
        Move(name, target.level[name], types=types)
        for name in _same(source, target)
        if name not in taken | given
    ]
    return Moves((*mentioned, *same), tuple(found for found in said if isinstance(found, Exchange)))


def _is_move(source: Side, target: Side, name: str, to: str) -> bool:
    return not _is_exchange(source, name) and not _is_exchange(target, to)


def _is_exchange(side_: Side, said: str) -> bool:
    name, _, kind = said.partition(":")
    return bool(kind) and side_.level[name].kind(kind) is None


def _same(source: Side, target: Side) -> Iterator[str]:
    """The names that both levels have; between a resource and `Basic`, only what every resource has."""
    basic = "Basic" in {source.path, target.path} and source.path != target.path
    for name in source.level:
        if name not in target.level or name in (*source.opened, *target.opened):
            continue
        own = [bool(side_.level[name].kind(STRUCTURE)) for side_ in (source, target)]
        if own[0] is own[1] and (not basic or name in EVERYWHERE):
            yield name


def _said(
    source: Side, target: Side, row: Row, said: str, goal: str, way: str, types: Mapping[str, str]
) -> Iterator[Move | Exchange]:
    (name, _, kind), (to, _, to_kind) = said.partition(":"), goal.partition(":")
    if NOWHERE in {name, to}:
        return
    here, there = source.level[name], target.level[to]
    if not _is_move(source, target, said, goal):
        yield Exchange(name, _value(here, kind), there, _value(there, to_kind), row.value)
        return
    wraps = row.option == "wrap"
    old, new = (here, there) if way == ">" else (there, here)
    onto = (way == ">") is not bool(old.kind(STRUCTURE) and not new.kind(STRUCTURE))
    yield Move(
        name,
        there,
        only=kind,
        to_only=to_kind,
        codes=row.codes.get(way, {}),
        system=row.value if row.option == "system" else "",
        types=types,
        references=row.option == "types",
        claims=row.option == "claims",
        prefixes=_prefixes(row.value, way) if row.option == "prefixes" else (),
        wrap=_wrap(target, there, row.value) if wraps and onto else None,
        unwrap=_wrap(source, here, row.value) if wraps and not onto else None,
    )


def _moved(uri: str, prefixes: tuple[tuple[str, str], ...]) -> str:
    """The URI under the name that the target's release has for it."""
    found = next(((here, there) for here, there in prefixes if uri.startswith(here)), ("", ""))
    return f"{found[1]}{uri.removeprefix(found[0])}"


def _prefixes(said: str, way: str) -> tuple[tuple[str, str], ...]:
    pairs = [text.partition("|") for text in said.split(",")]
    return tuple((old, new) if way == ">" else (new, old) for old, _, new in pairs)


def _wrap(side_: Side, element: Element, said: str) -> Wrap:
    """`actor`, or `value,type=http://system|code`: the child, and what always stands beside it."""
    name, *always = said.split(",")
    kind = element.kinds[0]
    level = side_.tables.levels[kind.path]
    pairs = [text.partition("=") for text in always]
    beside = {child: [_constant(level[child], text)] for child, _, text in pairs}
    return Wrap(kind.name, level[name], side_.tables.keys[kind.path], level, beside)


def _constant(element: Element, text: str) -> Item:
    kind = element.kinds[0]
    if kind.name != "CodeableConcept":
        return Item(kind.name, text)
    system, _, code = text.partition("|")
    return Item(kind.name, {"coding": [{"system": system, "code": code}]})


def _value(element: Element, text: str) -> Item | None:
    if not text:
        return None
    if element.kind("boolean") and text in {"true", "false"}:
        return Item("boolean", text == "true")
    return Item(element.kinds[0].name, text)
