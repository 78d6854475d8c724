"""Message structures: where in its message a segment stands, found by the grammar and not by its neighbours.

    ORU_R01  MSH {PATIENT_RESULT: [PATIENT: PID [PD1] [VISIT: PV1 [PV2]]] {ORDER_OBSERVATION: [ORC] OBR {[NTE]}}}

`[ ]` optional, `{ }` repeating, `NAME: ...` inside brackets names a group. Structures are tolerant: a segment that
comes too late is put into the group that has a place for it, one that no group knows into the group that is open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fhir_bridge.translate.mapfile import Line

MOST_MOVES = 10_000  # remembered of one structure: messages name their segments as they like
TOKEN = re.compile(r"\s*([\[\]{}]|[A-Z][A-Z0-9_]*:?)")


@dataclass(frozen=True, slots=True)
class Part:
    """A segment or a group of a structure."""

    name: str
    optional: bool
    repeats: bool
    parts: tuple[Part, ...] = ()

    @property
    def group(self) -> bool:
        """Whether it is a group."""
        return bool(self.parts)


@dataclass(slots=True)
class Instance:
    """One occurrence of a repeating group (or the message): what its segments made, by label."""

    outer: Instance | None
    resources: dict[str, object] = field(default_factory=dict)
    latest: object | None = None

    def find(self, label: str) -> object | None:
        """The resource that this place knows by the label: its own, or that of a group around it."""
        at: Instance | None = self
        while at is not None:
            if label in at.resources:
                return at.resources[label]
            at = at.outer
        return None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a segment stands: the names of its groups, outermost first; whether the structure has a place for it."""

    groups: tuple[str, ...]
    known: bool
    again: bool
    """The structure allows one such segment here, and this is another."""


Address = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """How to get from one address to the next segment's: which groups stay open, where it stands."""

    address: Address
    keep: int
    spot: Spot
    cursor: bool = True


class Structure:
    """A message structure and its moves, each worked out once."""

    def __init__(self, name: str, root: Part) -> None:
        self.name = name
        self.root = root
        self._moves: dict[tuple[Address, str], Move] = {}

    def move(self, address: Address, name: str) -> Move:
        """From the segment at `address` to the next one, which has this name."""
        key = (address, name)
        found = self._moves.get(key)
        if found is None:
            found = self._find(address, name)
            if len(self._moves) < MOST_MOVES:
                self._moves[key] = found
        return found

    def required(self, name: str) -> bool:
        """Whether every message of this structure has such a segment."""
        return any(part.name == name and not part.optional for part in self.root.parts if not part.group)

    def part(self, address: Address) -> Part:
        """The part at an address."""
        found = self.root
        for index in address:
            found = found.parts[index]
        return found

    def _find(self, address: Address, name: str) -> Move:
        if not address:
            return self._to(_search(self.root, name, 0) or (0,), 0)
        here = self.part(address)
        if here.name == name and here.repeats:
            return self._to(address, len(address) - 1)
        for depth in range(len(address) - 1, -1, -1):
            group, index = self.part(address[:depth]), address[depth]
            later = _search(group, name, index + 1)
            if later:
                return self._to((*address[:depth], *later), depth)
            again = _begin(group, name) if group.repeats and depth else None
            if again:
                return self._to((*address[:depth], *again), depth - 1)
        return self._misplaced(address, name)

    def _misplaced(self, address: Address, name: str) -> Move:
        for depth in range(len(address) - 1, -1, -1):
            found = _search(self.part(address[:depth]), name, 0, once=True)
            if found:
                target = (*address[:depth], *found)
                spot = Spot(self._names(target), known=True, again=not self.part(target).repeats)
                return Move(address, depth, spot, cursor=False)
        return Move(
            address, len(address) - 1, Spot(self._names(address), known=False, again=False), cursor=False
        )

    def _to(self, address: Address, keep: int) -> Move:
        return Move(address, keep, Spot(self._names(address), known=True, again=False))

    def _names(self, address: Address) -> tuple[str, ...]:
        return tuple(self.part(address[:depth]).name for depth in range(1, len(address)))


class Cursor:
    """Goes through a message by its structure and knows the occurrence of the group that each segment stands in."""

    def __init__(self, structure: Structure) -> None:
        self._structure = structure
        self._address: Address = ()
        self._open: list[Instance] = [Instance(None)]

    def place(self, name: str) -> tuple[Spot, Instance]:
        """The place of the next segment."""
        move = self._structure.move(self._address, name)
        if move.cursor:
            return self._enter(move)
        return move.spot, self._open[min(move.keep, len(self._open) - 1)]

    def _enter(self, move: Move) -> tuple[Spot, Instance]:
        del self._open[move.keep + 1 :]
        for depth in range(len(self._open), len(move.address)):
            outer = self._open[-1]
            repeats = self._structure.part(move.address[:depth]).repeats
            self._open.append(Instance(outer) if repeats else outer)
        self._address = move.address
        return move.spot, self._open[-1]


def parse(line: Line) -> Structure:
    """A structure from its line; names the line where it cannot be read."""
    name, _, text = line.text.partition(" ")
    tokens = TOKEN.findall(text)
    if "".join(tokens) != "".join(text.split()):
        raise line.fault("a structure that cannot be read")
    try:
        parts = _sequence(tokens, closing="")
    except IndexError:
        raise line.fault("brackets that do not match") from None
    if tokens:
        raise line.fault("brackets that do not match")
    return Structure(name, Part(name, optional=False, repeats=False, parts=parts))


def _sequence(tokens: list[str], *, closing: str) -> tuple[Part, ...]:
    parts: list[Part] = []
    while tokens and tokens[0] != closing:
        word = tokens.pop(0)
        if word in "]}":
            raise IndexError
        parts.append(_bracket(tokens, word) if word in "[{" else Part(word, optional=False, repeats=False))
    return tuple(parts)


def _bracket(tokens: list[str], opened: str) -> Part:
    """A bracket and, inside it, perhaps a second one: `[{X}]` is optional and repeats."""
    optional, repeats = opened == "[", opened == "{"
    closers = ["]" if optional else "}"]
    if tokens[0] in "[{" and tokens[0] != opened:
        second = tokens.pop(0)
        optional, repeats = True, True
        closers.insert(0, "]" if second == "[" else "}")
    name = tokens.pop(0)
    parts = _sequence(tokens, closing=closers[0]) if name.endswith(":") else ()
    for closer in closers:
        if tokens.pop(0) != closer:
            raise IndexError
    return Part(name.rstrip(":"), optional, repeats, parts)


def _search(group: Part, name: str, start: int, *, once: bool = False) -> Address | None:
    """The first place for such a segment in a group from one of its parts on; `once`: not inside repeating groups."""
    for index in range(start, len(group.parts)):
        part = group.parts[index]
        if not part.group and part.name == name:
            return (index,)
        inner = _search(part, name, 0, once=once) if part.group and not (once and part.repeats) else None
        if inner:
            return (index, *inner)
    return None


def _begin(group: Part, name: str) -> Address | None:
    """The place for such a segment where it can begin the group."""
    for index, part in enumerate(group.parts):
        if not part.group and part.name == name:
            return (index,)
        inner = _begin(part, name) if part.group else None
        if inner:
            return (index, *inner)
        if not part.optional:
            return None
    return None
