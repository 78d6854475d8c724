"""Which release a resource is of: as its sender says, or as its shape tells.

Said: `fhirVersion` in the content type, or a profile of the standard with its version, `.../Patient|4.0.1`.
Told: the releases whose tables know every element. Several of them are no doubt where the resource says the same in
R4 whichever it is of; otherwise nobody guesses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.fhir.bundle import entries
from fhir_bridge.fhir.elements import Kind, Tables, tables
from fhir_bridge.fhir.json import Json, Object
from fhir_bridge.fhir.release import CANONICAL, Release, number_in
from fhir_bridge.fhir.versions.convert import convert
from fhir_bridge.fhir.versions.items import read

PARAMETER = re.compile(r';\s*fhirVersion\s*=\s*"?([\w.]+)"?', re.IGNORECASE)

SINCE_R4 = "http://terminology.hl7.org/"
"""Where the code systems are that STU3 has under hl7.org/fhir."""


def release_of(resource: Object, content_type: str = "") -> Release:
    """The resource's release. Raises Refused(UNCLEAR_RELEASE) with what was seen, where that is none or several."""
    return stated(resource, said_by(content_type)) or _by_shape(resource)


def said_by(content_type: str) -> Release | None:
    """The release that a content type says. Raises Refused(UNCLEAR_RELEASE) for one that is not known."""
    found = PARAMETER.search(content_type)
    return _numbered({".".join(found[1].split(".")[:2])}) if found else None


def stated(resource: Object, said: Release | None = None) -> Release | None:
    """The release that profiles of the resource, or of a Bundle's entries, say; `said` is what its sender does.

    Raises Refused(UNCLEAR_RELEASE) where they differ.
    """
    numbers = {said.number} if said else set()
    return _numbered(numbers | {*_in_profiles(resource)})


def _numbered(numbers: set[str]) -> Release | None:
    found = [release for release in Release if release.number in numbers]
    if len(found) < len(numbers) or len(found) > 1:
        raise Refused(Reason.UNCLEAR_RELEASE, f"it says {', '.join(sorted(numbers))}")
    return found[0] if found else None


def _in_profiles(resource: Json) -> Iterator[str]:
    if not isinstance(resource, dict):
        return
    meta = resource.get("meta")
    profiles = meta.get("profile") if isinstance(meta, dict) else None
    for profile in profiles if isinstance(profiles, list) else []:
        if isinstance(profile, str) and (number := number_in(profile)):
            yield number
    if resource.get("resourceType") == "Bundle":
        for entry in entries(resource):
            yield from _in_profiles(entry.get("resource"))


def _by_shape(resource: Object) -> Release:
    fitting = [release for release in Release if fits(resource, release)]
    if not fitting:
        raise Refused(Reason.UNCLEAR_RELEASE, "its elements fit no release")
    return the_one(resource, fitting)


def the_one(resource: Object, fitting: Sequence[Release]) -> Release:
    """Of the releases that know its elements, one that it is the same in R4 with as with all the others.

    Raises Refused(UNCLEAR_RELEASE) with them where there is none.
    """
    there = [_or_none(resource, release) for release in fitting] if len(fitting) > 1 else []
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
