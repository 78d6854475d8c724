"""`fhir-bridge translate --to`, as a person runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

RUN = "import sys; from fhir_bridge.cli.app import main; sys.argv[0] = 'fhir-bridge'; main()"


def translated(file: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", RUN, "translate", str(file), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_resource_is_printed_in_the_release_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "patient.json"
    file.write_text('{"resourceType":"Patient","animal":{"species":{"text":"dog"}}}')
    done = translated(file, "--to", "r4", "--report")
    assert done.returncode == 0, done.stderr
    assert "animal" not in json.loads(done.stdout)
    assert "kept     http://hl7.org/fhir/StructureDefinition/patient-animal" in done.stderr
    file.write_text(done.stdout)
    back = translated(file, "--from", "r4", "--to", "stu3")
    assert json.loads(back.stdout)["animal"] == {"species": {"text": "dog"}}


def test_what_is_of_no_release_is_refused_with_the_next_step(tmp_path: Path) -> None:
    file = tmp_path / "patient.json"
    file.write_text('{"resourceType":"Patient","nothing":"like it"}')
    done = translated(file, "--to", "r4")
    assert done.returncode == 1
    assert "unclear-release" in done.stderr
