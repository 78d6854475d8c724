"""`ingest` and `anchor`: the way in."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fhir_bridge.cli import options, speech
from fhir_bridge.cli.opened import writing
from fhir_bridge.source.files import Input, files, inputs

if TYPE_CHECKING:
    from fhir_bridge.service import Outcome, Service

Paths = Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files, or folders of them.")]
MOST_NAMED = 8
"""Records that are named on an input's line; of more, how many they are."""
Sender = Annotated[
    str, typer.Option("--sender", help="Who sent FHIR, as its profile names it: APPLICATION|FACILITY.")
]
Wait = Annotated[bool, typer.Option("--wait", help="Anchor what came in before returning.")]


def ingest(
    paths: Paths,
    *,
    from_: options.From = None,
    sender: Sender = "",
    wait: Wait = False,
    as_json: options.AsJson = False,
    data: options.Data = None,
) -> None:
    """Take files: .hl7, .json, .ndjson, each also with .gz."""
    found = files(paths)
    if not found:
        speech.note("fhir-bridge: nothing to take: no .hl7, .json or .ndjson file lies there")
        raise typer.Exit(1)
    refused = 0
    with writing(options.settings(data)) as service:
        gc.freeze()  # what is loaded by now stays: collecting garbage need not walk it for every few resources
        for outcome in service.ingest(_inputs(found, from_ or "", sender)):
            refused += outcome.status == "refused" or bool(outcome.left)
            _say(outcome, as_json=as_json)
        if wait:
            _publish(service, as_json=as_json)
    raise typer.Exit(1 if refused else 0)


def anchor(*, as_json: options.AsJson = False, data: options.Data = None) -> None:
    """Publish what is due now and wait for it."""
    with writing(options.settings(data)) as service:
        _publish(service, as_json=as_json)


def _inputs(found: list[Path], said: str, sender: str) -> Iterator[Input]:
    for file in speech.progress(found, "taking files", len(found)):
        yield from (replace(one, said=said, sender=sender) for one in inputs(file))


def _say(outcome: Outcome, *, as_json: bool) -> None:
    if as_json:
        speech.json_line(asdict(outcome))
    else:
        found = (
            " ".join(outcome.records)
            if len(outcome.records) <= MOST_NAMED
            else f"{len(outcome.records)} records"
        )
        many = (
            f" ({outcome.taken} taken, {len(outcome.left)} refused)"
            if outcome.taken > 1 or outcome.left
            else ""
        )
        speech.line(f"{outcome.status:<10} {outcome.input}{many}  {outcome.reason or found}")
        for one in outcome.conversions:
            speech.line(f"converted  {one.count} {one.told}")
        for place, reason in outcome.left:
            speech.line(f"refused    {place}  {reason}")


def _publish(service: Service, *, as_json: bool) -> None:
    place = service.publish()
    if as_json:
        speech.json_line({"anchored": place.head.size, "block": place.block} if place else {"anchored": None})
    elif place:
        speech.line(f"anchored: {place.head.size} entries, block {place.block} of chain {place.chain_id}")
    else:
        speech.line("nothing is due: the chain has everything")
    for alarm in service.anchor.alarms():
        speech.note(f"fhir-bridge: {alarm}")
