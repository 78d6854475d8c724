"""Power cuts of the journal: what was promised is there and whole. With less than FULL it is not, which is caught."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from anchor.errors import DatabaseError
from fhir_bridge.store.format import open_journal
from fhir_bridge.store.journal import Journal
from tests.faults.committing import EACH, GROUPS, tag
from tests.faults.powercut import Trace, record

pytestmark = pytest.mark.sqlite(
    "it is about the files of the journal, which a server keeps: that is killed in test_postgresql.py"
)


def survives(trace: Trace, folder: Path, chance: random.Random) -> bool:
    """Cut the power somewhere; whether the journal opens, is whole, and holds every message that was promised."""
    first = next(n for n, event in enumerate(trace.events) if event.kind == "mark")
    marks = trace.disk(chance.randrange(first + 1, len(trace.events) + 1), folder, chance)
    try:
        database = open_journal(folder / "journal.db")
    except DatabaseError:
        return False
    try:
        journal = Journal(database)
        promised = (tag(n) for group in marks for n in range(group * EACH, (group + 1) * EACH))
        return journal.fault() is None and all(journal.find(one) is not None for one in promised)
    except DatabaseError:
        return False
    finally:
        database.close()
        shutil.rmtree(folder)


def lost(tmp_path: Path, level: str, cuts: int) -> int:
    trace = record(tmp_path / level, "tests.faults.committing", level)
    assert sum(event.kind == "mark" for event in trace.events) == GROUPS
    return sum(not survives(trace, tmp_path / f"{level}-{n}", random.Random(n)) for n in range(cuts))


def test_t092_no_power_cut_takes_what_was_promised(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    assert lost(tmp_path, "FULL", 25 * request.config.getoption("--kills")) == 0


@pytest.mark.parametrize("level", ["NORMAL", "OFF"])
def test_the_controls_that_sync_less_are_caught(tmp_path: Path, level: str) -> None:
    assert lost(tmp_path, level, 40) > 0
