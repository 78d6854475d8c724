from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from anchor.anchorlog import EvmLedger, deploy, open_log
from anchor.blocks import Transaction
from anchor.checkpoint import TreeHead
from anchor.embedded import EmbeddedChain
from anchor.errors import FormatError, LedgerError
from anchor.evm import Chain, in_process
from anchor.fees import Fees
from anchor.outbox import Outbox
from anchor.relayer import RelayerKey
from anchor.rpc import EmbeddedRpc

KEY = RelayerKey(b"\x01" * 32)
HEAD = TreeHead(10, b"\x01" * 32)
EMPTY = {
    "type": 2,
    "chainId": 0x66686972,
    "gas": 21_000,
    "maxFeePerGas": 0,
    "maxPriorityFeePerGas": 0,
    "value": 0,
}


def transfer(**fields: Any) -> bytes:
    return KEY.sign({"to": "0x" + "11" * 20, "nonce": 0} | EMPTY | fields, Fees(0, 0)).raw


class Site:
    """The embedded chain with a log on it, as often as it is opened."""

    def __init__(self, folder: Path, now: int = 1_800_000_000) -> None:
        self.embedded = EmbeddedChain(folder / "chain.db", lambda: now)
        self.outbox = Outbox(folder / "outbox.db")
        self.web3 = in_process(EmbeddedRpc(self.embedded))
        chain = Chain(self.web3, KEY, self.outbox)
        self.contract = deploy(chain)
        self.ledger = EvmLedger(chain, self.contract, open_log(chain, self.contract, bytes(32)))

    def close(self) -> None:
        self.outbox.close()
        self.embedded.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Any]:
    opened = Site(tmp_path)
    yield opened
    opened.close()


def test_contract_code_and_head_survive_a_restart(site: Any, tmp_path: Path) -> None:
    place = site.ledger.publish(HEAD)
    before = (site.contract, site.embedded.code(site.contract), site.embedded.nonce(KEY.address))
    site.close()
    again = Site(tmp_path)
    assert (again.contract, again.embedded.code(again.contract), again.embedded.nonce(KEY.address)) == before
    assert again.ledger.find(10) == place
    again.ledger.publish(TreeHead(20, bytes([2]) * 32))
    again.close()


def test_two_processes_see_one_chain(site: Any, tmp_path: Path) -> None:
    other = Site(tmp_path)
    place = site.ledger.publish(HEAD)
    assert other.ledger.find(10) == place
    other.ledger.publish(TreeHead(20, bytes([2]) * 32))
    assert site.ledger.head().size == 20
    other.close()


def test_blocks_carry_the_clock_and_never_go_back(tmp_path: Path) -> None:
    now = iter([100, 50, 200])
    chain = EmbeddedChain(tmp_path / "chain.db", lambda: next(now))
    for nonce in range(3):
        chain.submit(transfer(nonce=nonce))
    assert [chain.journal.block(number).time for number in (1, 2, 3)] == [100, 100, 200]
    chain.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE block SET time = time + 1 WHERE number = 2",
        "UPDATE block SET hash = zeroblob(32) WHERE number = 2",
        "UPDATE block SET raw = (SELECT raw FROM block WHERE number = 1) WHERE number = 2",
        "DELETE FROM block WHERE number = 1",
    ],
)
def test_a_journal_that_does_not_replay_is_refused(site: Any, tmp_path: Path, statement: str) -> None:
    site.ledger.publish(HEAD)
    site.close()
    with sqlite3.connect(tmp_path / "chain.db") as connection:
        assert connection.execute(statement).rowcount == 1
    connection.close()
    with pytest.raises(LedgerError, match="as written"):
        EmbeddedChain(tmp_path / "chain.db", lambda: 0)


def test_a_block_that_cannot_be_written_did_not_happen(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    height = site.embedded.journal.height()

    def full(*_: Any) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(site.embedded.journal, "add", full)
        with pytest.raises(OSError, match="no space"):
            site.ledger.publish(HEAD)
    assert site.embedded.journal.height() == height
    assert site.ledger.head() is None
    assert site.ledger.publish(HEAD).block == height + 1


@pytest.mark.parametrize(("nonce", "word"), [(1, "high"), (7, "high")])
def test_t083_a_nonce_gap_is_refused(tmp_path: Path, nonce: int, word: str) -> None:
    chain = EmbeddedChain(tmp_path / "chain.db", lambda: 0)
    with pytest.raises(LedgerError, match=word):
        chain.submit(transfer(nonce=nonce))
    chain.close()


def test_a_transaction_is_taken_once(tmp_path: Path) -> None:
    chain = EmbeddedChain(tmp_path / "chain.db", lambda: 0)
    chain.submit(transfer())
    with pytest.raises(LedgerError, match="low"):
        chain.submit(transfer())
    assert chain.journal.height() == 1
    chain.close()


def test_t081_a_transaction_for_another_chain_is_refused() -> None:
    with pytest.raises(FormatError, match="another chain"):
        Transaction.parse(transfer(chainId=1))


def test_a_call_changes_nothing(site: Any) -> None:
    data = site.ledger._contract.encode_abi("publish", args=[site.ledger._log, 10, HEAD.root])
    call = {"from": KEY.address, "to": site.contract, "data": data}
    site.web3.eth.call(call)
    site.web3.eth.estimate_gas(call)
    assert site.ledger.head() is None


def test_what_is_not_known_is_said(site: Any) -> None:
    answer = EmbeddedRpc(site.embedded)("eth_mining", [])
    assert answer["error"]["code"] == -32601
