"""`studies`: what researchers may learn by counting, and how much of it they have."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Annotated

import typer

from fhir_bridge.acts import Act, Deed
from fhir_bridge.cli import options, speech
from fhir_bridge.cli.opened import looking
from fhir_bridge.errors import Reason, Refused

app = typer.Typer(help="Studies that may count: whose, with which budget.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="NAME", help="The study's name, which its questions bear.")]
Client = Annotated[str, typer.Option("--client", help="The client that asks, a researcher's.")]
Epsilon = Annotated[
    str, typer.Option("--epsilon", metavar="E", help="All that may ever be spent, such as 1.0.")
]
Until = Annotated[
    datetime, typer.Option("--until", formats=["%Y-%m-%d"], help="The first day on which it is over (UTC).")
]


@app.command("add")
def add(
    name: Name,
    *,
    client: Client,
    epsilon: Epsilon,
    until: Until,
    by: options.As = None,
    data: options.Data = None,
) -> None:
    """Let a client count, within a budget that is never given back. A name is given once."""
    from fhir_bridge.api.research.registering import registered
    from fhir_bridge.store.clients import Clients
    from fhir_bridge.store.studies import Studies

    with looking(options.settings(data)) as service:
        end = int(until.replace(tzinfo=UTC).timestamp())
        whose = Clients(service.journal.database).find(client)
        study = registered(name, whose, epsilon=epsilon, until=end, now=int(time.time()))
        service.trace.note(Act(Deed.STUDY_ADDED, options.actor(by), recipient=client, study=name))
        if not Studies(service.journal.database).add(study):
            raise Refused(Reason.BAD_STUDY, "there is, or was, a study of this name")


@app.command("list")
def list_(*, as_json: options.AsJson = False, data: options.Data = None) -> None:
    """List the studies: client, epsilon in all and left, until when."""
    from fhir_bridge.api.research.noise import THOUSAND
    from fhir_bridge.store.studies import Studies

    now = int(time.time())
    with looking(options.settings(data)) as service:
        for one in Studies(service.journal.database).all():
            until = datetime.fromtimestamp(one.until, UTC).date().isoformat()
            row: dict[str, object] = {"study": one.name, "state": "open" if one.lives(now) else "over"}
            row |= {"client": one.client, "epsilon": one.epsilon / THOUSAND, "left": one.left / THOUSAND}
            row |= {"until": until}
            if as_json:
                speech.json_line(row)
            else:
                speech.line("  ".join(f"{value}" for value in row.values()))


@app.command("end")
def end(name: Name, *, by: options.As = None, data: options.Data = None) -> None:
    """Answer a study nothing more, from its next question on."""
    from fhir_bridge.store.studies import Studies

    with looking(options.settings(data)) as service:
        service.trace.note(Act(Deed.STUDY_ENDED, options.actor(by), study=name))
        if not Studies(service.journal.database).end(int(time.time()), name):
            raise Refused(Reason.UNKNOWN_STUDY)
