"""Bundles: what they hold, and how a single resource becomes one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fhir_bridge.fhir.json import Json, Object, loads
from fhir_bridge.records import Identifier

_REFERENCE = re.compile(rb'"reference":"((?:[^"\\]+|\\.)*)"')


def as_bundle(resource: Object) -> Object:
    """A Bundle as it is; any other resource as the one entry of a collection."""
    if resource.get("resourceType") == "Bundle":
        return resource
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": resource}]}


def entries(bundle: Object) -> list[Object]:
    """The bundle's entries, in order."""
    found = bundle.get("entry", [])
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def resource_of(entry: Object) -> Object:
    """An entry's resource; empty where it has none."""
    found = entry.get("resource")
    return found if isinstance(found, dict) else {}


def references(node: Json) -> Iterator[str]:
    """Every literal reference below a node, at any depth (FHIR R4, 2.3.0.1), in no order."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            target = node.get("reference")
            if isinstance(target, str):
                yield target
            waiting += [child for child in node.values() if isinstance(child, dict | list)]
        elif isinstance(node, list):
            waiting += [child for child in node if isinstance(child, dict | list)]


def referred(data: bytes) -> Iterator[str]:
    """Every literal reference in JSON without white space, each once, in no order."""
    for name in set(_REFERENCE.findall(data)):
        yield str(loads(b'"%s"' % name)) if b"\\" in name else name.decode()


def identifiers_of(resource: Object, *, except_for: str = "") -> tuple[Identifier, ...]:
    """A resource's identifiers that have a value, but for those of one `use`."""
    given = resource.get("identifier", [])
    listed = [one for one in (given if isinstance(given, list) else [given]) if isinstance(one, dict)]
    wanted = [one for one in listed if not except_for or one.get("use") != except_for]
    return tuple(filter(None, map(identifier_of, wanted)))


def identifier_of(given: Json) -> Identifier | None:
    """A FHIR Identifier; nothing where it has no value."""
    if not isinstance(given, dict) or not isinstance(given.get("value"), str):
        return None
    system = given.get("system")
    return Identifier(
        system=system if isinstance(system, str) else "",
        value=str(given["value"]),
        type=_type(given.get("type")),
    )


def _type(given: Json) -> str:
    codings = given.get("coding") if isinstance(given, dict) else None
    first = codings[0] if isinstance(codings, list) and codings else None
    code = first.get("code") if isinstance(first, dict) else None
    return code if isinstance(code, str) else ""
