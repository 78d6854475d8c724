"""What elements a release has: its tables, read from `elements/*.txt`.

    [Observation]
    value[x] ? CodeableConcept|Quantity|string
    component * @
    status 1 code =registered,preliminary,final
    component.code 1 CodeableConcept
    subject ? Reference(Device,Group,Location,Patient)

`?` at most one, `1` exactly one, `*` any number, `+` at least one. `@` is a structure of the type's own, `@item` one
with the elements of `item`. In brackets: the types that a reference may name; without them, any. `=`: the codes that
are bound to it; of R4 alone, which resources are judged by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fhir_bridge.fhir.release import Release

IMPLICIT = (
    "meta ? Meta",
    "implicitRules ? uri",
    "language ? code",
    "text ? Narrative",
    "contained * Resource",
)
"""What every resource has, the last two but the bare ones; the tables leave it out. `id` and the extensions are no
elements here but the frame."""
BARE = 3


@dataclass(frozen=True, slots=True)
class Kind:
    """One type that an element may have. `like`: the path of the structure, where the type is of the owner's own."""

    name: str
    targets: frozenset[str] = frozenset()
    like: str = ""

    @property
    def primitive(self) -> bool:
        """True for a value with a sibling `_name`."""
        return self.name[0].islower()

    @property
    def path(self) -> str:
        """Where its elements stand in the tables."""
        return self.like or self.name

    @property
    def key(self) -> str:
        """What a choice's name ends in: `valueDateTime`."""
        return self.name[0].upper() + self.name[1:]


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a level: how often it may stand there, and as what."""

    name: str
    single: bool
    required: bool
    kinds: tuple[Kind, ...]
    codes: frozenset[str] = frozenset()

    @property
    def choice(self) -> bool:
        """True for `value[x]`."""
        return self.name.endswith("[x]")

    @property
    def stem(self) -> str:
        """The name without `[x]`."""
        return self.name.removesuffix("[x]")

    def kind(self, name: str) -> Kind | None:
        """The kind of that name."""
        return next((kind for kind in self.kinds if kind.name == name), None)


Level = Mapping[str, Element]
"""The elements of a type or of a structure within it, by name."""
Keys = Mapping[str, tuple[Element, Kind]]
"""The same by the names that JSON uses: `valueQuantity`."""


@dataclass(frozen=True, slots=True)
class Tables:
    """All levels of a release by path: `Patient`, `Patient.contact`, `HumanName`."""

    levels: Mapping[str, Level]
    keys: Mapping[str, Keys]
    resources: frozenset[str]
    bare: frozenset[str]
    """Resources that have no extensions of their own: theirs stand in `meta`."""


@cache
def tables(release: Release) -> Tables:
    """The tables of the release, read once."""
    text = files(__package__).joinpath("elements", f"{release.label}.txt").read_text(encoding="utf-8")
    levels: dict[str, dict[str, Element]] = {}
    marks: dict[str, str] = {}
    for heading, rows in _sections(text):
        owner, _, mark = heading.partition("] ")
        marks.update({owner: mark} if mark else {})
        levels[owner] = {}
        for row in (*_implicit(mark), *rows):
            _add(levels, owner, row)
    keys = {path: _keys(level) for path, level in levels.items()}
    bare = frozenset(name for name, mark in marks.items() if mark.startswith("bare"))
    return Tables(levels, keys, frozenset(marks), bare)


def _implicit(mark: str) -> tuple[str, ...]:
    if not mark:
        return ()
    return IMPLICIT[:BARE] if mark.startswith("bare") else IMPLICIT


def _sections(text: str) -> Iterator[tuple[str, list[str]]]:
    for part in text.split("\n[")[1:]:
        heading, *rows = part.split("\n")
        yield heading.removesuffix("]"), [row for row in rows if row]


def _add(levels: dict[str, dict[str, Element]], owner: str, row: str) -> None:
    path, card, kinds, *codes = row.split(" ")
    parent, _, name = f"{owner}.{path}".rpartition(".")
    element = Element(
        name,
        single=card in "?1",
        required=card in "1+",
        kinds=tuple(_kind(owner, path, kind) for kind in kinds.split("|")),
        codes=frozenset(codes[0].removeprefix("=").split(",")) if codes else frozenset(),
    )
    levels.setdefault(parent, {})[name] = element
    if kinds == "@":
        levels.setdefault(f"{owner}.{path}", {})


def _kind(owner: str, path: str, text: str) -> Kind:
    if text.startswith("@"):
        return Kind("@", like=f"{owner}.{text[1:] or path}")
    name, _, targets = text.removesuffix(")").partition("(")
    return Kind(name, frozenset(targets.split(",")) if targets else frozenset())


def _keys(level: Level) -> Keys:
    found: dict[str, tuple[Element, Kind]] = {}
    for element in level.values():
        for kind in element.kinds:
            found[f"{element.stem}{kind.key}" if element.choice else element.name] = (element, kind)
    return found
