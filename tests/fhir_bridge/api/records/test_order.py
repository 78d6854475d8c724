"""Decided, durable in the log, given: a gateway that is killed between these never gave what it did not write."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fhir_bridge.acts import Deed
from tests.fhir_bridge.api.records.ward import observation, patient_bundle
from tests.fhir_bridge.house import House

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three folders whose gateways were killed during a read."""
    folder = tmp_path_factory.mktemp("killed")
    house = House.at(folder / "before")
    house.take(patient_bundle(0, observation("o1")))
    folders = [str(house.path), *(str(house.copied(folder / when).path) for when in ("after", "control"))]
    command = [sys.executable, "-m", "tests.fhir_bridge.api.records.dying_read", *folders]
    subprocess.run(command, cwd=ROOT, timeout=300, check=True)
    return folder


def given(killed: Path, when: str) -> tuple[bytes, int]:
    """What left the gateway, and how many acts its folder has of it."""
    with House.at(killed / when).writing() as service:
        service.trace.check()
        opened = [one for one in service.trace.acts() if one.act.deed is Deed.OPEN]
    return (killed / f"{when}.given").read_bytes(), len(opened)


@pytest.mark.parametrize(("when", "acts"), [("before", 0), ("after", 1)])
def test_t101_killed_on_either_side_of_the_commit_nothing_has_left(
    killed: Path, when: str, acts: int
) -> None:
    assert given(killed, when) == (b"", acts)


def test_t101_a_gateway_that_gives_first_is_found_out(killed: Path) -> None:
    left, acts = given(killed, "control")
    assert b"Observation" in left
    assert acts == 0
