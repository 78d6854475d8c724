"""`keys`: what others need to check what this site says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fhir_bridge.cli import options, speech
from fhir_bridge.service import looking, writing

app = typer.Typer(help="The site's keys.", no_args_is_help=True)


@app.command("public")
def public(data: options.Data = None) -> None:
    """Print the log's two public keys: the LOGKEY that `fhir-anchor verify --key` takes."""
    with looking(options.settings(data)) as service:
        speech.raw(service.anchor.verifier.encode())


@app.command("rotate")
def rotate(*, as_: options.As = None, data: options.Data = None) -> None:
    """Turn the epoch: wrap every living key anew and destroy the old epoch key."""
    with writing(options.settings(data), speech.waiting_for_writer) as service:
        turned = service.safekeeping.turn(by=options.actor(as_))
    speech.line(
        f"epoch {turned.epoch}: {turned.rewrapped} keys wrapped anew, {len(turned.destroyed)} epoch destroyed"
    )
    speech.note("backups and shares from before open nothing any more: make new ones now")


@app.command("shares")
def shares(
    *,
    needed: Annotated[int, typer.Option("--needed", metavar="K", help="So many of them give the key back.")],
    of: Annotated[int, typer.Option("--of", metavar="N", help="So many are made.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="An empty folder for the files.")],
    as_: options.As = None,
    data: options.Data = None,
) -> None:
    """Write the epoch key in N shares, any K of which give it back: hand them out and delete the files."""
    with writing(options.settings(data), speech.waiting_for_writer) as service:
        epoch = service.safekeeping.share_out(out, needed=needed, shares=of, by=options.actor(as_))
    speech.line(f"epoch {epoch}: {of} shares in {out}, {needed} of them are needed")
    speech.note("keep each with another person, offline; after the next turn of the epoch they are void")


@app.callback()
def _keys() -> None:
    """Without a callback, a group of one command would be that command."""
