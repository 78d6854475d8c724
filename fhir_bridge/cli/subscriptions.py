"""`subscriptions`: who is told of what, and what was not taken."""

from __future__ import annotations

from typing import Annotated

import typer

from fhir_bridge.cli import options, speech
from fhir_bridge.cli.opened import looking

Retry = Annotated[
    str | None,
    typer.Option(
        "--retry", metavar="ID", help="Try this subscription's dead letters anew.", show_default=False
    ),
]


def subscriptions(*, retry: Retry = None, as_json: options.AsJson = False, data: options.Data = None) -> None:
    """List the subscriptions: client, type, endpoint, state, what waits for each and what is a dead letter."""
    from fhir_bridge.store.subscribing import Subscriptions

    with looking(options.settings(data)) as service:
        kept = Subscriptions(service.journal.database)
        if retry is not None:
            speech.note(f"{kept.revive(retry)} to be tried anew")
            return
        deliveries = kept.deliveries()
        for one in kept.all():
            mine = [delivery for delivery in deliveries if delivery.subscription == one.id]
            dead = [delivery.problem for delivery in mine if delivery.dead]
            row: dict[str, object] = {"subscription": one.id, "client": one.client, "type": one.kind}
            row |= {"endpoint": one.endpoint, "status": one.status}
            row |= {"waiting": len(mine) - len(dead), "dead": len(dead)}
            if as_json:
                speech.json_line(row)
            else:
                speech.line("  ".join(f"{value}" for value in row.values()))
