"""The official examples of both releases, and the models that judge what becomes of them."""

from __future__ import annotations

import importlib
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from fhir_bridge.fhir import json
from fhir_bridge.fhir.json import Json, Number, Object
from fhir_bridge.fhir.release import Release
from tests.corpora import corpus

FOLDERS = {Release.STU3: "examples-stu3", Release.R4: "examples-r4", Release.R4B: "examples-r4"}
"""The official examples of R4B are those of R4 again."""
MODELS = {
    Release.STU3: "fhir.resources.STU3",
    Release.R4: "fhir.resources.R4B",
    Release.R4B: "fhir.resources.R4B",
    Release.R5: "fhir.resources",
}


def examples(release: Release) -> list[Path]:
    return corpus("cross-version", FOLDERS[release], pattern="*.json")


def read(path: Path) -> Object:
    found = json.loads(path.read_bytes())
    assert isinstance(found, dict)
    return found


def faults(resource: Object, release: Release) -> list[Any]:
    """What the models find, by place and kind. They know no `_valueCode` in an extension: it is taken out first."""
    model = importlib.import_module(MODELS[release]).get_fhir_model_class(resource["resourceType"])
    try:
        model.model_validate(_known(resource))
    except ValidationError as fault:
        return [(error["loc"], error["type"]) for error in fault.errors(include_input=False)]
    return []


def _known(node: Json) -> Any:
    if isinstance(node, Number):
        return Decimal(node.text) if re.search("[.eE]", node.text) else int(node.text)
    if isinstance(node, str):
        return re.sub("[\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]", " ", node)
    if isinstance(node, list):
        return [_known(child) for child in node]
    if not isinstance(node, dict):
        return node
    return {
        name: _known(child)
        for name, child in node.items()
        if not name.startswith("_value") or "url" not in node
    }


def extensions(node: Json) -> list[Object]:
    """Every extension in it, at any depth."""
    if isinstance(node, list):
        return [found for child in node for found in extensions(child)]
    if not isinstance(node, dict):
        return []
    own = [node] if isinstance(node.get("url"), str) else []
    return own + [found for child in node.values() for found in extensions(child)]
