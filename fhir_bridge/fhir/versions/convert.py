"""A resource of one release as one of another, and back to the same.

    convert(resource, Release.STU3, Release.R4)     ->     Converted(resource, issues)

At every level of the resource, from its leaves up: its elements move as map and tables say, then the result is moved
back. What does not come back as it was is kept in a cross-version extension, which the next conversion takes before
anything else. So the way back gives the same resource whatever a map loses, and a map need not care.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from fhir_bridge.fhir.json import Object
from fhir_bridge.fhir.release import CANONICAL, Release
from fhir_bridge.fhir.versions.hop import hop
from fhir_bridge.fhir.versions.mapfile import MAPS
from fhir_bridge.fhir.versions.walk import Issue, Walk


@dataclass(frozen=True, slots=True)
class Converted:
    """The resource in the release asked for, and what rests on extensions there."""

    resource: Object
    issues: tuple[Issue, ...]


def convert(resource: Object, source: Release, target: Release) -> Converted:
    """The resource in the target's release; releases that are no neighbours meet in R4.

    Raises Refused(NOT_FHIR, INVALID_FHIR) for what is no resource of the source's release.
    """
    issues: list[Issue] = []
    here = resource
    for before, after in _way(source, target):
        walk = Walk(hop(before, after))
        here = walk.resource(here)
        issues += walk.issues
    return Converted(here, tuple(issues))


@cache
def _way(source: Release, target: Release) -> tuple[tuple[Release, Release], ...]:
    if source is target:
        return ()
    if (source, target) in MAPS or (target, source) in MAPS:
        return ((source, target),)
    return (source, CANONICAL), (CANONICAL, target)
