"""`quarantine`: what was taken and could not become a record. `show`, `replay` and `drop` are audited acts."""

from __future__ import annotations

from typing import Annotated

import typer

from fhir_bridge.cli import options, speech
from fhir_bridge.cli.opened import looking

app = typer.Typer(help="Messages that were set aside.", no_args_is_help=True)
Number = Annotated[int, typer.Argument(metavar="N", help="A message, as `list` numbers it.")]


@app.command("list")
def list_(*, as_json: options.AsJson = False, data: options.Data = None) -> None:
    """Say what is set aside, since when and why."""
    with looking(options.settings(data)) as service:
        found = service.quarantine.all()
    for one in found:
        since = one.accepted_at.isoformat(timespec="seconds")
        facts = {
            "message": one.id,
            "since": since,
            "format": one.format,
            "tries": one.attempts,
            "reason": one.reason,
        }
        if as_json:
            speech.json_line(facts)
        else:
            speech.line(f"{one.id:<8} {since}  {one.format:<6} {one.reason}")


@app.command("show")
def show(number: Number, *, as_: options.As = None, data: options.Data = None) -> None:
    """Print a message's bytes as they came."""
    with looking(options.settings(data)) as service:
        speech.raw(service.quarantine.show(number, by=options.actor(as_)))


@app.command("replay")
def replay(number: Number, *, as_: options.As = None, data: options.Data = None) -> None:
    """Let a message be tried anew; serve, or the next command that writes, does so."""
    with looking(options.settings(data)) as service:
        service.quarantine.replay(number, by=options.actor(as_))


@app.command("drop")
def drop(number: Number, *, as_: options.As = None, data: options.Data = None) -> None:
    """Destroy a message's bytes for good."""
    with looking(options.settings(data)) as service:
        service.quarantine.drop(number, by=options.actor(as_))
