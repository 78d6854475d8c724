"""What the commands of kiosks show."""

from __future__ import annotations

import json
import time
from pathlib import Path

from typer.testing import CliRunner

from fhir_bridge.cli.app import app
from fhir_bridge.opening import writing
from fhir_bridge.settings import Settings
from fhir_bridge.store.arrivals import ArrivalTables

DAY = 86_400


def test_calls_of_the_last_day_are_listed_newest_first(tmp_path: Path) -> None:
    now = int(time.time())
    with writing(Settings(data=tmp_path / "data"), lambda: None) as service:
        calls = ArrivalTables(service.journal.database)
        for number, (wanted, at) in enumerate(
            [("interpreter", now - 60), ("discreet", now), ("no-card", now - 2 * DAY)]
        ):
            calls.call(str(number), kiosk="k-1", help_=wanted, at=at)
    done = CliRunner().invoke(app, ["kiosks", "calls", "--json", "--data", str(tmp_path / "data")])
    assert [json.loads(line)["wanted"] for line in done.stdout.splitlines()] == ["discreet", "interpreter"]
