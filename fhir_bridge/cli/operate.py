"""`status` and `doctor`: for whoever runs it."""

from __future__ import annotations

import typer

from fhir_bridge.cli import options, speech
from fhir_bridge.cli.opened import looking


def status(*, as_json: options.AsJson = False, data: options.Data = None) -> None:
    """Say what is kept, what waits for what, and how far the log is anchored."""
    from fhir_bridge.neighbours import standing

    found = options.settings(data)
    with looking(found) as service:
        facts = service.status() | {"blobs": standing(found)}
    if as_json:
        speech.json_line(facts)
        return
    for name, value in facts.items():
        speech.line(f"{name:<24} {value}")


def doctor(*, as_json: options.AsJson = False, data: options.Data = None) -> None:
    """Examine the data folder; exit 1 when something is wrong with it."""
    from fhir_bridge.doctor import examine

    sound = True
    with looking(options.settings(data)) as service:
        for finding in examine(service):
            sound = sound and finding.sound
            if as_json:
                speech.json_line({"check": finding.check, "sound": finding.sound, "detail": finding.detail})
            else:
                speech.line(f"{'ok ' if finding.sound else 'BAD'}  {finding.check}: {finding.detail}")
    raise typer.Exit(0 if sound else 1)
