"""Killed at every named point of opening, appending and publishing, and opened again: nothing lost, nothing twice."""

from __future__ import annotations

import itertools
import runpy
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from anchor import merkle
from anchor.errors import DatabaseUnavailableError
from anchor.log import Log
from anchor.site import Anchor
from tests import postgres

SITE = Path(__file__).parent / "dying_site.py"
POINTS = [f"{point}:{side}" for point in runpy.run_path(str(SITE))["POINTS"] for side in ("before", "after")]


def killed_at(folder: Path, point: str, times: int) -> tuple[bool, list[tuple[str, ...]]]:
    """What a site that was killed had told; False when it lived through."""
    command = [sys.executable, str(SITE), str(folder), point, str(times)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode != 0, [tuple(line.split()) for line in done.stdout.splitlines()]


def transactions(anchor: Anchor) -> dict[int, str]:
    """The publications that the chain holds, by size."""
    contract = anchor._ledger._ledger._contract
    found = contract.events.Published.get_logs(from_block=0)
    return {event["args"]["size"]: event["transactionHash"].hex() for event in found}


@pytest.mark.parametrize("point", POINTS)
def test_t085_killed_and_opened_again_it_ends_in_the_same_log(tmp_path: Path, point: str) -> None:
    died, told = killed_at(tmp_path, point, 3 if "transaction" in point or "block" in point else 2)
    assert died
    anchor = Anchor.open(tmp_path, "clinic.example/log")
    entries = [b"entry %d" % number for number in range(35)]
    assert sorted(anchor.append(entries)) == list(range(35))
    anchor.publish()
    assert anchor.publish() is None
    status, held = anchor.status(), transactions(anchor)
    assert (status.size, status.waiting) == (35, 0)
    assert anchor._log.root() == merkle.root(merkle.leaf_hashes([anchor._log.entry(i) for i in range(35)]))
    assert len(set(held.values())) == len(held)
    assert {(str(size), transaction) for size, transaction in held.items()} >= set(told)
    assert anchor.scrub() == 35
    assert "35 entries stand" in anchor.check_chain()
    anchor.close()


def test_a_point_that_is_never_reached_kills_nobody(tmp_path: Path) -> None:
    died, told = killed_at(tmp_path, "reference-kept:after", 99)
    assert not died
    assert [size for size, _ in told] == ["15", "25", "35"]


@pytest.mark.skipif(not (postgres.BINARIES / "initdb").exists(), reason="no PostgreSQL on this machine")
def test_t090_what_was_appended_outlives_a_server_that_was_killed(tmp_path: Path, clinic: Any) -> None:
    """A writer goes on until its server is gone; what it was told to be durable is there when it is back."""
    with postgres.running() as server:
        url, told = server.database(), []
        log = Log.open(url, clinic.key(), places=tmp_path / "log.places")
        enough = threading.Event()

        def write() -> None:
            with suppress(DatabaseUnavailableError):
                for start in itertools.count(0, 10):
                    told.extend(log.append([b"entry %d" % number for number in range(start, start + 10)]))
                    if start == 100:
                        enough.set()

        writer = threading.Thread(target=write)
        writer.start()
        assert enough.wait(60)
        server.kill()
        writer.join(60)
        log.close()
        server.start()
        again = Log.open(url, clinic.key(), places=tmp_path / "log.places")
        assert told == list(range(len(told)))
        assert again.size >= len(told) > 100
        assert again.append([b"entry %d" % number for number in told]) == told
        assert again.scrub() == again.size
        again.close()
