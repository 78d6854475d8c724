"""The rules of the house are held by something: each has a control that breaks it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

SOUND = "def test_sound(): pass\n"
WARNS = "import warnings\ndef test_warns(): warnings.warn('x')\n"
LOGS = "import logging\ndef test_logs(): logging.getLogger('x').warning('x')\n"
SKIPS = "import pytest\ndef test_skips(): pytest.skip('no tool')\n"


def run(folder: Path, test: str, **environment: str) -> int:
    """The exit status of pytest, as this project configures it, over one planted test."""
    tests = folder / "tests"
    tests.mkdir()
    for name in ("conftest.py", "corpora.py", "databases.py", "postgres.py"):
        shutil.copy(ROOT / "tests" / name, tests)
    shutil.copy(ROOT / "pyproject.toml", folder)
    (tests / "test_planted.py").write_text(test)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=folder, env=os.environ | environment, capture_output=True, check=False)
    return done.returncode


def test_a_sound_test_passes(tmp_path: Path) -> None:
    assert run(tmp_path, SOUND) == 0


@pytest.mark.parametrize("planted", [WARNS, LOGS])
def test_warnings_and_log_lines_fail(tmp_path: Path, planted: str) -> None:
    assert run(tmp_path, planted) == 1


@pytest.mark.parametrize(("ci", "status"), [("", 0), ("true", 1)])
def test_a_skip_for_a_missing_tool_fails_in_ci(tmp_path: Path, ci: str, status: int) -> None:
    assert run(tmp_path, SKIPS, CI=ci) == status


@pytest.mark.skipif("OFFLINE" not in os.environ, reason="scripts/test takes the network away")
def test_the_network_is_taken_away() -> None:
    assert [name for _, name in socket.if_nameindex()] == ["lo"]


def test_the_lock_names_no_host_and_hashes_everything() -> None:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    pins = [line for line in lines if not line.startswith(" ")]
    assert all("==" in pin and pin.endswith("\\") for pin in pins)
    assert not any("://" in line or line.startswith("--") for line in lines)


def test_without_the_rust_module_nothing_is_green(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "anchor", tmp_path / "anchor", ignore=shutil.ignore_patterns("*.so", "contracts"))
    command = [sys.executable, "-c", "import sys; sys.path.insert(0, '.'); import anchor.canonical"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "_native" in done.stderr


def test_the_rust_module_has_five_importers() -> None:
    files = [
        path for package in ("anchor", "fhir_bridge", "kiosk") for path in (ROOT / package).rglob("*.py")
    ]
    named = re.compile(r"^(?:from anchor import .*|import anchor\.|from anchor\.)_native\b", re.MULTILINE)
    found = {str(path.relative_to(ROOT)) for path in files if named.search(path.read_text(encoding="utf-8"))}
    anchors = {"anchor/canonical.py", "anchor/commitment.py", "anchor/merkle.py"}
    assert found == anchors | {"fhir_bridge/source/hl7v2.py", "fhir_bridge/translate/program.py"}
