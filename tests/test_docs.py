"""The pages name what the code has."""

from __future__ import annotations

import re
from pathlib import Path

from fhir_bridge.cli.app import app
from fhir_bridge.settings import Settings

ROOT = Path(__file__).parent.parent
DOCS = {path.name: path.read_text() for path in [*(ROOT / "docs").glob("*.md"), ROOT / "README.md"]}


def test_every_setting_is_documented_and_no_other() -> None:
    named = set(re.findall(r"^\| `FHIR_BRIDGE_([A-Z_]+)`", DOCS["deployment.md"], re.MULTILINE))
    assert named == {name.upper() for name in Settings.model_fields}


def test_every_command_stands_in_the_readme() -> None:
    commands = {command.name for command in app.registered_commands} | {g.name for g in app.registered_groups}
    said = re.findall(r"^    fhir-bridge ([a-z-]+)(?: \| ([a-z-]+))?", DOCS["README.md"], re.MULTILINE)
    assert commands == {word for pair in said for word in pair if word}


def test_every_path_that_a_page_names_is_there() -> None:
    for name, text in DOCS.items():
        paths = re.findall(r"`((?:docs|scripts|examples|packaging|tests|native|benchmarks)/[\w./-]+)`", text)
        assert [path for path in paths if not (ROOT / path).exists()] == [], name


def test_every_test_that_a_page_names_is_there() -> None:
    there = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text(), re.MULTILINE)
    }
    named = {name for text in DOCS.values() for name in re.findall(r"`(test_\w+)`", text)}
    assert named
    assert named - there == set()
