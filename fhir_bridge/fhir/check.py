"""Is it FHIR R4? Judged on the JSON as it came, before anything is kept; nothing is ever written back through a model.

What is wrong is named by its place and the rule it breaks, never by its value.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.fhir.bundle import entries, resource_of
from fhir_bridge.fhir.elements import tables
from fhir_bridge.fhir.json import Json, Object
from fhir_bridge.fhir.primitive import Fault
from fhir_bridge.fhir.release import CANONICAL
from fhir_bridge.fhir.structure import Structure
from fhir_bridge.fhir.together import judge_together


@dataclass(frozen=True, slots=True)
class Left:
    """What was not taken of many: its number, of a line from 1, of an entry from 0; why, and its bytes."""

    number: int
    refusal: Refused
    data: bytes = field(repr=False)


def check(resource: Json) -> Object:
    """The resource, if it is one; Refused with the element at fault."""
    kind, known = _kind(resource)
    try:
        _structure().judge(known)
        if kind == "Bundle":
            _judge_bundles(known)
    except Fault as fault:
        raise as_refusal(fault, kind) from None
    return known


@cache
def _structure() -> Structure:
    """The rules of R4: compiled as their types are met, once in a process."""
    return Structure(tables(CANONICAL))


def _kind(resource: Json) -> tuple[str, Object]:
    if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
        raise Refused(Reason.NOT_FHIR, "no resourceType")
    kind = str(resource["resourceType"])
    if not _structure().knows(kind):
        raise Refused(Reason.NOT_FHIR, "an unknown resourceType")
    return kind, resource


def _judge_bundles(bundle: Object) -> None:
    judge_together(bundle)
    for number, entry in enumerate(entries(bundle)):
        inner = resource_of(entry)
        if inner.get("resourceType") == "Bundle":
            try:
                _judge_bundles(inner)
            except Fault as fault:
                fault.steps += ["resource", str(number), "entry"]
                raise


def as_refusal(fault: Fault, root: str) -> Refused:
    """What a fault is to whoever sent it; `root` is the type, or the place, that its steps begin at."""
    reason = Reason.INVALID_FHIR if fault.supported else Reason.NOT_SUPPORTED
    return Refused(reason, fault.words, where=fault.place(root))
