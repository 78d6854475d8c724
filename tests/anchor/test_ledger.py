"""One set of rules for every ledger: the double, the embedded chain, and two real nodes."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from anchor.anchorlog import EvmLedger, deploy, open_log
from anchor.checkpoint import TreeHead
from anchor.embedded import EmbeddedChain
from anchor.errors import LedgerError
from anchor.evm import Chain, in_process
from anchor.ledger import Ledger, MemoryLedger
from anchor.outbox import Outbox
from anchor.relayer import RelayerKey
from anchor.rpc import EmbeddedRpc

anvil, geth = (runpy.run_path(str(Path(__file__).parent / name)) for name in ("anvil.py", "geth.py"))


def head(size: int, fill: int = 1) -> TreeHead:
    return TreeHead(size, bytes([fill]) * 32)


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[EvmLedger]:
    embedded = EmbeddedChain(tmp_path / "chain.db", lambda: 1_800_000_000)
    outbox = Outbox(tmp_path / "outbox.db")
    chain = Chain(in_process(EmbeddedRpc(embedded)), RelayerKey(b"\x01" * 32), outbox)
    contract = deploy(chain)
    yield EvmLedger(chain, contract, open_log(chain, contract, bytes(32)))
    outbox.close()
    embedded.close()


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    if not anvil["BINARY"].exists():
        pytest.skip("no anvil: npm ci in anchor/contracts installs it")
    with anvil["running"](tmp_path_factory.mktemp("anvil")) as running:
        yield running


@pytest.fixture
def on_anvil(node: Any, tmp_path: Path) -> Iterator[EvmLedger]:
    key, outbox = RelayerKey.make(), Outbox(tmp_path / "outbox.db")
    node.fund(key.address)
    chain = Chain(node.web3, key, outbox)
    contract = deploy(chain)
    yield EvmLedger(chain, contract, open_log(chain, contract, bytes(32)))
    outbox.close()


@pytest.fixture(scope="module")
def geth_node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    if geth["BINARY"] is None:
        pytest.skip("no geth on this machine")
    with geth["running"](tmp_path_factory.mktemp("geth")) as running:
        yield running


@pytest.fixture
def on_geth(geth_node: Any, tmp_path: Path) -> Iterator[EvmLedger]:
    key, outbox = RelayerKey.make(), Outbox(tmp_path / "outbox.db")
    geth_node.fund(key.address)
    chain = Chain(geth_node.web3, key, outbox)
    contract = deploy(chain)
    yield EvmLedger(chain, contract, open_log(chain, contract, bytes(32)))
    outbox.close()


@pytest.fixture(params=["memory", "embedded", "on_anvil", "on_geth"])
def ledger(request: pytest.FixtureRequest) -> Ledger:
    return MemoryLedger() if request.param == "memory" else request.getfixturevalue(request.param)


def test_nothing_stands_at_first(ledger: Ledger) -> None:
    assert ledger.head() is None
    assert ledger.find(1) is None


def test_what_is_published_stands_and_is_found(ledger: Ledger) -> None:
    place = ledger.publish(head(10))
    assert place.head == ledger.head() == head(10)
    assert ledger.find(10) == place
    assert ledger.find(9) is None


def test_publishing_again_finds_what_stands(ledger: Ledger) -> None:
    place = ledger.publish(head(10))
    ledger.publish(head(20))
    assert ledger.publish(head(10)) == place
    assert ledger.head() == head(20)


def test_each_publication_has_a_place_of_its_own(ledger: Ledger) -> None:
    one, two = ledger.publish(head(10)), ledger.publish(head(20, 2))
    assert one.block < two.block
    assert (one.contract, one.log, one.chain_id) == (two.contract, two.log, two.chain_id)
    assert len({one.transaction, two.transaction, one.block_hash, two.block_hash}) == 4
    assert one.time <= two.time


@pytest.mark.parametrize("size", [0, 5])
def test_a_head_that_does_not_grow_is_refused(ledger: Ledger, size: int) -> None:
    ledger.publish(head(10))
    with pytest.raises(LedgerError):
        ledger.publish(head(size))
    assert ledger.head() == head(10)


def test_another_root_for_a_size_that_stands_is_refused(ledger: Ledger) -> None:
    ledger.publish(head(10))
    with pytest.raises(LedgerError, match="another root"):
        ledger.publish(head(10, 2))


def test_only_the_owner_of_a_log_publishes(embedded: EvmLedger, tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "intruder.db")
    chain = Chain(embedded._chain.web3, RelayerKey(b"\x02" * 32), outbox)
    intruder = EvmLedger(chain, embedded._contract.address, embedded._log)
    with pytest.raises(LedgerError):
        intruder.publish(head(10))
    assert embedded.head() is None
    outbox.close()
