"""Bindings: which map a segment goes through in its place, onto which resource, and how that is tied to others.

    PID                              Patient               PID:Patient
    AL1                              +AllergyIntolerance   AL1:AllergyIntolerance  patient!=Patient
    ORDER_OBSERVATION.NTE            DiagnosticReport      NTE:DiagnosticReport
    ORU_R01:ORDER_OBSERVATION.OBR    DiagnosticReport      OBR:DiagnosticReport    subject=Patient

A `+` makes a new resource for each segment, without it the group's resource of that label is gone on with. A label is a
type, or a type and a name (`Observation#will`). `path=Label` is a reference, `!=` one that the resource must have,
`Label.path=this` one from there to here. Of the lines that fit a place those hold that name it most exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from fhir_bridge.translate.mapfile import Line
from fhir_bridge.translate.targets import Step, steps
from tests.fhir_bridge.translate.oracle.compiler import CompiledSegment
from tests.fhir_bridge.translate.oracle.conditions import Test, compiled
from tests.fhir_bridge.translate.oracle.references import field_operand
from tests.fhir_bridge.translate.oracle.structure import Spot

MOST_PLACES = 10_000  # remembered: messages name their segments as they like


@dataclass(frozen=True, slots=True)
class Link:
    """A reference between two resources of a place; an empty label stands for the resource at hand."""

    source: str
    path: tuple[Step, ...]
    target: str
    required: bool


@dataclass(frozen=True, slots=True)
class Binding:
    """One line: what to do with a segment in a place."""

    structure: str
    groups: tuple[str, ...]
    segment: str
    label: str
    new: bool
    map: CompiledSegment | None
    links: tuple[Link, ...]
    test: Test | None

    def fits(self, structure: str, spot: Spot) -> int:
        """How exactly this line names a place; -1 where it names another."""
        wanted, count = self.groups, len(self.groups)
        if (self.structure not in {"", structure}) or (count and spot.groups[-count:] != wanted):
            return -1
        return count + (100 if self.structure else 0)


class Bindings:
    """All lines, by segment."""

    def __init__(self, bindings: Iterable[Binding]) -> None:
        self._by_segment: dict[str, list[Binding]] = {}
        self._found: dict[tuple[str, tuple[str, ...], str], tuple[Binding, ...]] = {}
        for binding in bindings:
            self._by_segment.setdefault(binding.segment, []).append(binding)

    def at(self, structure: str, spot: Spot, segment: str) -> tuple[Binding, ...]:
        """The lines that hold for a segment in a place, in their order; each place is looked up once."""
        key = (structure, spot.groups, segment)
        found = self._found.get(key)
        if found is None and len(self._found) < MOST_PLACES:
            found = self._found[key] = self._at(structure, spot, segment)
        return self._at(structure, spot, segment) if found is None else found

    def _at(self, structure: str, spot: Spot, segment: str) -> tuple[Binding, ...]:
        fitting = [(binding.fits(structure, spot), binding) for binding in self._by_segment.get(segment, ())]
        best = max((fit for fit, _ in fitting), default=-1)
        return tuple(binding for fit, binding in fitting if fit == best and fit >= 0)


def parse(line: Line, maps: Mapping[str, CompiledSegment]) -> Binding:
    """A binding from its line; names the line where it cannot be read."""
    text, _, condition = line.text.partition(" if ")
    place, *rest = text.split()
    structure, _, path = place.rpartition(":")
    *groups, segment = path.split(".")
    label, map_name, *links = [*rest, "-", "-"][: max(2, len(rest))]
    if map_name != "-" and map_name not in maps:
        raise line.fault("a map that is not there")
    try:
        test = compiled(condition, field_operand(segment)) if condition else None
        tied = tuple(map(_link, links))
    except ValueError as fault:
        raise line.fault(str(fault)) from None
    plain = "" if label == "-" else label.lstrip("+")
    return Binding(
        structure, tuple(groups), segment, plain, label.startswith("+"), maps.get(map_name), tied, test
    )


def _link(text: str) -> Link:
    left, equals, right = text.partition("=")
    if not equals:
        raise ValueError("a link is written PATH=LABEL")
    required = left.endswith("!")
    left = left.removesuffix("!")
    if left[:1].isupper():
        source, _, path = left.partition(".")
        return Link(source, steps(path), "" if right == "this" else right, required)
    return Link("", steps(left), "" if right == "this" else right, required)


Loader = Callable[[], Bindings]
