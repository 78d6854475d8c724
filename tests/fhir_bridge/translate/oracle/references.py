"""What references in conditions and templates read: `PV1-2.1` in a segment's map, `CX.4` in a data type's."""

from __future__ import annotations

import re
from typing import Any

from fhir_bridge.source.hl7v2 import Field, Message, Segment
from tests.fhir_bridge.translate.oracle.conditions import Operand, Refer

FIELD = re.compile(r"([A-Z][A-Z0-9]{2})-(\d+)(?:\.(\d+))?")
COMPONENT = re.compile(r"([A-Z][A-Z0-9]{1,2})\.(\d+)")


class SegmentScope:
    """Where the rows of a segment's map look: the segment, the field and repeat (from 0) at hand, the message."""

    __slots__ = ("field", "message", "repeat", "segment")

    def __init__(self, segment: Segment, message: Message) -> None:
        self.segment = segment
        self.message = message
        self.field = 0
        self.repeat = 0


def field_operand(source: str) -> Refer:
    """Reads references in the maps of a segment."""

    def refer(reference: str) -> Operand:
        match = FIELD.fullmatch(reference)
        if not match:
            raise ValueError("a reference that is no field")
        name, number, component = match[1], int(match[2]), int(match[3] or 1)
        read = _own(number) if name == source else _others(name, number)

        def text(scope: Any) -> str:
            field, repeat = read(scope)
            return _text(field, repeat, component)

        def valued(scope: Any) -> bool:
            field, repeat = read(scope)
            return bool(_text(field, repeat, component)) if match[3] else _any(field)

        return Operand(text, valued, lambda scope: len(read(scope)[0]))

    return refer


def component_operand(source: str) -> Refer:
    """Reads references in the map of a data type."""

    def refer(reference: str) -> Operand:
        match = COMPONENT.fullmatch(reference)
        if not match or match[1] != source:
            raise ValueError(f"a reference that is no component of {source}")
        at = int(match[2]) - 1

        def text(parts: Any) -> str:
            return str(parts[at][0]) if at < len(parts) else ""

        return Operand(
            text, lambda parts: at < len(parts) and any(parts[at]), lambda parts: int(at < len(parts))
        )

    return refer


def _own(number: int) -> Any:
    def read(scope: SegmentScope) -> tuple[Field, int]:
        return scope.segment.field(number), scope.repeat if scope.field == number else 0

    return read


def _others(name: str, number: int) -> Any:
    def read(scope: SegmentScope) -> tuple[Field, int]:
        found = next((segment for segment in scope.message.segments if segment.name == name), None)
        return (found.field(number) if found else ()), 0

    return read


def _text(field: Field, repeat: int, component: int) -> str:
    try:
        return field[repeat][component - 1][0]
    except IndexError:
        return ""


def _any(field: Field) -> bool:
    return any(text for repeat in field for component in repeat for text in component)
