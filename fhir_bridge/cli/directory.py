"""`organisation`: the directory of organisations, and what one of them says of itself."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from anchor.errors import AnchorError
from anchor.note import LogVerifier
from fhir_bridge.cli import options, speech
from fhir_bridge.cli.opened import looking
from fhir_bridge.errors import FolderFault, Reason, Refused
from fhir_bridge.settings import Settings

if TYPE_CHECKING:
    from fhir_bridge.handing import Directory

Address = Annotated[
    str, typer.Option("--address", metavar="URL", help="Where others reach this organisation.")
]
Until = Annotated[datetime, typer.Option("--until", formats=["%Y-%m-%d"], help="The last day it holds.")]
Note = Annotated[Path, typer.Argument(metavar="FILE", help="What `organisation show` printed there.")]
Member = Annotated[str, typer.Argument(metavar="ORG", help="An organisation's name in the directory.")]
System = Annotated[str, typer.Argument(metavar="NAME", help="The system's name, which it signs as.")]
Jwks = Annotated[Path, typer.Option("--jwks", metavar="FILE", help="Its public keys (RFC 7517).")]

app = typer.Typer(help="The directory of organisations.", no_args_is_help=True)


@app.command("show")
def show(*, address: Address, until: Until, data: options.Data = None) -> None:
    """Print this organisation's keys and address, signed by itself: what the directory's keeper is sent."""
    with looking(options.settings(data)) as service:
        speech.raw(service.handing.ourselves(address, until.date()).encode())


@app.command("vouch")
def vouch(note: Note, *, data: options.Data = None) -> None:
    """As the directory's keeper, print the note that makes an organisation a member."""
    with looking(options.settings(data)) as service:
        speech.raw(service.handing.vouch(text_of(note)).encode())


@app.command("system")
def system(name: System, *, jwks: Jwks, data: options.Data = None) -> None:
    """Print a system's public keys, signed by this organisation: what another house registers it by."""
    from fhir_bridge.api.tokens.keys import KeyFault, read_keys, write_keys

    try:
        keys = write_keys(read_keys(text_of(jwks).encode()))
    except KeyFault as fault:
        raise Refused(Reason.BAD_CLIENT, str(fault), where=str(jwks)) from fault
    with looking(options.settings(data)) as service:
        speech.raw(service.handing.vouch_for(name, keys).encode())


@app.command("key")
def key(member: Member, *, data: options.Data = None) -> None:
    """Print the LOGKEY of a member of the directory: what its receipts are verified with."""
    speech.raw(directory_of(options.settings(data)).find(member).verifier.text().encode())


def directory_of(settings: Settings) -> Directory:
    """The directory that the settings name; a FolderFault where there is none."""
    from fhir_bridge.handing import Directory

    if settings.directory is None or settings.directory_key is None:
        raise FolderFault("no directory is set: FHIR_BRIDGE_DIRECTORY and FHIR_BRIDGE_DIRECTORY_KEY name it")
    try:
        return Directory(settings.directory, LogVerifier.parse(text_of(settings.directory_key)))
    except AnchorError as error:
        raise FolderFault(f"{settings.directory_key} is no LOGKEY") from error


def text_of(path: Path) -> str:
    """What a file says; a FolderFault where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FolderFault(f"{path} cannot be read as text") from error
