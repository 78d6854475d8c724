"""The whole way on a real PostgreSQL: one process serves, another works beside it and is killed at random."""

from __future__ import annotations

import random
import subprocess
import time
from pathlib import Path

from fhir_bridge.settings import Settings
from tests.faults.conftest import examine
from tests.faults.sender import BIN, Sender, served

SECONDS = 40.0


def test_t094_two_workers_of_which_one_is_killed_again_and_again(tmp_path: Path, postgres_url: str) -> None:
    sender, chance = Sender(), random.Random(94)
    given = {"FHIR_BRIDGE_DATABASE": postgres_url}
    with served(tmp_path / "data", **given) as service:
        assert service.port, "it did not come up"
        for _ in range(4):
            command = [BIN / "fhir-bridge", "serve", "--work", "--data", tmp_path / "data"]
            environment = given | {"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "/usr/bin"}
            with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as other:
                line = other.stderr.readline() if other.stderr else ""
                assert "working" in line
                sender.send(service.port, time.monotonic() + SECONDS, most=chance.randint(5, 30))
                other.kill()
        sender.check_again(service.port, chance)
        assert service.end() == 0
    examine(Settings(data=tmp_path / "data", database=postgres_url), sender)
