"""`consents`: what organisations ask of patients, put before them at the next visit."""

from __future__ import annotations

from typing import Annotated

import typer

from fhir_bridge.api.wire.consent import ConsentRequest
from fhir_bridge.api.wire.staff import RecordNumber
from fhir_bridge.cli import options, speech
from fhir_bridge.cli.opened import looking

DAY = 86_400
RESOURCES = "http://hl7.org/fhir/resource-types"

app = typer.Typer(help="Consents: what organisations ask of patients.", no_args_is_help=True)
Number = Annotated[str, typer.Argument(metavar="NUMBER", help="The patient's record number.")]
System = Annotated[str, typer.Option("--system", metavar="URI", help="The record number's system.")]
Grantee = Annotated[
    str, typer.Option("--for", metavar="SYSTEM|VALUE", help="The organisation's own identifier.")
]
Name = Annotated[str, typer.Option("--name", help="How kiosks show the organisation.")]
Purpose = Annotated[str, typer.Option("--purpose", metavar="CODE", help="A code of HL7's ActReason.")]
Data = Annotated[
    list[str], typer.Option("--read", metavar="TYPE", help="A FHIR resource type; several may be given.")
]
Days = Annotated[
    list[int], typer.Option("--days", help="A length that is offered; 0 is the day of the visit.")
]


@app.command("ask")
def ask(
    number: Number,
    *,
    system: System,
    grantee: Grantee,
    name: Name,
    read: Data,
    purpose: Purpose = "TREAT",
    days: Days = [0, 90, 365],  # noqa: B006 -- typer copies it
    data: options.Data = None,
) -> None:
    """Put an organisation's request before a patient; its id on standard output.

    That the organisation is who it says it is, whoever runs this command has checked.
    """
    from fhir_bridge.api.asking import ask as keep
    from fhir_bridge.api.building import desk_of
    from fhir_bridge.api.desk import Custom
    from fhir_bridge.api.staff import find_patient

    classes = tuple(f"{RESOURCES}|{kind}" for kind in read)
    request = ConsentRequest("-", grantee, name, purpose, classes, tuple(one * DAY for one in days))
    with looking(options.settings(data)) as service:
        desk = desk_of(service, None, Custom())
        speech.line(keep(desk, find_patient(desk, RecordNumber(system, number)), request))
