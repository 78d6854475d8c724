"""The end of a translation: references are tied, required elements filled, ghosts written, the bundle put together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fhir_bridge.fhir.json import Json
from fhir_bridge.source.hl7v2 import Segment
from fhir_bridge.translate.report import Kept, Report
from tests.fhir_bridge.translate.oracle import ghosts
from tests.fhir_bridge.translate.oracle.defaults import Default, absent
from tests.fhir_bridge.translate.oracle.ghosts import Position
from tests.fhir_bridge.translate.oracle.nodes import Node, Resource, walker
from tests.fhir_bridge.translate.oracle.run import Run
from tests.fhir_bridge.translate.oracle.structure import Instance

ISSUE_CODES = {"an event that is known": "not-supported", "a version from 2.1 to 2.8": "not-supported"}


def assemble(run: Run, defaults: Mapping[str, tuple[Default, ...]]) -> tuple[dict[str, Json], Report]:
    """The finished bundle and its report."""
    for link, resource, instance in run.ties:
        _tie(run, link, resource, instance)
    for resource in run.resources:
        for default in defaults.get(resource.type, ()):
            default.apply(resource.body)
    report = _remember(run)
    if run.issues:
        _outcome(run)
    bundle = run.bundle.body
    bundle["entry"] = [{"fullUrl": resource.url, "resource": resource.body} for resource in run.resources]
    return bundle, report


def _tie(run: Run, link: Any, resource: Resource, instance: Instance) -> None:
    source = instance.find(link.source) if link.source else resource
    target = instance.find(link.target) if link.target else resource
    if not isinstance(source, Resource) or source is target:
        return
    *holders, last = link.path
    node = walker(tuple(holders))(Node.root(source), 1)
    if not isinstance(target, Resource):
        if link.required and node.open(run) and node.body is not None:
            node.body.setdefault(last.key, [absent()] if last.many else absent())
    elif node.open(run) and node.body is not None:
        _reference(node.body, last.key, target.url, many=last.many)


def _reference(body: dict[str, Any], key: str, url: str, *, many: bool) -> None:
    value = {"reference": url}
    if not many:
        body.setdefault(key, value)
    elif value not in body.setdefault(key, []):
        body[key].append(value)


def _remember(run: Run) -> Report:
    """Writes every ghost; counts what maps took and lists what none did."""
    taken: list[dict[Position, bool]] = [{} for _ in range(len(run.message.segments) + 1)]
    shares: dict[tuple[str, int], dict[Position, str]] = {}
    for carrier, resource, prefix in _carriers(run):
        _point(carrier.id, resource, prefix, taken, shares)
    kept: list[Kept] = []
    for segment in run.message.segments:
        share = shares.setdefault((run.homes[segment.number].id, segment.number), {})
        _keep(segment, taken[segment.number], share, kept)
    bodies = {resource.id: resource.body for resource in run.resources}
    for (carrier_id, number), share in shares.items():
        text = ghosts.write(run.message.segments[number - 1].name, sorted(share.items()))
        extensions = bodies[carrier_id].setdefault("extension", [])
        extensions.append({"id": str(number), "url": ghosts.KEPT, "valueString": text})
    return Report(sum(map(len, taken)), tuple(kept), tuple(run.issues))


def _carriers(run: Run) -> list[tuple[Resource, Resource, str]]:
    """Who carries a ghost, whose values it tells of, what goes before their paths: a Bundle cannot carry its own."""
    own = [(resource, resource, "") for resource in run.resources]
    return [(run.resources[0], run.bundle, "Bundle."), *own]


def _point(
    carrier: str,
    resource: Resource,
    prefix: str,
    taken: list[dict[Position, bool]],
    shares: dict[tuple[str, int], dict[Position, str]],
) -> None:
    """Adds a pointer for each value that a resource holds, unless one before it holds it too."""
    for place, path, tag in resource.marks:
        number = place[0]
        at: Position = place[1:]
        marked = taken[number]
        if tag is None:
            marked.setdefault(at, False)
        elif not marked.get(at):
            marked[at] = True
            share = shares.get((carrier, number))
            if share is None:
                share = shares[carrier, number] = {}
            share[at] = ghosts.pointer(prefix + path, tag)


def _keep(
    segment: Segment, taken: dict[Position, bool], share: dict[Position, str], kept: list[Kept]
) -> None:
    for *position, value in segment.leaves():
        at: Position = tuple(position)  # type: ignore[assignment]  # a leaf is a position and its value
        turned_back = taken.get(at)
        if turned_back is None:
            kept.append(Kept(segment.name, segment.number, *at, value))
        if not turned_back:
            share[at] = ghosts.literal(value)


def _outcome(run: Run) -> None:
    outcome = run.make("OperationOutcome")
    outcome.body["issue"] = [
        {
            "severity": "warning",
            "code": ISSUE_CODES.get(issue.expected, "value"),
            "details": {"text": f"expected {issue.expected}, found {issue.shape}; kept as sent"},
            "location": [issue.place],
        }
        for issue in run.issues
    ]
