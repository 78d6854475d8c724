"""What has no home in the target, in a cross-version extension, and back from it.

    {"url": "http://hl7.org/fhir/3.0/StructureDefinition/extension-Encounter.length", "valueDuration": {...}}

A structure that the target has no type for is a tree of extensions with the plain names of its children; a data type
among them says which it is in `_datatype`. What was read here gives the same when it is written again; an extension
that would not is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fhir_bridge.errors import Refused
from fhir_bridge.fhir.elements import Element, Kind, Tables
from fhir_bridge.fhir.json import Json, Object, dumps, loads
from fhir_bridge.fhir.versions.items import Item, State, read, write

DATATYPE = "http://hl7.org/fhir/StructureDefinition/_datatype"
ABSENT = "urn:fhir-anchor:versions:absent"
"""In the extension of an element that was not there, where the map's way back would make one."""
MODIFIERS = "modifierExtension"
RESOURCE = "json"
STAND_IN = {
    "canonical": "uri",
    "url": "uri",
    "uuid": "uri",
    "oid": "uri",
    "integer64": "string",
    "xhtml": "string",
    "id": "string",
    "markdown": "string",
}
"""Primitives that the target may not know, and what is written for them."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """Writes and reads the extensions of one direction."""

    tables: Tables
    """Of the release that defines the elements."""
    allowed: frozenset[str]
    """The types that an extension's value has in the release which carries them."""

    def keep(self, url: str, element: Element, item: Item) -> Object:
        """The item as an extension."""
        kind = element.kind(item.kind) or Kind(item.kind)
        if kind.primitive:
            return self._keep_primitive(url, element, item)
        if not isinstance(item.value, dict):
            return {"url": url}
        if kind.name in self.allowed:
            return {"url": url, f"value{kind.key}": item.value}
        if kind.name == "Resource":
            parts: list[Json] = [{"url": RESOURCE, "valueString": dumps(item.value).decode()}]
        else:
            parts = list(self._parts(kind, item.value))
        own = item.value.get("extension", [])
        mark: list[Json] = [] if kind.name == "@" else [{"url": DATATYPE, "valueString": kind.name}]
        found: Object = {"url": url, "extension": [*mark, *parts, *(own if isinstance(own, list) else [])]}
        return {"id": item.value["id"], **found} if "id" in item.value and kind.name != "Resource" else found

    def _parts(self, kind: Kind, node: Object) -> Iterator[Json]:
        level = self.tables.levels[kind.path]
        for name, items in read(self.tables.keys[kind.path], node, kind.path).items():
            for item in items:
                yield self.keep(level[name].stem, level[name], item)
        if MODIFIERS in node:
            yield {"url": MODIFIERS, "extension": node[MODIFIERS]}

    def _keep_primitive(self, url: str, element: Element, item: Item) -> Object:
        name = self._written(item.kind)
        if self._meant(element, name) != item.kind:
            plain = Element(RESOURCE, single=True, required=False, kinds=(Kind(item.kind),))
            inner = self._keep_primitive("value", plain, item)
            return {"url": url, "extension": [{"url": DATATYPE, "valueString": item.kind}, inner]}
        key = f"value{Kind(name).key}"
        value = {key: item.value} if item.value is not None else {}
        return {"url": url, **value, **({f"_{key}": item.beside} if item.beside is not None else {})}

    def _written(self, kind: str) -> str:
        return kind if kind in self.allowed else STAND_IN.get(kind, "string")

    def _meant(self, element: Element, written: str) -> str | None:
        """The element's kind that a value of that kind stands for, where there is one only."""
        if element.kind(written):
            return written
        found = [
            kind.name for kind in element.kinds if kind.primitive and self._written(kind.name) == written
        ]
        return found[0] if len(found) == 1 else None

    def found(self, element: Element, extension: Object) -> Item | None:
        """The item that was kept so; None for what was not written by `keep`."""
        item = self._read(element, extension)
        return (
            item
            if item is not None and self.keep(str(extension["url"]), element, item) == extension
            else None
        )

    def _read(self, element: Element, extension: Object) -> Item | None:
        key = next(
            (key.removeprefix("_") for key in extension if key.removeprefix("_").startswith("value")), None
        )
        if key is None:
            return self._read_nested(element, extension)
        kind = next((kind for kind in element.kinds if f"value{kind.key}" == key), None)
        name = kind.name if kind else self._meant(element, key[5].lower() + key[6:])
        if name is None:
            return None
        beside = extension.get(f"_{key}")
        return Item(name, extension.get(key), beside if isinstance(beside, dict) else None)

    def _read_nested(self, element: Element, extension: Object) -> Item | None:
        listed = extension.get("extension")
        parts = [part for part in listed if isinstance(part, dict)] if isinstance(listed, list) else []
        mark = next((part.get("valueString") for part in parts if part.get("url") == DATATYPE), "@")
        kind = element.kind(mark) if isinstance(mark, str) else None
        if kind is None:
            return None
        if kind.primitive:
            inner = next((part for part in parts if part.get("url") == "value"), {})
            plain = Element(RESOURCE, single=True, required=False, kinds=(kind,))
            return self._read(plain, inner)
        if kind.name == "Resource":
            text = next((part.get("valueString") for part in parts if part.get("url") == RESOURCE), None)
            return _resource(text) if isinstance(text, str) else None
        node = self._node(kind, parts)
        return Item(kind.name, {"id": extension["id"], **node} if "id" in extension else node)

    def _node(self, kind: Kind, parts: list[Object]) -> Object:
        level = self.tables.levels[kind.path]
        stems = {element.stem: element for element in level.values()}
        state: State = {}
        frame: Object = {}
        own: list[Json] = []
        for part in parts:
            url = str(part.get("url"))
            if url in stems:
                item = self._read(stems[url], part)
                state.setdefault(stems[url].name, []).extend([item] if item else [])
            elif url == MODIFIERS:
                frame[MODIFIERS] = part.get("extension")
            elif url != DATATYPE:
                own.append(part)
        return {**write(level, state), **frame, **({"extension": own} if own else {})}


def _resource(text: str) -> Item | None:
    try:
        return Item("Resource", loads(text.encode()))
    except Refused:
        return None
