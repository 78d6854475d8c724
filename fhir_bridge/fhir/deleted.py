"""A version that says deleted: the version before with one more tag, so that it lies with its patient.

{"resourceType": "Patient", "meta": {"tag": [{"system": "urn:fhir-anchor:version", "code": "deleted"}]}, ...}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fhir_bridge.fhir.json import Object

VERSIONS: Final = "urn:fhir-anchor:version"
TAG: Final[Object] = {"system": VERSIONS, "code": "deleted"}


def deleted(resource: Object) -> Object:
    """The version that says so."""
    given = resource.get("meta")
    meta = given if isinstance(given, dict) else {}
    tags = meta.get("tag")
    return resource | {"meta": meta | {"tag": [*(tags if isinstance(tags, list) else []), TAG]}}


def says_deleted(resource: Mapping[str, Any]) -> bool:
    """Whether this version does."""
    return TAG in resource.get("meta", {}).get("tag", [])
