"""`audit`: who did what with whose records, and whether all of it still stands."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fhir_bridge.cli import options, speech
from fhir_bridge.cli.opened import looking

if TYPE_CHECKING:
    from fhir_bridge.trace import Traced

app = typer.Typer(help="Who did what with whose records.", invoke_without_command=True)

Whose = Annotated[
    str | None,
    typer.Option("--patient", metavar="P", help="Only what touched this pseudonym.", show_default=False),
]
Elsewhere = Annotated[
    list[Path] | None,
    typer.Option(
        "--checkpoint", metavar="FILE", help="One that was kept elsewhere; repeatable.", show_default=False
    ),
]


@app.callback()
def audit(
    context: typer.Context,
    *,
    patient: Whose = None,
    as_json: options.AsJson = False,
    data: options.Data = None,
) -> None:
    """List the acts, oldest first; with --json as FHIR AuditEvents."""
    if context.invoked_subcommand:
        return
    with looking(options.settings(data)) as service:
        for traced in service.trace.acts([patient] if patient else None):
            if as_json:
                speech.json_line(json.loads(traced.event))
            else:
                speech.line(_spoken(traced))


@app.command("verify")
def verify(*, checkpoint: Elsewhere = None, data: options.Data = None) -> None:
    """Hold every act against the log and against each day's signed checkpoint. Exit 1 where one does not fit."""
    elsewhere = [path.read_text(encoding="utf-8", errors="replace") for path in checkpoint or ()]
    with looking(options.settings(data)) as service:
        acts, days = service.audit.verify(elsewhere)
    speech.line(f"{acts} acts stand in the log, as {days + len(elsewhere)} signed checkpoints say")


@app.command("checkpoint")
def newest(*, data: options.Data = None) -> None:
    """The newest signed checkpoint, on standard output, to be kept elsewhere; today's is signed where there is none."""
    with looking(options.settings(data)) as service:
        service.audit.sign_daily(datetime.now(UTC))
        speech.line(service.audit.checkpoints()[-1].rstrip("\n"))


def _spoken(traced: Traced) -> str:
    act = traced.act
    to = (f"to {act.recipient}",) if act.recipient else ()
    what = (act.deed.word, act.outcome.name.lower(), f"by {act.by.name}", *to, act.pseudonym, *act.records)
    return "  ".join((act.at.isoformat(timespec="seconds"), *filter(None, what)))
