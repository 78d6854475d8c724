"""The official examples of both releases, and the models that judge what becomes of them."""

from __future__ import annotations

import importlib
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from fhir_bridge.fhir import json
from fhir_bridge.fhir.elements import Element, tables
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

CROSS = re.compile(r"http://hl7\.org/fhir/(\d\.\d)/StructureDefinition/extension-([\w.]+)")
NAMED = "http://hl7.org/fhir/StructureDefinition/patient-animal"
"""The only name of HL7's own that stands in an example."""
NAMES_A_TYPE = {
    "Bundle.entry.request.url",
    "ImagingStudy.identifier",
    "Observation.performer",
    "Observation.subject",
    "Reference.reference",
}
"""Elements that are the same in both: what they name is called otherwise, or may not stand within what they name."""


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


def misplaced(url: str, source: Release, target: Release) -> bool:
    """Whether an extension of the source's release stands for nothing of it, or for what the target says as well."""
    found = CROSS.fullmatch(url)
    if found is None:
        return url != NAMED
    there, here = element(found[2], source), element(found[2], target)
    if there is None or found[1] != source.number:
        return True
    return here is not None and found[2] not in NAMES_A_TYPE and not narrower(here, there)


def narrower(here: Element, there: Element) -> bool:
    """Whether one of two elements of a path cannot say all that the other may: by types, cardinality or codes."""
    kinds = [{(kind.name, kind.targets) for kind in one.kinds} for one in (here, there)]
    coded = any(kind.name == "code" for kind in there.kinds)
    return kinds[0] != kinds[1] or here.single != there.single or coded


def element(path: str, release: Release) -> Element | None:
    """The element of this path, `[x]` or not; None where the release has none."""
    owner, _, name = path.rpartition(".")
    level = tables(release).levels.get(owner, {})
    return level.get(name) or level.get(f"{name}[x]")
