"""Is it FHIR R4? Structure by the models of fhir.resources, and what they let through, before anything is kept.

The models are those of R4B, which has no other structure in what the clinical world sends; they read a copy, and
nothing is ever written back through them. What is wrong is named by its place, never by its value.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

from fhir.resources.R4B import get_fhir_model_class
from fhir.resources.R4B.resource import Resource
from pydantic import ValidationError

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.fhir.bundle import entries, resource_of
from fhir_bridge.fhir.json import Json, Number, Object

ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
"""FHIR R4, 2.24.0.1, id."""
SPACES = re.compile(r"[\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
"""Spaces that FHIR's string allows and the models, whose patterns know them as spaces, would refuse."""


def check(resource: Json) -> Object:
    """The resource, if it is one; Refused with the element at fault."""
    if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
        raise Refused(Reason.NOT_FHIR, "no resourceType")
    _check_structure(resource)
    if resource["resourceType"] == "Bundle":
        _check_entries(resource)
    else:
        _check_id(resource, str(resource["resourceType"]))
    return resource


def _check_structure(resource: Object) -> None:
    kind = str(resource["resourceType"])
    try:
        _model(kind).model_validate(_plain(resource))
    except ValidationError as fault:
        first = fault.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(str(step) for step in (kind, *first["loc"]))
        raise Refused(Reason.INVALID_FHIR, first["type"].replace("_", " "), where=place) from None


def _model(kind: str) -> type[Resource]:
    try:
        model = get_fhir_model_class(kind)
    except ValueError:
        model = None
    if model is None or not issubclass(model, Resource):
        raise Refused(Reason.NOT_FHIR, "an unknown resourceType")
    return model


def _check_entries(bundle: Object) -> None:
    for number, entry in enumerate(entries(bundle)):
        _check_id(resource_of(entry), f"Bundle.entry.{number}.resource")
    urls = Counter(url for entry in entries(bundle) if isinstance(url := entry.get("fullUrl"), str))
    if urls and max(urls.values()) > 1 and bundle.get("type") != "history":
        raise Refused(Reason.INVALID_FHIR, "two entries with one fullUrl", where="Bundle.entry.fullUrl")


def _check_id(resource: Object, place: str) -> None:
    found = resource.get("id")
    if found is not None and not (isinstance(found, str) and ID.fullmatch(found)):
        raise Refused(Reason.INVALID_FHIR, "not an id", where=f"{place}.id")


def _plain(node: Json) -> object:
    if isinstance(node, Number):
        return Decimal(node.text) if re.search("[.eE]", node.text) else int(node.text)
    if isinstance(node, dict):
        return {name: _plain(child) for name, child in node.items()}
    if isinstance(node, str):
        return node if node.isascii() else SPACES.sub(" ", node)
    return [_plain(child) for child in node] if isinstance(node, list) else node
