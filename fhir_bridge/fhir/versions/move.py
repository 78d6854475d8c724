"""How one element of a release becomes one of another: what of it moves, in which type, under which codes and names.

A move may lose something; that is found by moving back, not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fhir_bridge.fhir.elements import Element, Keys, Kind, Level
from fhir_bridge.fhir.json import Json, Object
from fhir_bridge.fhir.release import number_in
from fhir_bridge.fhir.versions.items import Item, State, read, write
from fhir_bridge.fhir.versions.retype import PREFERRED, RETYPERS
from fhir_bridge.fhir.versions.side import STRUCTURE

NOWHERE = "-"


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


def _moved(uri: str, prefixes: tuple[tuple[str, str], ...]) -> str:
    """The URI under the name that the target's release has for it."""
    found = next(((here, there) for here, there in prefixes if uri.startswith(here)), ("", ""))
    return f"{found[1]}{uri.removeprefix(found[0])}"
