"""NDJSON: a resource a line, each judged on its own.

{"resourceType":"Patient","id":"a"}
{"resourceType":"Observation","status":"banana"}           not taken: line 2, and why
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

from fhir_bridge.errors import Refused
from fhir_bridge.fhir.check import Left, as_refusal, check
from fhir_bridge.fhir.json import Object, read_canonical
from fhir_bridge.fhir.primitive import Fault
from fhir_bridge.fhir.together import judge_entry


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is taken: its number from 1, its canonical bytes and what they say."""

    number: int
    data: bytes = field(repr=False)
    resource: Object = field(repr=False)


def read_lines(data: bytes, canonical: Callable[[bytes], bytes]) -> tuple[list[Line], list[Left]]:
    """The lines that are resources of R4, and those that are not. Empty lines are counted and are nothing.

    `canonical` gives a document's canonical bytes, or raises Refused.
    """
    lines: list[Line] = []
    left: list[Left] = []
    known: set[Hashable] = set()
    for number, text in enumerate(data.split(b"\n"), start=1):
        if not text.strip():
            continue
        try:
            written = canonical(text.strip(b" \t\r"))
            resource = check(read_canonical(written))
            judge_entry("collection", {"resource": resource}, known)
            lines.append(Line(number, written, resource))
        except Refused as refusal:
            left.append(Left(number, refusal, text))
        except Fault as fault:
            left.append(Left(number, as_refusal(fault, "line"), text))
    return lines, left


def collection(lines: Sequence[Line]) -> Object:
    """The lines as the entries of one Bundle."""
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": line.resource} for line in lines],
    }


def written(lines: Sequence[Line]) -> bytes:
    """The canonical bytes of `collection(lines)`, made of the lines' own."""
    listed = b",".join(b'{"resource":%s}' % line.data for line in lines)
    return b'{"entry":[%s],"resourceType":"Bundle","type":"collection"}' % listed
