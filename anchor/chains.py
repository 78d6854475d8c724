"""The chains that a log can stand on: the embedded one, or one of others behind a node's URL."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from anchor.anchorlog import EvmLedger, deploy, open_log
from anchor.embedded import EmbeddedChain
from anchor.evm import Chain, Patience, connect, in_process
from anchor.logkey import LogKey
from anchor.outbox import Outbox
from anchor.relayer import RelayerKey
from anchor.rpc import EmbeddedRpc


@dataclass(frozen=True, slots=True)
class EmbeddedChoice:
    """The embedded chain, in the anchor's folder; `clock` gives the seconds since 1970 that its blocks
    carry.
    """

    clock: Callable[[], float]

    def ledger(self, folder: Path, key: LogKey, closing: ExitStack) -> EvmLedger:
        """The log's place on this chain, opened when it was not."""
        embedded = EmbeddedChain(folder / "chain.db", self.clock)
        closing.callback(embedded.close)
        chain = Chain(in_process(EmbeddedRpc(embedded)), *_account(folder, closing))
        contract = deploy(chain)
        return EvmLedger(chain, contract, _opened(chain, key, contract))


@dataclass(frozen=True, slots=True)
class RemoteChain:
    """A chain of others: a node's URL, the id that it must have, the `AnchorLog` there, and how to wait for
    it.

    `second` is the URL of another node, which must agree on every publication; `log` is the log's id there,
    once its account was rotated: without it the account's own log of this name is used, and opened when it
    was not.
    """

    url: str
    chain_id: int
    contract: str
    patience: Patience = field(default_factory=Patience)
    second: str | None = None
    log: bytes | None = None

    def ledger(self, folder: Path, key: LogKey, closing: ExitStack) -> EvmLedger:
        """The log's place on this chain, opened when it was not."""
        relayer, outbox = _account(folder, closing)
        chain = Chain(connect(self.url), relayer, outbox, patience=self.patience, expected_id=self.chain_id)
        log = self.log or _opened(chain, key, self.contract)
        return EvmLedger(chain, self.contract, log, second=connect(self.second) if self.second else None)


def _account(folder: Path, closing: ExitStack) -> tuple[RelayerKey, Outbox]:
    path = folder / "relayer.key"
    if not path.exists():
        RelayerKey.make().save(path)
    outbox = Outbox(folder / "outbox.db")
    closing.callback(outbox.close)
    return RelayerKey.load(path), outbox


def _opened(chain: Chain, key: LogKey, contract: str) -> bytes:
    return open_log(chain, contract, hashlib.sha256(key.verifier.text().encode()).digest())
