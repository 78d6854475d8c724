"""PL, a person's location: a chain of Locations, the most exact first, each part of the next (guide map PL[Location]).

4 North^412^B^ST MARY    ->    bed B, part of room 412, part of point of care 4 North, part of site ST MARY
"""

from __future__ import annotations

from fhir_bridge.translate.nodes import Node, Place
from fhir_bridge.translate.primitives import Element
from fhir_bridge.translate.rows import NULL, Parts, Run, put
from fhir_bridge.translate.tables import Table
from fhir_bridge.translate.targets import steps

PHYSICAL = "http://terminology.hl7.org/CodeSystem/location-physical-type"
LEVELS = ((3, "bd"), (2, "ro"), (1, ""), (8, "lvl"), (7, "bu"), (4, "si"))
"""Component and physical type, from the most exact; a point of care may be anything, so it has no type."""
DESCRIPTION, IDENTIFIER = 9, 10
NAME, PART_OF, DESCRIBED, IDENTIFIED = (
    steps(target) for target in ("name", "partOf(Location)", "description", "identifier[1].value")
)


class LocationMap:
    """The map of PL, in code because its chain depends on which components are valued."""

    def run(
        self, run: Run, parts: Parts, place: Place, node: Node, *, table: Table | None, deep: bool
    ) -> bool:
        """Puts the chain of locations into the node, which stands for the first of them."""
        del table
        here, took = node, False
        for component, physical in LEVELS:
            if _text(parts, component):
                here = here.child(PART_OF[0], 1) if took else here
                took |= _name(
                    run, parts, _at(place, component, deep=deep), here, physical=physical, component=component
                )
        for component, (*holders, last) in ((DESCRIPTION, DESCRIBED), (IDENTIFIER, IDENTIFIED)):
            text = _text(parts, component)
            if text:
                holder = node.child(holders[0], 1) if holders else node
                took |= put(run, Element(text, ""), _at(place, component, deep=deep), holder, last)
        return took


location = LocationMap()


def _name(run: Run, parts: Parts, place: Place, node: Node, *, physical: str, component: int) -> bool:
    took = put(run, Element(_text(parts, component), ""), place, node, NAME[0])
    if took and node.body is not None:
        node.body.setdefault("mode", "instance")
        if physical:
            node.body["physicalType"] = {"coding": [{"system": PHYSICAL, "code": physical}]}
    return took


def _text(parts: Parts, component: int) -> str:
    text = parts[component - 1][0] if component <= len(parts) else ""
    return "" if text == NULL else text


def _at(place: Place, component: int, *, deep: bool) -> Place:
    segment, field, repeat, outer, _ = place
    return (segment, field, repeat, outer, component) if deep else (segment, field, repeat, component, 1)
