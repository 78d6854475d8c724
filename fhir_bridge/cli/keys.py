"""`keys`: what others need to check what this site says."""

from __future__ import annotations

import typer

from fhir_bridge.cli import options, speech
from fhir_bridge.service import looking

app = typer.Typer(help="The site's keys.", no_args_is_help=True)


@app.command("public")
def public(data: options.Data = None) -> None:
    """Print the log's two public keys: the LOGKEY that `fhir-anchor verify --key` takes."""
    with looking(options.settings(data)) as service:
        speech.raw(service.anchor.verifier.encode())


@app.callback()
def _keys() -> None:
    """Without a callback, a group of one command would be that command."""
