"""Whose files `ingest` takes."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from fhir_bridge.cli.app import app
from tests.fhir_bridge.house import House


def test_patients_of_one_id_are_told_apart_by_who_sent_them(house: House, tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    file.write_text('{"resourceType": "Patient", "id": "1"}', encoding="utf-8")
    for sender in ("WARD|NORTH", "LAB|SOUTH", "WARD|NORTH"):
        words = ["ingest", str(file), "--sender", sender, "--data", str(house.path)]
        assert CliRunner().invoke(app, words).exit_code == 0
    with house.looking() as service:
        assert len({one.record.pseudonym for one in service.journal.records()}) == 2
        assert len(service.journal.records()) == 2
