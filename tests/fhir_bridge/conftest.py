"""A data folder to keep records in, and others beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fhir_bridge.settings import Settings
from tests.fhir_bridge.house import House


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(Settings(data=tmp_path / "data", site="clinic.example/log"))


@pytest.fixture
def another(tmp_path: Path) -> Callable[[str], House]:
    """A house beside it, by a name."""
    return lambda name: House(Settings(data=tmp_path / name / "data", site=f"{name}.example/log"))
