"""`records`, `open` and `receipt`: the way out."""

from __future__ import annotations

from typing import Annotated

import typer

from fhir_bridge.cli import options, speech
from fhir_bridge.cli.opened import looking

Contents = Annotated[bool, typer.Option("--list", help="List its resources and their numbers instead.")]


def records(*, as_json: options.AsJson = False, data: options.Data = None) -> None:
    """List the records, oldest first."""
    with looking(options.settings(data)) as service:
        for row in service.rows():
            if as_json:
                speech.json_line(row)
            else:
                speech.line(
                    "  ".join(str(row[name]) for name in ("record", "patient", "state", "index", "cid"))
                )


def open_(
    record: options.RecordId,
    *,
    part: options.PartNumber = None,
    contents: Contents = False,
    as_: options.As = None,
    data: options.Data = None,
) -> None:
    """Print a record's canonical bytes, or one resource's; the trace says who asked."""
    from fhir_bridge.release import WHOLE

    by = options.actor(as_)
    with looking(options.settings(data)) as service:
        if not contents:
            speech.raw(service.disclosure.open(record, part or WHOLE, by=by))
            return
        for number, kind in enumerate(service.disclosure.contents(record, by=by), start=1):
            speech.line(f"{number:>5}  {kind}")


def receipt(
    record: options.RecordId,
    *,
    part: options.PartNumber = None,
    as_: options.As = None,
    data: options.Data = None,
) -> None:
    """Print the receipt of a record, or of one resource; it holds the opening, for whoever may hold the record."""
    from fhir_bridge.release import WHOLE

    with looking(options.settings(data)) as service:
        speech.raw(service.disclosure.receipt(record, part or WHOLE, by=options.actor(as_)))
