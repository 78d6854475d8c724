"""`console`: lets an operator's browser in, and shows all of them out."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from fhir_bridge.cli import options, speech
from fhir_bridge.cli.opened import looking

Close = Annotated[bool, typer.Option("--close", help="End every session and every link instead.")]


def console(*, close: Close = False, by: options.As = None, data: options.Data = None) -> None:
    """Print a link that opens the console of `serve` in one browser, once, within two minutes."""
    from fhir_bridge.api.console.entering import link_of, new_link
    from fhir_bridge.store.console import Passes

    settings = options.settings(data)
    with looking(settings) as service:
        passes = Passes(service.journal.database)
        if close:
            speech.note(f"{passes.drop()} ended")
        else:
            speech.line(link_of(settings, new_link(passes, options.actor(by), int(time.time()))))
