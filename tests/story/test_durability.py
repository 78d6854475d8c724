"""Killed at any moment and run again, it ends in the same records; nothing on disk says who they are of."""

from __future__ import annotations

import os
import random
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.databases import environment
from tests.story.canaries import bearing, canaries
from tests.story.programs import BIN, EXAMPLES, Bridge

KILLS = 8
MESSAGES = 40


def _kill_while_ingesting(bridge: Bridge, inbox: Path, after: float) -> None:
    command = [BIN / "fhir-bridge", "ingest", "--json", "--wait", inbox, "--data", bridge.data]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            process.wait(timeout=after)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)


def test_t090_killed_anywhere_it_ends_in_the_same_records(
    tmp_path: Path, message: Callable[[int], bytes], request: pytest.FixtureRequest
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for number in range(MESSAGES):
        (inbox / f"{number:03}.hl7").write_bytes(message(number))
    chance = random.Random(20261101)
    for folder in range(-(-request.config.getoption("--kills") // KILLS)):
        _killed_again_and_again(Bridge(tmp_path / f"data-{folder}"), inbox, chance)


def _killed_again_and_again(bridge: Bridge, inbox: Path, chance: random.Random) -> None:
    seen: set[str] = set()
    for _ in range(KILLS):
        _kill_while_ingesting(bridge, inbox, after=chance.uniform(0.3, 3))
        before, seen = seen, {row["record"] for row in bridge.records()} if bridge.data.exists() else set()
        assert before <= seen
    last = bridge("ingest", "--json", "--wait", inbox)
    assert last.status == 0, last.error
    rows = bridge.records()
    assert len(rows) == len({row["cid"] for row in rows}) == MESSAGES
    assert sorted(row["index"] for row in rows) == list(range(MESSAGES))
    assert {row["state"] for row in rows} == {"anchored"}
    assert bridge("doctor").status == 0


def test_the_chain_survives_a_restart_and_a_kill(bridge: Bridge) -> None:
    bridge("ingest", "--wait", EXAMPLES / "adt-admission.hl7")
    before = bridge("status", "--json").rows[0]
    _kill_while_ingesting(bridge, EXAMPLES, after=0.8)
    bridge("ingest", "--wait", EXAMPLES)
    after = bridge("status", "--json").rows[0]
    assert (before["contract"], before["chain"]) == (after["contract"], after["chain"])
    assert after["block"] >= before["block"] > 0
    assert bridge("doctor").status == 0


def test_the_same_input_again_is_a_duplicate(taken: Bridge) -> None:
    before = taken.records()
    again = taken("ingest", "--json", EXAMPLES).rows
    assert {row["status"] for row in again} == {"duplicate", "refused"}
    assert taken.records() == before


def test_one_process_waits_for_the_other_visibly(
    bridge: Bridge, message: Callable[[int], bytes], tmp_path: Path
) -> None:
    for number in range(2):
        (tmp_path / f"{number}.hl7").write_bytes(message(number))
    command = [BIN / "fhir-bridge", "ingest", "--data", bridge.data]
    given = os.environ | environment(bridge.data)
    inputs = [tmp_path / f"{n}.hl7" for n in range(2)]
    both = [subprocess.Popen([*command, one], stderr=subprocess.PIPE, env=given) for one in inputs]
    said = [process.communicate(timeout=60)[1].decode() for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert len(bridge.records()) == 2


def test_t071_nothing_under_the_data_folder_says_who_they_are(taken: Bridge) -> None:
    words = canaries(*(path for path in EXAMPLES.glob("*.*") if path.suffix in {".hl7", ".json"}))
    assert len(words) > 20
    assert bearing(taken.data, words) == []
    planted = taken.data / "planted"
    planted.write_bytes(b"--" + next(iter(words)) + b"--")
    assert bearing(taken.data, words) == [planted]
    planted.unlink()


def test_t071_nothing_that_is_said_says_who_they_are(bridge: Bridge) -> None:
    words = canaries(EXAMPLES / "adt-admission.hl7", EXAMPLES / "oru-ten-results.hl7")
    for command in (("ingest", "--json", EXAMPLES), ("records",), ("status",), ("doctor",)):
        said = bridge(*command)
        assert not any(word in said.out + said.error.encode() for word in words), command
