"""Puts the groups of commands together and turns errors into one line and an exit status.

0 done, 1 refused input or a check that failed, 2 wrong use, 75 a neighbour is unavailable.
"""

from __future__ import annotations

import sys

import typer

from anchor.errors import AnchorError, DatabaseUnavailableError, LedgerUnavailableError
from fhir_bridge.cli import (
    audit,
    backup,
    clients,
    consents,
    console,
    directory,
    erase,
    handover,
    ingest,
    keys,
    kiosks,
    operate,
    quarantine,
    records,
    senders,
    serve,
    store,
    studies,
    subscriptions,
    translate,
)
from fhir_bridge.cli.memory import keep_in_memory
from fhir_bridge.errors import BridgeError, Unavailable

app = typer.Typer(
    help="Takes HL7 v2 and FHIR, seals it as canonical FHIR R4 records and anchors them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("translate")(translate.translate)
app.command("canonicalize")(translate.canonicalize)
app.command("ingest")(ingest.ingest)
app.command("anchor")(ingest.anchor)
app.command("serve")(serve.serve)
app.command("records")(records.records)
app.command("open")(records.open_)
app.command("receipt")(records.receipt)
app.command("erase")(erase.erase)
app.command("hold")(erase.hold)
app.command("release-hold")(erase.release_hold)
app.command("export")(handover.export)
app.command("handover")(handover.handover)
app.command("accept")(handover.accept)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("arrivals")(kiosks.arrivals)
app.command("subscriptions")(subscriptions.subscriptions)
app.command("console")(console.console)
app.command("status")(operate.status)
app.command("doctor")(operate.doctor)
app.add_typer(audit.app, name="audit")
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(senders.app, name="senders")
app.add_typer(keys.app, name="keys")
app.add_typer(kiosks.app, name="kiosks")
app.add_typer(clients.app, name="clients")
app.add_typer(consents.app, name="consents")
app.add_typer(studies.app, name="studies")
app.add_typer(store.app, name="store")
app.add_typer(erase.officers, name="officers")
app.add_typer(directory.app, name="organisation")


def main() -> None:
    """The entry point of `fhir-bridge`."""
    keep_in_memory()
    try:
        app()
    except BridgeError as error:
        _end(error, error.exit_status)
    except (DatabaseUnavailableError, LedgerUnavailableError) as error:
        _end(error, Unavailable.exit_status)
    except AnchorError as error:
        _end(error, BridgeError.exit_status)


def _end(error: Exception, status: int) -> None:
    print(f"fhir-bridge: {error}", file=sys.stderr)  # noqa: T201 -- this is where errors become output
    sys.exit(status)
