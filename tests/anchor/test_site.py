"""A site's anchor as the bridge uses it, where its chain is away or its folder is not what it was."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from anchor.chains import RemoteChain
from anchor.errors import KeyFileError, LedgerError, LedgerUnavailableError, LogError
from anchor.ledger import MemoryLedger
from anchor.log import Log
from anchor.note import LogVerifier
from anchor.outbox import Outbox
from anchor.site import Anchor
from anchor.verify import verify

NOBODY = RemoteChain("http://127.0.0.1:1", 1, "0x" + "11" * 20)  # nobody listens at port 1


@pytest.fixture
def memory(tmp_path: Path, clinic: Any) -> Iterator[Anchor]:
    """An anchor on the double of a chain."""
    log = Log.open(tmp_path / "log.db", clinic.key())
    yield Anchor(log, clinic.key(), MemoryLedger())
    log.close()


def test_nothing_is_published_twice_and_nothing_when_there_is_nothing(memory: Anchor, clinic: Any) -> None:
    assert memory.publish() is None
    memory.append([clinic.entry(0)])
    assert memory.status().waiting == 1
    assert memory.publish().head.size == 1
    assert memory.publish() is None
    assert memory.status().waiting == 0


def test_a_receipt_is_the_same_for_ever_whatever_comes_later(memory: Anchor, clinic: Any) -> None:
    memory.append([clinic.entry(0), clinic.entry(1)])
    memory.publish()
    before = memory.receipt(1, clinic.opening(1))
    memory.append([clinic.entry(number) for number in range(2, 300)])
    memory.publish()
    assert memory.receipt(1, clinic.opening(1)) == before
    verifier = LogVerifier.parse(memory.verifier)
    assert verify(before, clinic.record(1), verifier).holds
    assert verify(memory.receipt(299, clinic.opening(299)), clinic.record(299), verifier).holds


def test_t088_without_a_chain_everything_but_publishing_goes_on(tmp_path: Path, clinic: Any) -> None:
    with_chain = Anchor.open(tmp_path / "anchor", clinic.origin)
    with_chain.append([clinic.entry(0)])
    with_chain.publish()
    receipt = with_chain.receipt(0, clinic.opening(0))
    with_chain.close()
    anchor = Anchor.open(tmp_path / "anchor", clinic.origin, chain=NOBODY)
    assert anchor.append([clinic.entry(1)]) == [1]
    with pytest.raises(LedgerUnavailableError):
        anchor.publish()
    assert anchor.receipt(0, clinic.opening(0)) == receipt
    assert anchor.status().waiting == 1
    assert anchor.scrub() == 2
    anchor.close()


def test_a_log_that_lost_entries_never_signs_below_what_the_chain_has(tmp_path: Path, clinic: Any) -> None:
    ledger, key = MemoryLedger(), clinic.key()
    log = Log.open(tmp_path / "log.db", key)
    anchor = Anchor(log, key, ledger)
    anchor.append([clinic.entry(number) for number in range(10)])
    anchor.publish()
    log.close()
    lost = Log.open(tmp_path / "lost.db", key)
    lost.append([clinic.entry(number) for number in range(9)])
    with pytest.raises(LogError, match="lost"):
        Anchor(lost, key, ledger).publish()
    lost.append([clinic.entry(9), clinic.entry(10)])
    assert Anchor(lost, key, ledger).publish().head.size == 11
    lost.close()


def test_a_chain_that_shows_another_place_is_told_by_the_check(memory: Anchor, clinic: Any) -> None:
    assert memory.check_chain() == "nothing is published yet"
    memory.append([clinic.entry(0)])
    memory.publish()
    assert memory.check_chain().startswith("1 entries stand")
    memory._ledger._standing.clear()
    with pytest.raises(LedgerError, match="does not show"):
        memory.check_chain()


def test_the_keys_of_another_log_are_refused(tmp_path: Path, clinic: Any) -> None:
    Anchor.open(tmp_path, clinic.origin).close()
    with pytest.raises(KeyFileError, match="another log"):
        Anchor.open(tmp_path, "other.example/log")


def test_the_keys_are_the_owners_alone(tmp_path: Path, clinic: Any) -> None:
    anchor = Anchor.open(tmp_path / "anchor", clinic.origin)
    anchor.append([clinic.entry(0)])
    anchor.publish()
    anchor.close()
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "anchor").glob("*.key")}
    assert modes == {"log.key": 0o600, "relayer.key": 0o600}
    assert (tmp_path / "anchor").stat().st_mode & 0o777 == 0o700


def test_two_machines_with_one_server_are_one_site(tmp_path: Path, postgres_url: str, clinic: Any) -> None:
    """Each has a folder with the same keys; either appends, either publishes, and the receipts are the same."""
    first = Anchor.open(tmp_path / "first", clinic.origin, clock=lambda: 1_800_000_000, database=postgres_url)
    first.append([clinic.entry(0)])
    first.publish()
    (tmp_path / "second").mkdir(mode=0o700)
    for key in (tmp_path / "first").glob("*.key"):
        shutil.copy(key, tmp_path / "second")
    second = Anchor.open(
        tmp_path / "second", clinic.origin, clock=lambda: 1_800_000_000, database=postgres_url
    )
    assert second.append([clinic.entry(1), clinic.entry(0)]) == [1, 0]
    assert first.append([clinic.entry(2), clinic.entry(1)]) == [2, 1]
    assert second.publish().head.size == 3
    assert first.publish() is None
    for number in range(3):
        receipts = {one.receipt(number, clinic.opening(number)) for one in (first, second)}
        assert len(receipts) == 1
        assert verify(receipts.pop(), clinic.record(number), LogVerifier.parse(first.verifier)).holds
    assert first.scrub() == second.scrub() == 3
    assert "3 entries stand" in second.check_chain()
    command = [sys.executable, "-c", "from anchor.cli import main; main()", "status", "--json"]
    command += ["--data", str(tmp_path / "second"), "--database", postgres_url]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(told.stdout)["entries"] == 3
    assert not list(tmp_path.glob("*/*.db"))
    first.close()
    second.close()


def test_t083_on_one_server_one_machine_at_a_time_sends(postgres_url: str) -> None:
    first, second = Outbox(postgres_url), Outbox(postgres_url)
    with first.alone(), pytest.raises(LedgerUnavailableError), second.alone():
        pass
    with second.alone():
        pass
    first.close()
    second.close()
