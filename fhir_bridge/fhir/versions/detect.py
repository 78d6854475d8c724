"""Which release a resource is of: as its sender says, or as its shape tells.

Said: `fhirVersion` in the content type, or a profile of the standard with its version, `.../Patient|4.0.1`.
Told: the releases whose tables know every element. Several of them are no doubt where the resource says the same in
R4 whichever it is of; otherwise nobody guesses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.fhir.json import Json, Object
from fhir_bridge.fhir.versions.convert import convert
from fhir_bridge.fhir.versions.elements import Kind, Tables, tables
from fhir_bridge.fhir.versions.items import read
from fhir_bridge.fhir.versions.release import CANONICAL, Release

PARAMETER = re.compile(r';\s*fhirVersion\s*=\s*"?([\w.]+)"?', re.IGNORECASE)
PROFILE = re.compile(r"http://hl7\.org/fhir/(?:(\d\.\d)/)?StructureDefinition/\w+(?:\|(\d+\.\d+)(?:\.\d+)?)?")

SINCE_R4 = "http://terminology.hl7.org/"
"""Where the code systems are that STU3 has under hl7.org/fhir."""


def release_of(resource: Object, content_type: str = "") -> Release:
    """The resource's release. Raises Refused(UNCLEAR_RELEASE) with what was seen, where that is none or several."""
    said = {*_in_content_type(content_type), *_in_profiles(resource)}
    numbers = {release.number: release for release in Release}
    if len(said) == 1 and said <= numbers.keys():
        return numbers[said.pop()]
    if said:
        raise Refused(Reason.UNCLEAR_RELEASE, f"it says {', '.join(sorted(said))}")
    return _by_shape(resource)


def _in_content_type(content_type: str) -> list[str]:
    found = PARAMETER.search(content_type)
    return [".".join(found[1].split(".")[:2])] if found else []


def _in_profiles(resource: Object) -> Iterator[str]:
    meta = resource.get("meta")
    profiles = meta.get("profile") if isinstance(meta, dict) else None
    for profile in profiles if isinstance(profiles, list) else []:
        found = PROFILE.fullmatch(profile) if isinstance(profile, str) else None
        if found and (found[1] or found[2]):
            yield found[1] or found[2]


def _by_shape(resource: Object) -> Release:
    fitting = [release for release in Release if fits(resource, release)]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise Refused(Reason.UNCLEAR_RELEASE, "its elements fit no release")
    there = [_or_none(resource, release) for release in fitting]
    if any(other != there[0] for other in there):
        raise Refused(
            Reason.UNCLEAR_RELEASE, f"its elements fit {', '.join(found.name for found in fitting)}"
        )
    return CANONICAL if CANONICAL in fitting else fitting[0]


def _or_none(resource: Object, release: Release) -> Object | None:
    try:
        return convert(resource, release, CANONICAL).resource
    except Refused:
        return None


def fits(resource: Json, release: Release) -> bool:
    """True if the release knows the resource's type and all its elements, as often as they are there."""
    try:
        _walk(resource, Kind("Resource"), tables(release))
    except Refused:
        return False
    return True


def _walk(node: Json, kind: Kind, known: Tables) -> None:
    if not isinstance(node, dict):
        raise Refused(Reason.INVALID_FHIR, "a value in the place of a structure")
    path = str(node.get("resourceType")) if kind.name == "Resource" else kind.path
    if kind.name == "Resource" and path not in known.resources:
        raise Refused(Reason.NOT_FHIR, "an unknown resourceType")
    if path == "Coding" and known is tables(Release.STU3) and str(node.get("system")).startswith(SINCE_R4):
        raise Refused(Reason.INVALID_FHIR, "a code system that the release does not have")
    level = known.levels[path]
    named = {name: value for name, value in node.items() if name != "resourceType" or kind.name != "Resource"}
    for name, items in read(known.keys[path], named, path).items():
        for item in items:
            inner = level[name].kind(item.kind)
            _walk_extensions(item.beside or {}, known)
            if inner is not None and not inner.primitive:
                _walk(item.value, inner, known)
            elif isinstance(item.value, dict | list):
                raise Refused(Reason.INVALID_FHIR, "a structure in the place of a value")
    _walk_extensions(node, known)


def _walk_extensions(node: Mapping[str, Json], known: Tables) -> None:
    for name in ("extension", "modifierExtension"):
        parts = node.get(name)
        for part in parts if isinstance(parts, list) else []:
            _walk(part, Kind("Extension"), known)
