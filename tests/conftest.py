"""What holds for every test: no log line that the test did not ask for."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _no_unexpected_log_lines(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Fail when a warning or worse was logged; a test that wants some carries the marker `logs`."""
    yield
    if request.node.get_closest_marker("logs"):
        return
    lines = [record for when in ("setup", "call") for record in caplog.get_records(when)]
    unexpected = [record.getMessage() for record in lines if record.levelno >= logging.WARNING]
    assert not unexpected, f"unexpected log lines: {unexpected}"
