"""What a resource is found by and known as, read from its canonical bytes.

thing    what it is a version of: the Patient of a record; else type, first full identifier and first code; else
         type and id. Two of one record are never versions of one another: then each goes by type and id.
deleted  a version that says so
gone     that, or `entered-in-error`: its sender has taken it back; also the bridge's own word for whom a consent or an
         arrival is about, which is no version of the Patient
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from fhir_bridge.fhir.deleted import says_deleted
from fhir_bridge.keeping import OWN

_CODED: Final = ("code", "medicationCodeableConcept", "vaccineCode")
PATIENT: Final = "Patient"
_OURS: Final = f"{PATIENT} {OWN}"


@dataclass(frozen=True, slots=True)
class Content:
    """A resource's type, id, thing, codes and labels (`system|code` each)."""

    kind: str
    id: str
    thing: str
    codes: tuple[str, ...]
    labels: frozenset[str]
    deleted: bool
    gone: bool

    @classmethod
    def of(cls, data: bytes) -> Content:
        """What is to be known of the resource that these bytes are."""
        resource = json.loads(data)
        kind, id_ = resource["resourceType"], str(resource.get("id", ""))
        codes = tuple(code for name in _CODED for code in _codings(resource.get(name)))
        meta = resource.get("meta")
        labels = _listed(meta.get("security") if isinstance(meta, dict) else None)
        deleted = says_deleted(resource)
        thing = _thing(resource, kind, id_, codes)
        gone = deleted or resource.get("status") == "entered-in-error" or thing == _OURS
        return cls(kind, id_, thing, codes, frozenset(labels), deleted, gone)

    @property
    def name(self) -> str:
        """Type and id, as a reference writes them."""
        return f"{self.kind}/{self.id}"


def things(contents: Sequence[Content]) -> list[str]:
    """What each resource of one record is a version of."""
    count = Counter(one.thing for one in contents)
    return [one.thing if count[one.thing] == 1 else one.name for one in contents]


def _thing(resource: dict[str, Any], kind: str, id_: str, codes: Sequence[str]) -> str:
    if kind == PATIENT:
        systems = {one.get("system") for one in resource.get("identifier") or [] if isinstance(one, dict)}
        return _OURS if systems == {OWN} else PATIENT
    for one in resource.get("identifier") or []:
        if isinstance(one, dict) and one.get("system") and one.get("value"):
            return " ".join((kind, one["system"], one["value"], *codes[:1]))
    return f"{kind}/{id_}"


def _codings(concept: Any) -> list[str]:
    return _listed(concept.get("coding")) if isinstance(concept, dict) else []


def _listed(codings: Any) -> list[str]:
    found = [one for one in codings or [] if isinstance(one, dict) and one.get("code")]
    return [f"{one.get('system', '')}|{one['code']}" for one in found]
