"""`keys`: what others need to check what this site says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fhir_bridge.cli import options, speech
from fhir_bridge.cli.opened import looking, writing
from fhir_bridge.recovery import Sharing
from fhir_bridge.seal.secret import new_key

app = typer.Typer(help="The site's keys.", no_args_is_help=True)


@app.command("public")
def public(data: options.Data = None) -> None:
    """Print the log's two public keys: the LOGKEY that `fhir-anchor verify --key` takes."""
    with looking(options.settings(data)) as service:
        speech.raw(service.anchor.verifier.encode())


Needed = Annotated[int, typer.Option("--needed", metavar="K", help="So many shares give the key back.")]
Of = Annotated[int, typer.Option("--of", metavar="N", help="So many shares are made.")]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Share the key out, in an empty folder.")
]


@app.command("begin")
def begin(*, out: Out = None, needed: Needed = 2, of: Of = 3, data: options.Data = None) -> None:
    """Make the first epoch key where the settings say, a token for one; with --out in shares too."""
    from fhir_bridge.neighbours import install

    key = new_key()
    if out:
        Sharing(out, needed, of).write(key)
    install(options.settings(data), key)


@app.command("rotate")
def rotate(
    *,
    out: Out = None,
    needed: Needed = 2,
    of: Of = 3,
    as_: options.As = None,
    data: options.Data = None,
) -> None:
    """Turn the epoch: wrap every living key anew and destroy the old epoch key; with --out in shares too."""
    sharing = Sharing(out, needed, of) if out else None
    with writing(options.settings(data)) as service:
        turned = service.safekeeping.turn(sharing, by=options.actor(as_))
    speech.line(
        f"epoch {turned.epoch}: {turned.rewrapped} keys wrapped anew, {len(turned.destroyed)} destroyed"
    )
    speech.note("backups and shares from before open nothing any more: make new ones now")


@app.command("shares")
def shares(
    *,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="An empty folder for the files.")],
    needed: Needed = 2,
    of: Of = 3,
    as_: options.As = None,
    data: options.Data = None,
) -> None:
    """Write the epoch key in N shares, any K of which give it back: hand them out and delete the files."""
    from fhir_bridge.neighbours import reveal

    settings = options.settings(data)
    with writing(settings) as service:
        key = reveal(settings, service.folder)
        epoch = service.safekeeping.share_out(key, Sharing(out, needed, of), by=options.actor(as_))
    speech.line(f"epoch {epoch}: {of} shares in {out}, {needed} of them are needed")
    speech.note("keep each with another person, offline; after the next turn of the epoch they are void")


@app.callback()
def _keys() -> None:
    """Without a callback, a group of one command would be that command."""
