"""R5 has no examples: instances of every type are made from its tables, are valid in R4, and come back as they were."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from fhir_bridge.fhir.elements import Element, Kind, Tables, tables
from fhir_bridge.fhir.json import Json, Number, Object
from fhir_bridge.fhir.release import Release
from fhir_bridge.fhir.structure import Structure
from fhir_bridge.fhir.versions.convert import convert
from fhir_bridge.fhir.versions.items import Item, State, write
from tests.fhir_bridge.fhir.models import ESCAPING
from tests.fhir_bridge.fhir.versions.examples import faults, misplaced

DEPTH = 4
OWN: Object = {"url": "http://example.org/own", "valueString": "kept"}
VALUES: dict[str, Json] = {
    "boolean": True,
    "integer": Number("7"),
    "unsignedInt": Number("7"),
    "positiveInt": Number("7"),
    "integer64": "9007199254740993",
    "decimal": Number("1.500"),
    "date": "2024-02-29",
    "dateTime": "2024-02-29T10:00:00+01:00",
    "instant": "2024-02-29T10:00:00.000Z",
    "time": "10:00:00",
    "base64Binary": "AAAA",
    "uri": "urn:oid:1.2.3",
    "url": "http://example.org/a",
    "canonical": "http://example.org/b|1",
    "oid": "urn:oid:1.2.3",
    "uuid": "urn:uuid:c757873d-ec9a-4326-a141-556f43239520",
    "xhtml": '<div xmlns="http://www.w3.org/1999/xhtml">x</div>',
}


class Maker:
    """Makes an instance from the tables: of each level some elements, all that it requires."""

    def __init__(self, release: Release, seed: int, *, share: float) -> None:
        self.known: Tables = tables(release)
        self.random = random.Random(seed)
        self.share = share

    def resource(self, kind: str) -> Object:
        return {"resourceType": kind, "id": "a", **self.level(kind, 0)}

    def level(self, path: str, depth: int) -> Object:
        level = self.known.levels[path]
        state: State = {}
        for name, element in level.items():
            wanted = element.required or self.random.random() < self.share / (1 + depth)
            if wanted and name != "contained" and not (path == "Extension" and name != "url"):
                state[name] = list(self.items(element, depth))
        node = write(level, {name: items for name, items in state.items() if items})
        if self.random.random() < self.share / 4 and path not in {"Extension", *self.known.bare}:
            node["extension"] = [OWN]
        return node

    def items(self, element: Element, depth: int) -> Iterator[Item]:
        kind = self.random.choice(element.kinds)
        for _ in range(1 if element.single else self.random.randint(1, 2)):
            if kind.primitive:
                beside: Object = {"extension": [{"url": "http://example.org/beside", "valueCode": "x"}]}
                yield Item(
                    kind.name, self.value(kind), beside if self.random.random() < self.share / 4 else None
                )
            elif kind.name == "Resource":
                yield Item("Resource", {"resourceType": "Patient", "active": True})
            elif depth < DEPTH or element.required:
                yield Item(kind.name, self.level(kind.path, depth + 1) or {"extension": [OWN]})

    def value(self, kind: Kind) -> Json:
        return VALUES.get(kind.name) or f"{kind.name}{self.random.randint(1, 9)}"


def without_codes(release: Release) -> Structure:
    """The rules of a release, but for bound codes: what is made here has any."""
    known = tables(release)
    keys = {
        path: {name: (replace(element, codes=frozenset()), kind) for name, (element, kind) in named.items()}
        for path, named in known.keys.items()
    }
    return Structure(replace(known, keys=keys))


R4 = without_codes(Release.R4)


OTHERWISE_IN_R4B = {
    "Evidence",
    "EvidenceVariable",
    "SubstanceNucleicAcid",
    "SubstancePolymer",
    "SubstanceProtein",
    "SubstanceReferenceInformation",
    "SubstanceSourceMaterial",
}
"""What R4B, whose models stand for R4's, has in another shape or has not."""


def by_models(resource: Object) -> list[object]:
    """What the models find; they know no choice that is required and has nothing but extensions."""
    if resource["resourceType"] in OTHERWISE_IN_R4B:
        return []
    try:
        return [fault for fault in faults(resource, Release.R4) if fault[1] != "value_error"]
    except ESCAPING:
        return []


def goes_there_and_back(kind: str, release: Release, seed: int) -> None:
    resource = Maker(release, seed, share=0.5).resource(kind)
    between = convert(resource, release, Release.R4)
    R4.judge(between.resource)
    assert [one.kept for one in between.issues if misplaced(one.kept, release, Release.R4)] == []
    assert convert(between.resource, Release.R4, release).resource == resource, seed
    assert seed or by_models(between.resource) == []


@pytest.mark.parametrize("kind", sorted(tables(Release.R5).resources))
def test_an_r5_resource_comes_back_from_r4(kind: str) -> None:
    for seed in (0, 1, 2, 42):
        goes_there_and_back(kind, Release.R5, seed)


@pytest.mark.parametrize("kind", sorted(tables(Release.STU3).resources))
def test_an_stu3_resource_comes_back_from_r4(kind: str) -> None:
    for seed in (0, 1, 42):
        goes_there_and_back(kind, Release.STU3, seed)
