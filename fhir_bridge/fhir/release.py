"""The releases of FHIR that legacy systems send, and how their cross-version extensions are named.

    http://hl7.org/fhir/3.0/StructureDefinition/extension-Encounter.length

is the STU3 element `Encounter.length`, carried in an instance of another release. The number is that of the release
which defines the element; a choice is written without its `[x]`.
"""

from __future__ import annotations

import re
from enum import Enum


class Release(Enum):
    """A release: its name on the command line, and its number as FHIR's `fhirVersion` parameter says it."""

    STU3 = "stu3", "3.0"
    R4 = "r4", "4.0"
    R4B = "r4b", "4.3"
    R5 = "r5", "5.0"

    def __init__(self, label: str, number: str) -> None:
        self.label = label
        self.number = number

    @property
    def prefix(self) -> str:
        """What the URL of an extension for an element of this release begins with."""
        return f"http://hl7.org/fhir/{self.number}/StructureDefinition/extension-"


PROFILE = re.compile(r"http://hl7\.org/fhir/(?:(\d\.\d)/)?StructureDefinition/\w+(?:\|(\d+\.\d+)(?:\.\d+)?)?")
"""A profile of the standard; one of the two groups is the release's number, where it says one."""

CANONICAL = Release.R4
"""The release that records are kept in; every other is mapped to it and from it."""


def number_in(profile: str) -> str:
    """The number of the release that a profile says it is of, or nothing."""
    found = PROFILE.fullmatch(profile)
    return (found[1] or found[2] or "") if found else ""


def labelled(label: str) -> Release:
    """The release of that name. Raises KeyError where there is none."""
    return {release.label: release for release in Release}[label]
