"""A clinic for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fhir_bridge.api.clinic import Clinic, KioskClient, clinic_at


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with clinic_at(tmp_path) as found:
        yield found


@pytest.fixture
def kiosk(clinic: Clinic) -> KioskClient:
    return clinic.kiosk()
