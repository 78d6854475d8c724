"""Bundles: what they hold, and how a single resource becomes one."""

from __future__ import annotations

from collections.abc import Iterator

from fhir_bridge.fhir.json import Json, Object


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
    """Every literal reference below a node, at any depth (FHIR R4, 2.3.0.1)."""
    if isinstance(node, dict):
        target = node.get("reference")
        if isinstance(target, str):
            yield target
        for child in node.values():
            yield from references(child)
    elif isinstance(node, list):
        for child in node:
            yield from references(child)
