"""Which type a resource has over there: the map's, the same, or `Basic`, which says in its code what it was.

ReferralRequest (STU3)     ->     ServiceRequest, marked: the way back would else give a ProcedureRequest
ActorDefinition (R5)       ->     Basic, code fhir-types#ActorDefinition
"""

from __future__ import annotations

from fhir_bridge.fhir.json import Json, Object
from fhir_bridge.fhir.versions.hop import Hop

TYPE = "urn:fhir-anchor:versions:type"
"""On a resource whose type is one of several on the way back: which it was."""
TYPES = "http://hl7.org/fhir/fhir-types"
BASIC = "Basic"


def unmarked(node: Object, kind: str, hop: Hop) -> tuple[str, Object]:
    """The type over there, and the resource without what only said so."""
    for name in sorted(hop.target_tables.resources - hop.tables.resources) if kind == BASIC else ():
        if node.get("code") == _code(name):
            return name, {key: value for key, value in node.items() if key != "code"}
    for older, newer in hop.map.types:
        here, there = (newer, older) if not hop.older_first else (older, newer)
        parts = node.get("extension")
        if here == kind and isinstance(parts, list) and _mark(there) in parts:
            rest: list[Json] = [part for part in parts if part != _mark(there)]
            plain = {key: value for key, value in node.items() if key != "extension"}
            return there, {**plain, "extension": rest} if rest else plain
    return hop.type_of(kind), node


def marked(node: Object, kind: str, goal: str, hop: Hop) -> Object:
    """The resource with what the way back needs to know its type."""
    if goal == BASIC != kind:
        return {**node, "code": _code(kind)}
    if kind == BASIC != goal or hop.back_type(goal) == kind:
        return node
    parts = node.get("extension")
    return {**node, "extension": [*(parts if isinstance(parts, list) else []), _mark(kind)]}


def _mark(kind: str) -> Object:
    return {"url": TYPE, "valueCode": kind}


def _code(kind: str) -> Object:
    return {"coding": [{"system": TYPES, "code": kind}]}
