"""What the commands of kiosks show."""

from __future__ import annotations

import json
import time
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner

from fhir_bridge.api.kiosks import Seen
from fhir_bridge.api.wire.coding import encode
from fhir_bridge.api.wire.enrolment import Heartbeat
from fhir_bridge.api.wire.signing import spelled, thumbprint
from fhir_bridge.cli.app import app
from fhir_bridge.errors import Reason, Refused
from fhir_bridge.opening import writing
from fhir_bridge.settings import Settings
from fhir_bridge.store.arrivals import ArrivalTables
from fhir_bridge.store.kiosks import Kiosk, Kiosks

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


def test_one_kiosk_is_shown_with_what_it_said_last_and_the_key_that_signs(tmp_path: Path) -> None:
    now, key = int(time.time()), spelled(Ed25519PrivateKey.generate().public_key())
    with writing(Settings(data=tmp_path / "data"), lambda: None) as service:
        kiosks = Kiosks(service.journal.database)
        kiosks.add(Kiosk("k-1", "Entrance A", key, b"-", now + DAY))
        kiosks.add(Kiosk("k-2", "Entrance B", key, b"-", now + DAY, revoked=now))
        service.journal.note("kiosk-seen k-1", encode(Seen(now, Heartbeat("1.2.3", reader=False, waiting=4))))
    shown = run(tmp_path, "kiosks", "show", "k-1", "--json")
    listed = [json.loads(line) for line in run(tmp_path, "kiosks", "list", "--json").splitlines()]
    assert json.loads(shown) == listed[0] | {"waiting": "4", "key": thumbprint(key)}
    assert [(one["state"], one["version"], one["reader"]) for one in listed] == [
        ("enrolled", "1.2.3", "missing"),
        ("revoked", "-", "-"),
    ]
    assert "Entrance B" in run(tmp_path, "kiosks", "show", "k-2")


def test_no_such_kiosk_is_said(tmp_path: Path) -> None:
    with writing(Settings(data=tmp_path / "data"), lambda: None):
        pass
    done = CliRunner().invoke(app, ["kiosks", "show", "k-1", "--data", str(tmp_path / "data")])
    assert isinstance(done.exception, Refused)
    assert done.exception.reason is Reason.UNKNOWN_KIOSK


def run(folder: Path, *words: str) -> str:
    done = CliRunner().invoke(app, [*words, "--data", str(folder / "data")])
    assert done.exit_code == 0
    return done.stdout
