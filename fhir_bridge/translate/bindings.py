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

from collections.abc import Callable, Mapping

from fhir_bridge.translate.conditions import compiled, of_segment
from fhir_bridge.translate.mapfile import Data, Line

Path = Callable[[str], tuple[Data, ...]]
"""Reads a target; raises ValueError with what is wrong."""


def parse(line: Line, maps: Mapping[str, int], path: Path) -> tuple[str, Data]:
    """The segment that a binding is of, and the binding; names the line where it cannot be read.

    `maps` gives the number of each segment's map.
    """
    text, _, condition = line.text.partition(" if ")
    place, *rest = text.split()
    structure, _, groups = place.rpartition(":")
    *within, segment = groups.split(".")
    label, name, *links = [*rest, "-", "-"][: max(2, len(rest))]
    if name != "-" and name not in maps:
        raise line.fault("a map that is not there")
    try:
        return segment, {
            "structure": structure,
            "groups": within,
            "label": "" if label == "-" else label.lstrip("+"),
            "new": label.startswith("+"),
            "map": maps.get(name),
            "links": [_link(link, path) for link in links],
            "test": compiled(condition, of_segment(segment)) if condition else None,
        }
    except ValueError as fault:
        raise line.fault(str(fault)) from None


def _link(text: str, path: Path) -> Data:
    left, equals, right = text.partition("=")
    if not equals:
        raise ValueError("a link is written PATH=LABEL")
    required = left.endswith("!")
    left = left.removesuffix("!")
    source, _, target = left.partition(".") if left[:1].isupper() else ("", "", left)
    right = "" if right == "this" else right
    return {"source": source, "path": path(target), "target": right, "required": required}
