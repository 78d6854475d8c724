"""The way back: the v2 message that a bundle was translated from, out of its elements as they are now.

Each ghost says where the values of a segment stand in its resource; what no map took stands in the ghost itself.
Change an element, and the message changes; remove one, and its value is gone from the message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.fhir.bundle import entries, resource_of
from fhir_bridge.fhir.json import Number, Object
from fhir_bridge.source.delimiters import STANDARD
from fhir_bridge.source.encodings import codec_of
from fhir_bridge.source.escapes import unescaper
from fhir_bridge.source.hl7v2 import HEADERS, Field, Message, Segment
from fhir_bridge.translate import dates, primitives
from fhir_bridge.translate.ghosts import KEPT, Position
from fhir_bridge.translate.load import Maps
from fhir_bridge.translate.primitives import AUTHORITY, KINDS

POINTER = re.compile(r"\\Z([^#\\]+)(?:#([^=\\]*)(=[^\\]*)?)?\\")
STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
SENT = {"t", "sys", "kind", "loc", "auth", "pre"}
"""Kinds of tags that may say what was sent beside the element that it became."""
CHARSET = 18

_unescape = unescaper(STANDARD, "utf-8")


@dataclass(frozen=True, slots=True)
class Ghost:
    """One ghost: its segment's name and number, its text, and the resource and bundle that its paths lead into."""

    number: int
    text: str = field(repr=False)
    resource: Object = field(repr=False)
    bundle: Object = field(repr=False)


@dataclass(slots=True)
class Grown:
    """A segment as its ghosts give it back."""

    name: str
    values: dict[Position, str] = field(default_factory=dict)


class Backward:
    """Turns bundles back; knows the maps that they were translated by."""

    def __init__(self, maps: Maps) -> None:
        self._tables = maps.tables
        self._systems = maps.systems
        self._program = maps.program

    def message(self, bundle: Object) -> Message:
        """The message that the bundle holds. Refuses a bundle without ghosts of a whole message (NOT_A_MESSAGE)."""
        grown: dict[int, Grown] = {}
        for ghost in _ghosts(bundle):
            segment = grown.setdefault(ghost.number, Grown(ghost.text[:3]))
            for position, text in _leaves(ghost.text):
                value = self._value(ghost, text)
                if value:
                    segment.values.setdefault(position, value)
        if 1 not in grown or grown[1].name != "MSH":
            raise Refused(Reason.NOT_A_MESSAGE, "a bundle that was not translated from a message")
        segments = tuple(_segment(number, grown[number]) for number in sorted(grown))
        return Message(segments, STANDARD, _codec(segments[0]))

    def _value(self, ghost: Ghost, text: str) -> str:
        pointer = POINTER.fullmatch(text)
        if not pointer:
            return _unescape(text)
        path, tag, sent = pointer[1], pointer[2] or "", pointer[3]
        found = _at(ghost.bundle, path[7:]) if path.startswith("Bundle.") else _at(ghost.resource, path)
        if found is None:
            return ""
        return self._text(found, tag, unquote(sent[1:]) if sent else None)

    def _text(self, value: Any, tag: str, sent: str | None) -> str:
        """The text of an element: what was sent where that still makes this element, else what would make it now."""
        kind, _, name = tag.partition(":")
        if sent is not None and self._makes(kind, name, sent, value):
            return sent
        return self._now(kind, name, value) if kind in SENT else primitives.back(value, tag)

    def _makes(self, kind: str, name: str, sent: str, value: str) -> bool:
        """Whether a text as sent is still converted to this element."""
        match kind:
            case "t":
                known = self._tables[name].codes.get(sent)
                return known is not None and known.code == value
            case "sys":
                return self._same_system(value, name, sent)
            case "kind":
                return KINDS.get(sent) == primitives.kind(value)
            case "loc":
                was = self._program.date(sent)
                return was is not None and value.startswith(was)
            case "auth":
                return not value.startswith(AUTHORITY)
            case _:
                return value == AUTHORITY + quote(sent, safe="")

    def _now(self, kind: str, name: str, value: str) -> str:
        """The text that a conversion would turn into this element."""
        match kind:
            case "t":
                return self._tables[name].back.get(value, value)
            case "sys":
                return self._systems.name(value)
            case "kind":
                return primitives.kind(value)
            case "loc":
                return dates.back(value, len(value), zoned=True)
            case _:
                return unquote(
                    value.removeprefix(AUTHORITY).removeprefix("urn:oid:").removeprefix("urn:uuid:")
                )

    def _same_system(self, value: str, table: str, sent: str) -> bool:
        if value == self._program.system(sent):
            return True
        return bool(table) and any(coded.system == value for coded in self._tables[table].codes.values())


def _codec(header: Segment) -> str:
    """The codec that MSH-18 names; UTF-8 where a byte order mark said what MSH-18 did not."""
    try:
        return codec_of(header.text(CHARSET))
    except Refused:
        return "utf-8"


def _ghosts(bundle: Object) -> Iterator[Ghost]:
    for entry in entries(bundle):
        resource = resource_of(entry)
        extensions: Any = resource.get("extension", [])
        for item in extensions:
            if item.get("url") == KEPT and str(item.get("id", "")).isdigit():
                yield Ghost(int(item["id"]), str(item.get("valueString", "")), resource, bundle)


def _leaves(text: str) -> Iterator[tuple[Position, str]]:
    """The values of a ghost and where they stand, still escaped."""
    header = text[:3] in HEADERS
    fields = text.split("|")
    start, number = (2, 3) if header else (1, 1)
    for f, field_ in enumerate(fields[start:], number):
        for r, repeat in enumerate(field_.split("~"), 1):
            for c, component in enumerate(repeat.split("^"), 1):
                for s, value in enumerate(component.split("&"), 1):
                    if value:
                        yield (f, r, c, s), value


def _at(node: Any, path: str) -> Any:
    """The element at a path; None where it is gone."""
    for key, index in STEP.findall(path):
        if key and isinstance(node, dict):
            node = node.get(key)
        elif index and isinstance(node, list) and int(index) < len(node):
            node = node[int(index)]
        else:
            return None
    return node if isinstance(node, str | bool | Number) else None


def _segment(number: int, grown: Grown) -> Segment:
    fields: list[list[list[list[str]]]] = []
    for (f, r, c, s), value in grown.values.items():
        components = _grow(_grow(_grow(fields, f, list), r - 1, list), c - 1, list)
        components.extend([""] * (s - len(components)))
        components[s - 1] = value
    frozen: list[Field] = [tuple(tuple(tuple(c) or ("",) for c in r) or (("",),) for r in f) for f in fields]
    if grown.name in HEADERS:
        marks: list[Field] = [(), (((STANDARD.field,),),), (((STANDARD.encoding_characters,),),)]
        frozen = marks + frozen[3:]
    return Segment(grown.name, number, tuple(frozen) or ((),))


def _grow(items: list[Any], index: int, make: type[list[Any]]) -> list[Any]:
    """The item at an index, after making all that are missing up to it."""
    while len(items) <= index:
        items.append(make())
    found: list[Any] = items[index]
    return found
