"""`export`, `handover` and `accept`: records that go to their patient or to another organisation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fhir_bridge.cli import options, speech
from fhir_bridge.cli.directory import directory_of
from fhir_bridge.cli.opened import looking, writing

Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="An empty folder.")]
To = Annotated[str, typer.Option("--to", metavar="ORG", help="An organisation's name in the directory.")]
Handed = Annotated[Path, typer.Argument(metavar="DIR", help="What the other organisation's handover wrote.")]


def export(patient: options.Patient, *, out: Out, as_: options.As = None, data: options.Data = None) -> None:
    """Write all that is held of a patient, with receipts."""
    with looking(options.settings(data)) as service:
        done = service.export.write(patient, out, by=options.actor(as_))
    speech.line(f"{done.records} records and {done.messages} messages in {out}")
    if done.unproved:
        speech.note(
            f"{len(done.unproved)} records have no receipt yet: run fhir-bridge anchor, then export again"
        )


def handover(
    record: options.RecordId, *, to: To, out: Out, as_: options.As = None, data: options.Data = None
) -> None:
    """Write what another organisation, and nobody else, needs to open a record."""
    settings = options.settings(data)
    member = directory_of(settings).find(to)
    with looking(settings) as service:
        service.handing.give(record, member, out, by=options.actor(as_))
    speech.line(f"record {record} for {to} in {out}; send it to {member.address}")


def accept(folder: Handed, *, as_: options.As = None, data: options.Data = None) -> None:
    """Check what another organisation handed over and take it in."""
    settings = options.settings(data)
    directory = directory_of(settings)
    with writing(settings) as service:
        outcome = service.take_over(folder, directory, by=options.actor(as_))
    speech.line(f"{outcome.status:<10} {outcome.input}  {outcome.reason or ' '.join(outcome.records)}")
    raise typer.Exit(1 if outcome.status == "refused" else 0)
