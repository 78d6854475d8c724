"""`clients`: lets systems ask for tokens, and shows them out."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from fhir_bridge.access.roles import Role
from fhir_bridge.acts import Act, Deed
from fhir_bridge.cli import options, speech
from fhir_bridge.cli.directory import directory_of, text_of
from fhir_bridge.cli.opened import looking
from fhir_bridge.errors import Reason, Refused

app = typer.Typer(help="Systems that may read: who is registered, with which key.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="NAME", help="The client's id, which it signs as.")]
Jwks = Annotated[
    Path, typer.Option("--jwks", metavar="FILE", help="Its public keys (RFC 7517); none is ever fetched.")
]
RoleOf = Annotated[Role, typer.Option("--role", help="What it is for.")]
Scopes = Annotated[
    str, typer.Option("--scopes", metavar="S", help="SMART scopes, such as `system/Observation.rs`.")
]
Organisation = Annotated[
    str, typer.Option("--organisation", metavar="O", help="Whom consents are to name: system|value.")
]
Member = Annotated[
    str,
    typer.Option(
        "--member", metavar="ORG", help="In its place: a member of the directory, who signed --jwks."
    ),
]
Own = Annotated[bool, typer.Option("--own", help="It is the custodian's own: base policy lets it treat.")]
Practitioners = Annotated[
    str, typer.Option("--practitioners", metavar="SYSTEM", help="The system of the people it must name.")
]


Shown = Annotated[
    str, typer.Option("--shown", metavar="NAME", help="How kiosks name it: needed to ask patients.")
]


@app.command("add")
def add(
    name: Name,
    *,
    jwks: Jwks,
    role: RoleOf,
    scopes: Scopes,
    organisation: Organisation = "",
    member: Member = "",
    own: Own = False,
    practitioners: Practitioners = "",
    shown: Shown = "",
    by: options.As = None,
    data: options.Data = None,
) -> None:
    """Let a system ask for tokens. A name is given once: another key is another client."""
    from fhir_bridge.api.tokens.clients import MEMBERS, registered, show_as
    from fhir_bridge.store.clients import Clients

    if bool(member) == bool(organisation):
        raise Refused(Reason.BAD_CLIENT, "either --organisation or --member says whose it is")
    settings = options.settings(data)
    client = registered(
        name,
        directory_of(settings).keys_of(member, name, text_of(jwks)) if member else _read(jwks),
        role=role,
        scopes=scopes,
        organisation=organisation or f"{MEMBERS}|{member}",
        own=own,
        practitioners=practitioners,
        shown=shown,
    )
    with looking(settings) as service:
        service.trace.note(Act(Deed.CLIENT_ADDED, options.actor(by), recipient=name))
        if not Clients(service.journal.database).add(client):
            raise Refused(Reason.BAD_CLIENT, "there is, or was, a client of this name")
        show_as(service.journal, name, shown)


@app.command("list")
def list_(*, as_json: options.AsJson = False, data: options.Data = None) -> None:
    """List the clients."""
    from fhir_bridge.store.clients import Clients

    with looking(options.settings(data)) as service:
        for one in Clients(service.journal.database).all():
            state = "revoked" if one.revoked else "registered"
            if as_json:
                row = {"client": one.id, "state": state, "role": one.role, "organisation": one.organisation}
                speech.json_line(row | {"own": one.own, "scopes": one.scopes})
            else:
                speech.line(f"{one.id}  {state}  {one.role}  {one.organisation}  {one.scopes}")


@app.command("revoke")
def revoke(name: Name, *, by: options.As = None, data: options.Data = None) -> None:
    """Refuse a client and its tokens from the next request on."""
    from fhir_bridge.store.clients import Clients

    with looking(options.settings(data)) as service:
        service.trace.note(Act(Deed.CLIENT_REVOKED, options.actor(by), recipient=name))
        if not Clients(service.journal.database).revoke(name, int(time.time())):
            raise Refused(Reason.UNKNOWN_CLIENT, name)


def _read(jwks: Path) -> bytes:
    try:
        return jwks.read_bytes()
    except OSError as error:
        raise Refused(Reason.UNREADABLE, where=str(jwks)) from error
