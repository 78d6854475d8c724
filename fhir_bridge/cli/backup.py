"""`backup` and `restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fhir_bridge.cli import options, speech
from fhir_bridge.cli.opened import writing
from fhir_bridge.recovery import put_together

Target = Annotated[
    Path, typer.Argument(metavar="DIR", help="An empty folder, better on another machine's disk.")
]
Source = Annotated[Path, typer.Argument(metavar="DIR", help="A backup.")]
KeyringDir = Annotated[
    Path | None,
    typer.Option("--keyring", metavar="DIR", help="The folder of the epoch keys.", show_default=False),
]
Shares = Annotated[
    list[Path] | None,
    typer.Option("--share", metavar="FILE", help="A share of the epoch key; give as many as needed."),
]
Replicas = Annotated[
    list[Path] | None,
    typer.Option("--replica", metavar="DIR", help="A folder with the newest tombstones and wrapped keys."),
]


def backup(target: Target, *, as_: options.As = None, data: options.Data = None) -> None:
    """Copy everything but the epoch key."""
    with writing(options.settings(data)) as service:
        count = service.safekeeping.back_up(target, by=options.actor(as_))
        epoch = service.keyring.health().current
    speech.line(f"{count} files in {target}; they open with epoch {epoch}, which is not among them")


def restore(
    source: Source,
    *,
    keyring: KeyringDir = None,
    share: Shares = None,
    replica: Replicas = None,
    as_: options.As = None,
    data: options.Data = None,
) -> None:
    """Make a data folder from a backup and the newest epoch key; whoever is erased stays erased."""
    from fhir_bridge.neighbours import install, take_keyring
    from fhir_bridge.opening import restored

    settings = options.settings(data)
    if share:
        install(settings, put_together(share))
    elif keyring:
        take_keyring(settings, keyring)
    found = settings.model_copy(update={"replicas": (*settings.replicas, *(replica or ()))})
    with restored(found, source, speech.waiting_for_writer, by=options.actor(as_)) as service:
        counts = service.journal.counts()
        erased = service.erasure.status()["patients erased"]
    speech.line(f"{counts['records']} records in {settings.data}; {erased} patients are erased")
    if not found.replicas:
        speech.note("no replica was named: an erasure after this backup is not known here")
