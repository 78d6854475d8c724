"""`erase`, `hold`, `release-hold` and `officers`: what two officers order together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fhir_bridge.cli import options, speech
from fhir_bridge.cli.opened import looking, writing
from fhir_bridge.source.files import one

if TYPE_CHECKING:
    from fhir_bridge.erasure.warrant import Ordered

Statement = Annotated[
    bool, typer.Option("--statement", help="Print what two officers must sign; do nothing.")
]
Signatures = Annotated[
    list[Path] | None,
    typer.Option("--signature", metavar="FILE", help="An officer's signature over the statement; give two."),
]
Name = Annotated[str, typer.Argument(metavar="NAME", help="What the officer is called.")]
KeyFile = Annotated[
    Path, typer.Option("--key", metavar="FILE", help="The officer's Ed25519 public key, in PEM.")
]

officers = typer.Typer(help="Who may order an erasure: always two of them together.", no_args_is_help=True)


def erase(
    patient: options.Patient,
    *,
    statement: Statement = False,
    signature: Signatures = None,
    as_: options.As = None,
    data: options.Data = None,
) -> None:
    """Erase a patient and print the certificate."""
    from fhir_bridge.erasure.warrant import Ordered

    if statement:
        _print_statement(Ordered.ERASE, patient, data)
        return
    with writing(options.settings(data)) as service:
        speech.raw(service.erasure.order(patient, _read(signature), by=options.actor(as_)).encode())
        until = service.erasure.deadline()
    if until:
        speech.note(f"copies from before open until the epoch turns, by {until}: fhir-bridge keys rotate")


def hold(patient: options.Patient, *, as_: options.As = None, data: options.Data = None) -> None:
    """Keep a patient from being erased until two officers end the hold."""
    with writing(options.settings(data)) as service:
        service.erasure.orders.hold(patient, by=options.actor(as_))


def release_hold(
    patient: options.Patient,
    *,
    statement: Statement = False,
    signature: Signatures = None,
    as_: options.As = None,
    data: options.Data = None,
) -> None:
    """End a legal hold."""
    from fhir_bridge.erasure.warrant import Ordered

    if statement:
        _print_statement(Ordered.RELEASE_HOLD, patient, data)
        return
    with writing(options.settings(data)) as service:
        service.erasure.orders.release_hold(patient, _read(signature), by=options.actor(as_))


@officers.command("add")
def add(
    name: Name,
    *,
    key: KeyFile,
    statement: Statement = False,
    signature: Signatures = None,
    as_: options.As = None,
    data: options.Data = None,
) -> None:
    """Register an officer; from the third on, two officers must sign for it."""
    from fhir_bridge.erasure.order import officer_of, spoken
    from fhir_bridge.erasure.warrant import Ordered

    officer = officer_of(name, one(key))
    if statement:
        _print_statement(Ordered.ADD_OFFICER, spoken(officer), data)
        return
    with writing(options.settings(data)) as service:
        service.erasure.orders.add_officer(officer, _read(signature), by=options.actor(as_))


@officers.command("remove")
def remove(
    name: Name,
    *,
    statement: Statement = False,
    signature: Signatures = None,
    as_: options.As = None,
    data: options.Data = None,
) -> None:
    """Strike an officer off; two must sign, and two must remain."""
    from fhir_bridge.erasure.order import spoken
    from fhir_bridge.erasure.warrant import Ordered

    if statement:
        with looking(options.settings(data)) as service:
            officer = service.erasure.orders.officer(name)
        _print_statement(Ordered.REMOVE_OFFICER, spoken(officer), data)
        return
    with writing(options.settings(data)) as service:
        service.erasure.orders.remove_officer(name, _read(signature), by=options.actor(as_))


@officers.command("list")
def list_(*, as_json: options.AsJson = False, data: options.Data = None) -> None:
    """List the officers and their keys."""
    from fhir_bridge.erasure.order import spoken

    with looking(options.settings(data)) as service:
        found = service.erasure.orders.officers.all()
    for officer in found:
        if as_json:
            speech.json_line({"name": officer.name, "key": officer.public_key.hex()})
        else:
            speech.line(spoken(officer))


def _print_statement(act: Ordered, subject: str, data: Path | None) -> None:
    with looking(options.settings(data)) as service:
        speech.raw(service.erasure.orders.statement(act, subject).encode())


def _read(files: list[Path] | None) -> list[bytes]:
    return [one(file) for file in files or ()]
