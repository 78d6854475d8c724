"""`audit`: who did what with whose records."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from fhir_bridge.cli import options, speech
from fhir_bridge.cli.opened import looking

if TYPE_CHECKING:
    from fhir_bridge.trace import Traced

Whose = Annotated[
    str | None,
    typer.Option("--patient", metavar="P", help="Only what touched this pseudonym.", show_default=False),
]


def audit(*, patient: Whose = None, as_json: options.AsJson = False, data: options.Data = None) -> None:
    """List the acts, oldest first; with --json as FHIR AuditEvents."""
    with looking(options.settings(data)) as service:
        for traced in service.trace.acts(patient):
            if as_json:
                speech.json_line(json.loads(traced.event))
            else:
                speech.line(_spoken(traced))


def _spoken(traced: Traced) -> str:
    act = traced.act
    to = (f"to {act.recipient}",) if act.recipient else ()
    what = (act.deed.word, act.outcome.name.lower(), f"by {act.by.name}", *to, act.pseudonym, *act.records)
    return "  ".join((act.at.isoformat(timespec="seconds"), *filter(None, what)))
