"""`store`: moving the blobs to a node, and looking after them there."""

from __future__ import annotations

from collections import Counter

import typer

from fhir_bridge.cli import options, speech
from fhir_bridge.cli.opened import looking, writing
from fhir_bridge.store.pins import State

app = typer.Typer(help="The blobs and the node that keeps them.", no_args_is_help=True)


@app.command("migrate")
def migrate(*, as_json: options.AsJson = False, data: options.Data = None) -> None:
    """Import every segment of the data folder into the node that FHIR_BRIDGE_KUBO names; run again, it goes on."""
    from fhir_bridge.neighbours import move_to_node

    settings = options.settings(data)
    with writing(settings) as service:
        for done in speech.progress(move_to_node(settings, service.folder), "importing segments"):
            if as_json:
                row: dict[str, object] = {"segment": done.segment, "roots": done.roots, "bytes": done.size}
                speech.json_line(row | {"sent": done.sent})
            else:
                speech.line(f"{done.segment}  {done.roots} roots  {'sent' if done.sent else 'was there'}")


@app.command("audit")
def audit(*, as_json: options.AsJson = False, data: options.Data = None) -> None:
    """Read every record back from the node; pin and put again what it lost. Exit 1 when something is lost."""
    from fhir_bridge.neighbours import audit_node

    settings = options.settings(data)
    counts: Counter[str] = Counter()
    with looking(settings) as service:
        cids = service.journal.kept_cids()
        for finding in audit_node(speech.progress(cids, "reading back", len(cids)), settings, service.folder):
            counts[finding.state.code] += 1
            if as_json:
                speech.json_line({"cid": finding.cid, "state": finding.state.code})
            elif finding.state is not State.SOUND:
                speech.line(f"{finding.state.code:<9} {finding.cid}; {finding.state.next_step}")
    speech.note(", ".join(f"{number} {code}" for code, number in sorted(counts.items())) or "nothing is kept")
    raise typer.Exit(1 if counts[State.LOST.code] else 0)
