"""NDJSON: a resource a line, each judged on its own.

{"resourceType":"Patient","id":"a"}
{"resourceType":"Observation","status":"banana"}           not taken: line 2, and why
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace

from fhir_bridge.errors import Refused
from fhir_bridge.fhir.arriving import as_r4
from fhir_bridge.fhir.check import Left, as_refusal
from fhir_bridge.fhir.json import Object, dumps, read_canonical
from fhir_bridge.fhir.primitive import Fault
from fhir_bridge.fhir.release import Release
from fhir_bridge.fhir.together import judge_entry
from fhir_bridge.records import Conversion


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is taken: its numbers, from 1, for it may stand again; its canonical bytes in R4, what they say."""

    numbers: tuple[int, ...]
    data: bytes = field(repr=False)
    resource: Object = field(repr=False)
    conversions: tuple[Conversion, ...] = ()

    def left(self, refusal: Refused) -> list[Left]:
        """The same, not taken: once for each number."""
        return [Left(number, refusal, self.data) for number in self.numbers]


def read_lines(
    data: bytes, canonical: Callable[[bytes], bytes], said: Release | None = None
) -> tuple[list[Line], list[Left]]:
    """The lines that are resources, in R4, and those that are not. Empty lines are counted and are nothing.

    What has an id and is said once more in the same words is one with the first, as what several patients share is when
    their exports come together. `canonical` gives a document's canonical bytes, or raises Refused; `said` is the
    release that all are said to be of.
    """
    lines: list[Line] = []
    left: list[Left] = []
    known: set[Hashable] = set()
    places: dict[bytes, int] = {}
    for number, text in enumerate(data.split(b"\n"), start=1):
        if not text.strip():
            continue
        try:
            written = canonical(text.strip(b" \t\r"))
            if (place := places.get(written)) is not None:
                lines[place] = replace(lines[place], numbers=(*lines[place].numbers, number))
                continue
            one = as_r4(read_canonical(written), said)
            judge_entry("collection", {"resource": one.resource}, known)
            if "id" in one.resource:
                places[written] = len(lines)
            data = canonical(dumps(one.resource)) if one.conversions else written
            lines.append(Line((number,), data, one.resource, one.conversions))
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
