"""PL, a person's location: a chain of Locations, the most exact first, each part of the next (guide map PL[Location]).

4 North^412^B^ST MARY    ->    bed B, part of room 412, part of point of care 4 North, part of site ST MARY
"""

from __future__ import annotations

from collections.abc import Mapping

from fhir_bridge.translate.tables import Table
from fhir_bridge.translate.targets import steps
from tests.fhir_bridge.translate.oracle.nodes import Node, Place, walker
from tests.fhir_bridge.translate.oracle.rows import NULL, Parts, Run, TypeMap

PHYSICAL = "http://terminology.hl7.org/CodeSystem/location-physical-type"
LEVELS = ((3, "bd"), (2, "ro"), (1, ""), (8, "lvl"), (7, "bu"), (4, "si"))
"""Component and physical type, from the most exact; a point of care may be anything, so it has no type."""
PART_OF = walker(steps("partOf(Location)"))


class LocationMap:
    """The map of PL: in code, because its chain depends on which components are valued."""

    def __init__(self, types: Mapping[str, TypeMap]) -> None:
        self._types = types

    def run(
        self, run: Run, parts: Parts, place: Place, node: Node, *, table: Table | None, deep: bool
    ) -> bool:
        """Puts the chain of locations into the node, which stands for the first of them."""
        segment, field, repeat, *_ = place
        here, took = node, False
        for component, physical in LEVELS:
            cell = parts[component - 1] if component <= len(parts) else ("",)
            if not any(text and text != NULL for text in cell):
                continue
            here = PART_OF(here, 1) if took else here
            name = tuple((text,) for text in cell)
            done = self._types["HD:Location"].run(
                run, name, (segment, field, repeat, component, 1), here, table=table, deep=True
            )
            took = took or done
            if done and here.body is not None:
                _kind(here.body, physical)
        return took | self._types["PL:rest"].run(run, parts, place, node, table=table, deep=deep)


def _kind(body: dict[str, object], physical: str) -> None:
    body.setdefault("mode", "instance")
    if physical:
        body["physicalType"] = {"coding": [{"system": PHYSICAL, "code": physical}]}
