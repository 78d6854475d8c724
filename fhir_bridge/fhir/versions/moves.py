"""What moves between a level of one release and its counterpart in another: compiled from the maps and the tables.

An element moves where a row says so, or where the other release has one of the same name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fhir_bridge.fhir.elements import IMPLICIT, Element
from fhir_bridge.fhir.versions.items import Item, State
from fhir_bridge.fhir.versions.mapfile import Row, Section
from fhir_bridge.fhir.versions.move import NOWHERE, Move, Wrap
from fhir_bridge.fhir.versions.side import STRUCTURE, Side

EVERYWHERE = frozenset(row.split(" ")[0] for row in IMPLICIT)


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
