"""`senders`: who sends, as their messages and the senders' file say it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from fhir_bridge.cli import options, speech
from fhir_bridge.errors import FolderFault
from fhir_bridge.reading import Reader
from fhir_bridge.source.enlisting import enlist
from fhir_bridge.source.files import one
from fhir_bridge.source.recognise import recognise
from fhir_bridge.source.senders import WINDOW, SenderProfile, sender_of

app = typer.Typer(help="The profiles of those who send.", no_args_is_help=True)


@app.command("list")
def list_(*, as_json: options.AsJson = False, data: options.Data = None) -> None:
    """Say what is known of each sender, the first that fits holds."""
    settings = options.settings(data)
    for profile in Reader(settings.maps, settings.senders).senders.profiles:
        facts: dict[str, object] = {
            "application": profile.application,
            "facility": profile.facility,
            "zone": profile.zone,
            "charset": profile.charset,
            "types": list(profile.types),
            "window_hours": profile.window.total_seconds() / 3600,
            "certificates": list(profile.certificates),
        }
        if as_json:
            speech.json_line(facts)
        else:
            said = ", ".join(f"{name} {value}" for name, value in list(facts.items())[2:] if value)
            speech.line(f"{profile.application}|{profile.facility}  {said}")


@app.command()
def add(
    application: Annotated[str, typer.Argument(metavar="APPLICATION", help="MSH-3.1; * for any.")],
    facility: Annotated[str, typer.Argument(metavar="FACILITY", help="MSH-4.1; * for any.")],
    *,
    zone: Annotated[str, typer.Option(help="Of times without one: a name or an offset.")] = "",
    charset: Annotated[str, typer.Option(help="Where MSH-18 is empty (HL7 table 0211).")] = "",
    types: Annotated[list[str] | None, typer.Option("--type", help="An identifier that identifies.")] = None,
    certificates: Annotated[
        list[str] | None, typer.Option("--certificate", help="SHA-256 of one that it may show.")
    ] = None,
    window_hours: Annotated[float, typer.Option(help="For so long its control ids are its own.", min=0)] = (
        WINDOW / timedelta(hours=1)
    ),
    data: options.Data = None,
) -> None:
    """Enter a sender into the senders' file, which `serve` reads when it starts."""
    path = options.settings(data).senders
    if path is None:
        raise FolderFault("FHIR_BRIDGE_SENDERS names no file to enter the sender into")
    window = timedelta(hours=window_hours)
    enlist(
        path,
        SenderProfile(
            application, facility, zone, charset, tuple(types or ()), window, tuple(certificates or ())
        ),
    )
    speech.line(f"entered    {application}|{facility}")


@app.command("test")
def try_out(
    message: Annotated[Path, typer.Argument(metavar="FILE", help="A message of the sender.")],
    *,
    data: options.Data = None,
) -> None:
    """Say which profile holds for a message, and how it is read with it; exit 1 where it would be refused."""
    settings = options.settings(data)
    reader = Reader(settings.maps, settings.senders)
    bytes_ = one(message)
    profile = reader.senders.of(sender_of(bytes_))
    speech.line(f"profile    {profile.application}|{profile.facility}")
    reading = reader.read(recognise(bytes_))
    unmapped = len(reading.report.kept) if reading.report else 0
    speech.line(f"records    {sum(1 for _ in reading.bundles())}")
    speech.line(f"unmapped   {unmapped}")
