"""A listener in the test's own loop, over a real journal."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fhir_bridge.opening import serving
from fhir_bridge.service import Service
from tests.fhir_bridge.house import House


@pytest.fixture
def service(house: House) -> Iterator[Service]:
    with serving(house.settings, lambda: None) as opened:
        yield opened
