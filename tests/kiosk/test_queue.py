"""What waits for the bridge is sealed, survives a kill, and counts once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fhir_bridge.api.wire import visit
from fhir_bridge.api.wire.card import CardProved
from fhir_bridge.api.wire.coding import encode
from kiosk.double.bridge import ClinicInMemory
from kiosk.errors import BadState, BridgeDown
from kiosk.queue import Entry, Kind, Queue
from kiosk.work.replaying import replay
from tests.kiosk.clinic import people

ENTRY = Entry(Kind.ARRIVAL, 1_700_000_000, b"i" * 16, b"Anna")

KILLED = """
import os, sys
from pathlib import Path
from kiosk.queue import Entry, Kind, Queue
queue = Queue.open(Path(sys.argv[1]))
for at in range(10_000):
    queue.add(Entry(Kind.ARRIVAL, at, os.urandom(16), b"x" * 4000))
    print(at, flush=True)
"""


def test_what_is_put_comes_back_and_goes(tmp_path: Path) -> None:
    queue = Queue.open(tmp_path)
    queue.add(ENTRY)
    assert Queue.open(tmp_path).entries() == [ENTRY]
    queue.remove(ENTRY)
    queue.remove(ENTRY)
    assert queue.entries() == []


def test_nothing_of_it_can_be_read_or_changed(tmp_path: Path) -> None:
    queue = Queue.open(tmp_path)
    queue.add(ENTRY)
    (path,) = (tmp_path / "queue").iterdir()
    data = path.read_bytes()
    assert b"Anna" not in data
    assert "Anna" not in repr(ENTRY)
    assert path.stat().st_mode & 0o077 == 0
    assert (tmp_path / "queue.key").stat().st_mode & 0o077 == 0
    for at in range(len(data)):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert queue.entries() == []
        path.with_suffix(".broken").unlink()


def test_an_entry_under_another_name_is_set_aside(tmp_path: Path) -> None:
    queue = Queue.open(tmp_path)
    queue.add(ENTRY)
    path = tmp_path / "queue" / ENTRY.name
    path.rename(path.with_name(ENTRY.name.replace("-a-", "-d-")))
    assert queue.entries() == []


@pytest.mark.parametrize("key", [b"", b"short"])
def test_a_key_that_is_none_is_told(tmp_path: Path, key: bytes) -> None:
    (tmp_path / "queue.key").write_bytes(key)
    with pytest.raises(BadState):
        Queue.open(tmp_path)


def test_a_kill_loses_nothing_that_was_shown_as_waiting(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [int(process.stdout.readline()) for _ in range(20)]
        os.kill(process.pid, signal.SIGKILL)
        told += [int(line) for line in process.stdout.read().split()]
    kept = {entry.at for entry in Queue.open(tmp_path).entries()}
    assert set(told) <= kept


def arrival(id_: bytes) -> Entry:
    proof = CardProved(b"c" * 32, b"certificate", b"signature")
    body = encode(visit.OfflineArrival(id_, b"g" * 16, proof, 1))
    return Entry(Kind.ARRIVAL, 1, id_, body)


def test_what_the_bridge_answers_is_forgotten_and_nothing_else(tmp_path: Path) -> None:
    queue, clinic = Queue.open(tmp_path), ClinicInMemory(people())
    queue.add(arrival(b"1" * 16))
    clinic.up = False
    with pytest.raises(BridgeDown):
        replay(clinic, queue)
    assert len(queue) == 1
    clinic.up = True
    assert replay(clinic, queue) == 0
    assert len(queue) == 0
