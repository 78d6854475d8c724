"""The check and the models of fhir.resources, one against the other; where they differ it is decided and listed here.

Decided for the standard's letter, where the models are laxer: codes bound to an element, modifier extensions that are
not known, null for an absent element, empty objects and lists, a primitive of another JSON type (the models make text
of a number and the other way round), more than 32 bits, white space in a uri. Where they are stricter: a leap second
(their dates are Python's), an id of an element with any text, a fullUrl twice in two versions of one resource.
"""

from __future__ import annotations

import copy
import gzip
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fhir_bridge.errors import Refused
from fhir_bridge.fhir.check import check
from fhir_bridge.fhir.elements import tables
from fhir_bridge.fhir.json import Json, Number, Object, loads
from fhir_bridge.fhir.primitive import PRIMITIVES, Fault
from fhir_bridge.fhir.release import Release
from fhir_bridge.fhir.structure import Structure
from tests.corpora import corpus
from tests.fhir_bridge.fhir.models import accepted

STRUCTURE = Structure(tables(Release.R4))
LAXER = ("a code that the standard does not have there", "a modifier extension that is not known")
"""Where we refuse what the models take, without looking any further."""


def fault(resource: Object) -> str:
    try:
        STRUCTURE.judge(resource)
    except Fault as found:
        return found.words
    return ""


def resources() -> list[Object]:
    found: list[Object] = []
    for folder in ("cross-version/examples-r4", "hl7-fhir/fhir-test-cases/r4", "hl7-fhir/smart-generated-r4"):
        for path in corpus(folder, pattern="*.json"):
            document = loads(path.read_bytes())
            found += [document] if isinstance(document, dict) else []
    for path in corpus("synthea-r4", pattern="*-0[0-3].json.gz"):
        bundle: Any = loads(gzip.decompress(path.read_bytes()))
        found += [entry["resource"] for entry in bundle["entry"][:40]]
    for path in corpus("hl7-fhir", pattern="*.ndjson"):
        found += [line for text in path.read_bytes().splitlines() if isinstance(line := loads(text), dict)]
    return found


def test_the_check_and_the_models_agree_over_the_corpora() -> None:
    differ: Counter[str] = Counter()
    given = resources()
    for resource in given:
        words = fault(resource)
        if bool(words) == accepted(resource):
            differ[words or "the models alone"] += 1
    assert len(given) > 700
    assert differ == {"a modifier extension that is not known": 1}


def places(node: Json, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path] if path else []
    if isinstance(node, dict):
        found += [place for name, child in node.items() for place in places(child, (*path, name))]
    elif isinstance(node, list):
        found += [place for number, child in enumerate(node) for place in places(child, (*path, number))]
    return found


def planted(resource: Object, path: tuple[str | int, ...], change: str) -> Object:  # noqa: C901 -- a table
    changed: Any = copy.deepcopy(resource)
    parent = changed
    for step in path[:-1]:
        parent = parent[step]
    last = path[-1]
    match change:
        case "gone":
            del parent[last]
        case "renamed" if isinstance(last, str):
            parent[f"{last}x"] = parent.pop(last)
        case "listed":
            parent[last] = [parent[last]]
        case "flat" if isinstance(parent[last], list):
            parent[last] = parent[last][0]
        case "object":
            parent[last] = {"x": "y"}
        case "words":
            parent[last] = "not what it was"
        case "number":
            parent[last] = Number("-1.5")
        case "true":
            parent[last] = True
        case "added" if isinstance(parent[last], dict):
            parent[last]["unheardOf"] = "x"
    return changed


CHANGES = ("gone", "renamed", "listed", "flat", "object", "words", "number", "true", "added")


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_the_models_refuse_in_changed_resources_the_check_refuses(data: st.DataObject) -> None:
    samples = resources_once()
    resource = data.draw(st.sampled_from(samples))
    path = data.draw(st.sampled_from([place for place in places(resource) if place != ("resourceType",)]))
    changed = planted(resource, path, data.draw(st.sampled_from(CHANGES)))
    if not accepted(changed):
        assert fault(changed), (resource["resourceType"], path)


_KEPT: list[Object] = []


def resources_once() -> list[Object]:
    if not _KEPT:
        _KEPT.extend(one for one in resources() if accepted(one) and not fault(one) and len(places(one)) > 1)
    return _KEPT


def test_every_type_of_the_table_compiles() -> None:
    kinds = sorted(tables(Release.R4).resources)
    assert len(kinds) == 148 - 2
    for kind in kinds:
        with pytest.raises(Fault, match="not an element"):
            STRUCTURE.judge({"resourceType": kind, "unheardOf": "x"})


def observation(**elements: Json) -> Object:
    return {"resourceType": "Observation", "status": "final", "code": {"text": "x"}} | elements


@pytest.mark.parametrize(
    ("resource", "where"),
    [
        (observation(status="banana"), "Observation.status"),
        (observation(valueString="x", valueBoolean=True), "Observation.value[x]"),
        (observation(valueQuantity={"value": "1"}), "Observation.valueQuantity.value"),
        (observation(category={"text": "x"}), "Observation.category"),
        (observation(note=[]), "Observation.note"),
        (observation(subject=None), "Observation.subject"),
        (observation(subject={"reference": "Patient?identifier=a|b"}), "Observation.subject.reference"),
        (observation(effectiveDateTime="2026-02-30"), "Observation.effectiveDateTime"),
        (observation(effectiveDateTime="2026-02-03T10:00:00"), "Observation.effectiveDateTime"),
        (observation(focus=[{"display": ""}]), "Observation.focus.0.display"),
        (
            observation(modifierExtension=[{"url": "http://x.org/not", "valueBoolean": True}]),
            "Observation.modifierExtension.0.url",
        ),
        (
            observation(contained=[{"resourceType": "Basic", "id": "a", "code": {"text": "x"}}] * 2),
            "Observation.contained.1.id",
        ),
        (observation(contained=[{"resourceType": "GenomicStudy"}]), "Observation.contained.0.resourceType"),
        (
            {
                "resourceType": "MedicationRequest",
                "status": "active",
                "intent": "order",
                "subject": {"display": "x"},
            },
            "MedicationRequest.medication[x]",
        ),
        ({"resourceType": "Patient", "name": [{"given": [None]}]}, "Patient.name.0.given"),
    ],
)
def test_t039_t041_t045_t046_t048_a_rule_that_is_broken_is_named_by_its_place(
    resource: Object, where: str
) -> None:
    with pytest.raises(Refused) as refused:
        check(resource)
    assert refused.value.where == where


@pytest.mark.parametrize(
    "resource",
    [
        observation(effectiveDateTime="2016-12-31T23:59:60Z"),
        observation(effectiveDateTime="9999-12-31"),
        observation(effectiveDateTime="2026"),
        observation(subject={"reference": "http://169.254.169.254/latest/meta-data"}),
        {
            "resourceType": "Observation",
            "code": {"text": "x"},
            "_status": {"extension": [{"url": "http://x.org/a"}]},
        },
        {
            "resourceType": "Patient",
            "name": [{"given": ["A", None], "_given": [None, {"extension": [{"url": "http://x.org/b"}]}]}],
        },
        {
            "resourceType": "Patient",
            "text": {"status": "generated", "div": "<div><script>alert(1)</script></div>"},
        },
        observation(
            modifierExtension=[
                {
                    "url": "http://hl7.org/fhir/5.0/StructureDefinition/extension-Consent.decision",
                    "valueCode": "deny",
                }
            ]
        ),
    ],
)
def test_t040_t042_t049_what_the_standard_allows_is_kept_as_it_is(resource: Object) -> None:
    before = copy.deepcopy(resource)
    assert check(resource) == before


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("id", ["a", "x" * 64, "a-b.C"], ["", "x" * 65, "../x", "a b", "ä"]),
        ("date", ["2026", "2024-02-29", "2026-12"], ["2026-02-29", "26", "2026-13", "0000", "2026-1-1"]),
        (
            "instant",
            ["2026-01-01T00:00:00Z", "2026-01-01T00:00:60.5+14:00"],
            ["2026-01-01T24:00:00Z", "2026"],
        ),
        ("code", ["a", "a b"], ["", " a", "a ", "a  b"]),
        ("uri", ["urn:x", "a"], ["", "a b", "a\n"]),
        ("base64Binary", ["YQ==", "YWFh", "YW\nFh"], ["YQ=", "Y", "", "a-b="]),
        ("boolean", [True, False], ["true", None]),
        ("integer", [Number("0"), Number("-2147483648")], [Number("2147483648"), Number("1.0"), "1", True]),
        ("positiveInt", [Number("1")], [Number("0"), Number("-1")]),
        ("decimal", [Number("1.00"), Number("1e3")], ["1.00", True]),
        ("string", ["a\tb", "\xa0", "é"], ["", "a\x00", "a\x1f"]),
        ("oid", ["urn:oid:1.2.840"], ["1.2.840", "urn:oid:1.02"]),
    ],
)
def test_t041_primitives_are_spelled_as_the_standard_writes_them(
    kind: str, good: list[Json], bad: list[Json]
) -> None:
    for value in good:
        PRIMITIVES[kind](value)
    for value in bad:
        with pytest.raises(Fault):
            PRIMITIVES[kind](value)
