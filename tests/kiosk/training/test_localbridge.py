"""A bridge that does not come up, or refuses, is told in its own words; the rest is the story's."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.errors import BridgeDown
from kiosk.training.localbridge import LocalBridge, environment, installed, serving


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A program that always fails, and says so."""
    path = tmp_path / "fhir-bridge"
    path.write_text("#!/bin/sh\necho first >&2\necho it is broken >&2\nexit 1\n")
    path.chmod(0o700)
    return path


def test_the_program_beside_this_one_comes_first(broken: Path) -> None:
    assert installed(broken.parent) == broken


def test_where_no_program_is_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert installed(tmp_path) is None


def test_a_bridge_that_does_not_come_up_says_why(broken: Path, tmp_path: Path) -> None:
    with pytest.raises(BridgeDown, match="it is broken"), serving(broken, tmp_path / "bridge"):
        pass


def test_a_command_that_is_refused_says_why(broken: Path, tmp_path: Path) -> None:
    with pytest.raises(BridgeDown, match="kiosks: it is broken"):
        LocalBridge(broken, tmp_path, 1, 2).run("kiosks", "code")


def test_settings_of_a_bridge_on_this_machine_are_not_the_training_bridges(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FHIR_BRIDGE_DATABASE", "postgresql://real")
    monkeypatch.setenv("FHIR_BRIDGE_HTTP_PORT", "8080")
    made = environment()
    assert "FHIR_BRIDGE_DATABASE" not in made
    assert made["FHIR_BRIDGE_HTTP_PORT"] == "0"
