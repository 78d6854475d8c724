"""One busy clinic for all tests of the console: they only look at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fhir_bridge.api.console.reception import Reception, reception_at


@pytest.fixture(scope="session")
def reception(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reception]:
    with reception_at(tmp_path_factory.mktemp("reception")) as found:
        yield found
