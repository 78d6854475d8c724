"""Data folders for the stories."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.story.programs import EXAMPLES, Bridge


@pytest.fixture
def bridge(tmp_path: Path) -> Bridge:
    return Bridge(tmp_path / "data")


@pytest.fixture(scope="session")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Bridge:
    """A folder into which the examples were ingested and anchored; tests only look at it."""
    bridge = Bridge(tmp_path_factory.mktemp("taken") / "data")
    said = bridge("ingest", "--json", "--wait", EXAMPLES)
    assert said.status == 1, said.error
    return bridge


@pytest.fixture
def message() -> Callable[[int], bytes]:
    """Admissions that differ in patient and control id."""
    template = (EXAMPLES / "adt-admission.hl7").read_bytes()
    control = template.split(b"|")[9]

    def numbered(number: int) -> bytes:
        return template.replace(control, b"%s%05d" % (control, number))

    return numbered
