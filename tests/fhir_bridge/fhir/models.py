"""What the models of fhir.resources say of a resource (R4B, which has no other structure in what clinics send)."""

from __future__ import annotations

import re
from decimal import Decimal

from fhir.resources.R4B import get_fhir_model_class
from pydantic import ValidationError

from fhir_bridge.fhir.json import Json, Number, Object

SPACES = re.compile(r"[\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
"""Spaces that FHIR's string allows and the models, whose patterns know them as spaces, would refuse."""
ESCAPING = (ValueError, KeyError, TypeError, AttributeError)
"""What some models raise where they should refuse."""


def accepted(resource: Object) -> bool:
    """Whether its model takes it."""
    try:
        get_fhir_model_class(str(resource["resourceType"])).model_validate(plain(resource))
    except (ValidationError, *ESCAPING):
        return False
    return True


def plain(node: Json) -> object:
    """The JSON as the models read it: numbers as Python's."""
    if isinstance(node, Number):
        return Decimal(node.text) if re.search("[.eE]", node.text) else int(node.text)
    if isinstance(node, dict):
        return {name: plain(child) for name, child in node.items()}
    if isinstance(node, str):
        return node if node.isascii() else SPACES.sub(" ", node)
    return [plain(child) for child in node] if isinstance(node, list) else node
