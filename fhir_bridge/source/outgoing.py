r"""Messages that the bridge itself sends to a hospital: somebody has arrived.

    MSH|^~\&|FHIRANCHOR|NORTH|ADT|NORTH|20261121103000||ADT^A10^ADT_A09|c0ffee|P|2.5.1|||||UTF-8
    EVN|A10|20261121103000
    PID|1||771^^^NORTH^MR
    PV1|1|O

ADT^A10 is "patient arriving - tracking" (HL7 v2.5.1, 3.3.10), SIU^S14 "notification of appointment modification"
(10.4.3) with the filler's status Arrived in SCH-25.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from fhir_bridge.source.delimiters import STANDARD
from fhir_bridge.source.hl7v2 import EMPTY, Field, Message, Segment, write

Number = tuple[str, str, str]
"""A number, its authority's namespace, its type (table 0203)."""


@dataclass(frozen=True, slots=True)
class Arriving:
    """Who has arrived when, for which appointment (placer's and filler's numbers; empty for none)."""

    id: str
    at: int
    numbers: tuple[Number, ...] = field(repr=False)
    placer: tuple[str, str] = ("", "")
    filler: tuple[str, str] = ("", "")


def arrival_message(kind: str, arriving: Arriving, *, facility: str) -> bytes:
    """The message that tells of an arrival: `kind` is A10 or S14; `arriving.id` is its control id."""
    at = datetime.fromtimestamp(arriving.at, UTC).strftime("%Y%m%d%H%M%S+0000")
    pid = _segment("PID", _one("1"), EMPTY, tuple(_parts(n, "", "", a, t) for n, a, t in arriving.numbers))
    if kind == "A10":
        header = _header(("ADT", "A10", "ADT_A09"), arriving.id, at, facility)
        body = [_segment("EVN", _one("A10"), _one(at)), pid, _segment("PV1", _one("1"), _one("O"))]
    else:
        header = _header(("SIU", "S14", "SIU_S12"), arriving.id, at, facility)
        numbers = (_field(*arriving.placer), _field(*arriving.filler))
        status = (*(EMPTY for _ in range(22)), _field("Arrived"))
        body = [_segment("SCH", *numbers, *status), pid, _segment("RGS", _one("1"))]
    return write(Message((header, *body)))


def _header(kind: tuple[str, str, str], control: str, at: str, facility: str) -> Segment:
    marks = (_one(STANDARD.field), _one(STANDARD.encoding_characters))
    sender = (_one("FHIRANCHOR"), _one(facility), EMPTY, _one(facility))
    rest = (_one(at), EMPTY, _field(*kind), _one(control), _one("P"), _one("2.5.1"))
    return _segment("MSH", *marks, *sender, *rest, EMPTY, EMPTY, EMPTY, EMPTY, EMPTY, _one("UTF-8"))


def _segment(name: str, *fields: Field) -> Segment:
    return Segment(name, 0, (EMPTY, *fields))


def _one(text: str) -> Field:
    return (((text,),),) if text else EMPTY


def _field(*components: str) -> Field:
    return (_parts(*components),) if any(components) else EMPTY


def _parts(*components: str) -> tuple[tuple[str, ...], ...]:
    return tuple((component,) for component in components)
