"""What holds for every test: no log line that it did not ask for, and in CI no skip for a missing tool."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import databases, postgres
from tests.corpora import ABSENT

settings.register_profile("unhurried", parent=settings.default, deadline=None)
settings.load_profile("unhurried")  # how long an example takes is the machine's matter


def pytest_addoption(parser: pytest.Parser) -> None:
    """How much the long counts ask for: `scripts/prove` asks for more."""
    parser.addoption(
        "--kills", type=int, default=8, help="how much is asked of the fault runs and the durability stories"
    )
    parser.addoption("--on-postgresql", action="store_true", help="keep journal and log on a real PostgreSQL")
    parser.addoption(
        "--all-corpora", action="store_true", help="take every file of the FHIR corpora, not a sample"
    )
    parser.addoption("--every-bit", action="store_true", help="flip every bit of a segment's blobs")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, what is about SQLite's files has nothing to say."""
    if config.getoption("--on-postgresql"):
        databases.leave_out(config, items)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what was left out, and why."""
    for line in databases.reasons(config):
        terminalreporter.write_line(f"not on PostgreSQL: {line}")


@pytest.fixture(scope="session")
def _databases(request: pytest.FixtureRequest) -> Iterator[databases.Databases | None]:
    """Where it is asked for, every data folder has a database on the server."""
    if not request.config.getoption("--on-postgresql"):
        yield None
        return
    made = databases.Databases(request.getfixturevalue("postgres_server"))
    with databases.kept_by(made):
        yield made


@pytest.fixture(autouse=True)
def _own_databases(_databases: databases.Databases | None, tmp_path: Path) -> Iterator[None]:
    """A test's databases end with it."""
    yield
    if _databases:
        _databases.drop(tmp_path)


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


@pytest.fixture(scope="session", autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    """Fail when a test left a thread running that keeps the whole run from ending."""
    yield
    left = [
        one.name for one in threading.enumerate() if one is not threading.main_thread() and not one.daemon
    ]
    assert not left, f"still running: {left}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """In CI a skip is a failure, unless it is the corpora that are not beside the project."""
    report: pytest.TestReport = yield  # type: ignore[assignment]  # pluggy sends the result in
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
    if report.skipped and os.environ.get("CI") == "true" and ABSENT not in reason:
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {reason}"
    return report  # type: ignore[return-value]  # and takes it back


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Postgres]:
    """A PostgreSQL server for all tests."""
    if not (postgres.BINARIES / "initdb").exists():
        pytest.skip("no PostgreSQL: Debian's postgresql installs it")
    with postgres.running() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: postgres.Postgres) -> str:
    """The URL of a database that nothing is in."""
    return postgres_server.database()
