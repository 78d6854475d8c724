"""`export`, `handover`, `accept` and `organisation`: records that go to their patient or to another organisation."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from anchor.errors import AnchorError
from anchor.note import LogVerifier
from fhir_bridge.cli import options, speech
from fhir_bridge.cli.opened import looking, writing
from fhir_bridge.errors import FolderFault
from fhir_bridge.settings import Settings

if TYPE_CHECKING:
    from fhir_bridge.handing import Directory

Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="An empty folder.")]
To = Annotated[str, typer.Option("--to", metavar="ORG", help="An organisation's name in the directory.")]
Handed = Annotated[Path, typer.Argument(metavar="DIR", help="What the other organisation's handover wrote.")]
Address = Annotated[
    str, typer.Option("--address", metavar="URL", help="Where others reach this organisation.")
]
Until = Annotated[datetime, typer.Option("--until", formats=["%Y-%m-%d"], help="The last day it holds.")]
Note = Annotated[Path, typer.Argument(metavar="FILE", help="What `organisation show` printed there.")]

organisation = typer.Typer(help="The directory of organisations.", no_args_is_help=True)


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
    member = _directory(settings).find(to)
    with looking(settings) as service:
        service.handing.give(record, member, out, by=options.actor(as_))
    speech.line(f"record {record} for {to} in {out}; send it to {member.address}")


def accept(folder: Handed, *, as_: options.As = None, data: options.Data = None) -> None:
    """Check what another organisation handed over and take it in."""
    settings = options.settings(data)
    directory = _directory(settings)
    with writing(settings) as service:
        outcome = service.take_over(folder, directory, by=options.actor(as_))
    speech.line(f"{outcome.status:<10} {outcome.input}  {outcome.reason or ' '.join(outcome.records)}")
    raise typer.Exit(1 if outcome.status == "refused" else 0)


@organisation.command("show")
def show(*, address: Address, until: Until, data: options.Data = None) -> None:
    """Print this organisation's keys and address, signed by itself: what the directory's keeper is sent."""
    with looking(options.settings(data)) as service:
        speech.raw(service.handing.ourselves(address, until.date()).encode())


@organisation.command("vouch")
def vouch(note: Note, *, data: options.Data = None) -> None:
    """As the directory's keeper, print the note that makes an organisation a member."""
    with looking(options.settings(data)) as service:
        speech.raw(service.handing.vouch(_text(note)).encode())


def _directory(settings: Settings) -> Directory:
    from fhir_bridge.handing import Directory

    if settings.directory is None or settings.directory_key is None:
        raise FolderFault("no directory is set: FHIR_BRIDGE_DIRECTORY and FHIR_BRIDGE_DIRECTORY_KEY name it")
    try:
        return Directory(settings.directory, LogVerifier.parse(_text(settings.directory_key)))
    except AnchorError as error:
        raise FolderFault(f"{settings.directory_key} is no LOGKEY") from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FolderFault(f"{path} cannot be read as text") from error
