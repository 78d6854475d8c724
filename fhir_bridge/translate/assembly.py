"""The end of a translation: references are tied, required elements filled, ghosts written, the bundle put together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fhir_bridge.fhir.json import Json
from fhir_bridge.source.hl7v2 import Segment
from fhir_bridge.translate import ghosts
from fhir_bridge.translate.defaults import Default, absent
from fhir_bridge.translate.ghosts import Position
from fhir_bridge.translate.nodes import Node, Resource
from fhir_bridge.translate.report import Kept, Report
from fhir_bridge.translate.run import Run
from fhir_bridge.translate.structure import Instance

ISSUE_CODES = {"an event that is known": "not-supported", "a version that is known": "not-supported"}


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
    node = Node.root(source)
    for step in holders:
        node = node.child(step, 1)
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
    shares: dict[tuple[str, int], tuple[Resource, dict[Position, str]]] = {}
    taken: dict[int, dict[Position, bool]] = {}
    for carrier, resource, prefix in _carriers(run):
        for (number, *position), path, tag in resource.marks:
            at: Position = (position[0], position[1], position[2], position[3])
            marked = taken.setdefault(number, {})
            if tag is not None and not marked.get(at):
                _, share = shares.setdefault((carrier.id, number), (carrier, {}))
                share.setdefault(at, ghosts.pointer(prefix + path, tag))
            marked[at] = marked.get(at, False) or tag is not None
    kept: list[Kept] = []
    for segment in run.message.segments:
        home = run.homes[segment.number]
        _, share = shares.setdefault((home.id, segment.number), (home, {}))
        _keep(segment, taken.get(segment.number, {}), share, kept)
    for (_, number), (carrier, share) in shares.items():
        name = run.message.segments[number - 1].name
        text = ghosts.write(name, sorted(share.items()))
        extension = {"id": str(number), "url": ghosts.KEPT, "valueString": text}
        carrier.body.setdefault("extension", []).append(extension)
    return Report(sum(map(len, taken.values())), tuple(kept), tuple(run.issues))


def _carriers(run: Run) -> list[tuple[Resource, Resource, str]]:
    """Who carries a ghost, whose values it tells of, what goes before their paths: a Bundle cannot carry its own."""
    return [
        (run.resources[0], run.bundle, "Bundle."),
        *((resource, resource, "") for resource in run.resources),
    ]


def _keep(
    segment: Segment, taken: dict[Position, bool], share: dict[Position, str], kept: list[Kept]
) -> None:
    for field, repeat, component, sub, value in segment.leaves():
        at = (field, repeat, component, sub)
        if at not in taken:
            kept.append(Kept(segment.name, segment.number, *at, value))
        if not taken.get(at):
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
