"""Conditional references: whom an entry of a transaction refers to by an identifier (FHIR R4, http.html#trules).

    {"reference": "Organization?identifier=urn:x|7"}     ->     {"reference": "Organization/5d0c..."}

Looked through are the transaction's own entries, and what the same client wrote by `PUT`. Where none bears the
identifier, or several do, the transaction is refused. A patient is never named so: `fhir.structure` refuses that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fhir_bridge.fhir import json
from fhir_bridge.fhir.bundle import entries, references, resource_of
from fhir_bridge.fhir.created import called
from fhir_bridge.fhir.json import Json, Object
from fhir_bridge.intake import Intake
from fhir_bridge.reading import Reading
from fhir_bridge.serve.answer import Turned
from fhir_bridge.serve.identified import Identified

_CONDITIONAL: Final = re.compile(r"([A-Z][A-Za-z]{1,63})\?(.+)")


@dataclass(frozen=True, slots=True)
class Resolver:
    """Finds what one client means."""

    intake: Intake
    who: str

    def resolved(self, data: bytes, reading: Reading) -> bytes:
        """A transaction's JSON with names in the place of conditions; the very bytes where it has none."""
        if not (b"?" in data and reading.bundle.get("type") == "transaction"):
            return data
        asked = {name for name in references(reading.bundle) if _CONDITIONAL.fullmatch(name)}
        names = {one: self._name(one, reading.bundle) for one in asked}
        return json.dumps(_renamed(json.loads(data), names)) if names else data

    def _name(self, reference: str, bundle: Object) -> str:
        kind, _, query = reference.partition("?")
        wanted = Identified.of(self.who, kind, query.encode("ascii", "replace"))
        resources = [resource_of(entry) for entry in entries(bundle)]
        found = {called(one) for one in resources if one["resourceType"] == kind and wanted.is_borne(one)}
        found |= {f"{kind}/{id_}" for id_ in wanted.ids(self.intake)}
        if len(found) != 1:
            code = "multiple-matches" if found else "not-found"
            raise Turned(412, code, "a conditional reference leads to no resource, or to several")
        return found.pop()


def _renamed(node: Json, names: Mapping[str, str]) -> Json:
    """The same with other references."""
    if isinstance(node, list):
        return [_renamed(one, names) for one in node]
    if not isinstance(node, dict):
        return node
    made = {name: _renamed(value, names) for name, value in node.items()}
    reference = made.get("reference")
    return (
        made | {"reference": names[reference]} if isinstance(reference, str) and reference in names else made
    )
