"""A journal's database, of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from anchor.database import Database
from fhir_bridge.records import SITE
from fhir_bridge.store.format import open_journal
from fhir_bridge.store.patients import Patients


@pytest.fixture(params=["sqlite", "postgresql"])
def database(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    server = request.param == "postgresql"
    opened = open_journal(request.getfixturevalue("postgres_url") if server else tmp_path / "journal.db")
    Patients(opened).enrol(SITE, b"wrapped")
    yield opened
    opened.close()
