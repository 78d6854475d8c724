"""The chains that a log can stand on: the embedded one, or one of others behind a node's URL."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final

from anchor.anchorlog import EvmLedger, deploy, open_log
from anchor.embedded import EmbeddedChain
from anchor.evm import Chain, Patience, connect, connect_briefly, in_process
from anchor.home import Home
from anchor.logkey import LogKey
from anchor.outbox import Outbox
from anchor.purse import Purse
from anchor.relayer import RelayerKey
from anchor.rpc import EmbeddedRpc

_RELAYER: Final = "relayer"  # the account that publishes the log


@dataclass(frozen=True, slots=True)
class EmbeddedChoice:
    """The embedded chain, in the anchor's home; `clock` gives the seconds since 1970 that its blocks
    carry.
    """

    clock: Callable[[], float]

    def chain(self, home: Home, account: str, closing: ExitStack) -> Chain:
        """This chain, as an account of the home uses it."""
        embedded = EmbeddedChain(home.database("chain"), self.clock)
        closing.callback(embedded.close)
        return Chain(in_process(EmbeddedRpc(embedded)), *_account(home, account, closing))

    def ledger(self, home: Home, key: LogKey, closing: ExitStack) -> EvmLedger:
        """The log's place on this chain, opened when it was not."""
        chain = self.chain(home, _RELAYER, closing)
        contract = deploy(chain)
        return EvmLedger(chain, contract, _opened(chain, key, contract))


@dataclass(frozen=True, slots=True)
class RemoteChain:
    """A chain of others: a node's URL, the id that it must have, the `AnchorLog` there, how to wait for
    it, and what its account may spend.

    `second` is the URL of another node, which must agree on every publication; `log` is the log's id there,
    once its account was rotated: without it the account's own log of this name is used, and opened when it
    was not.
    """

    url: str
    chain_id: int
    contract: str
    patience: Patience = field(default_factory=Patience)
    purse: Purse = field(default_factory=Purse)
    second: str | None = None
    log: bytes | None = None

    def chain(self, home: Home, account: str, closing: ExitStack) -> Chain:
        """This chain, as an account of the home uses it."""
        key, outbox = _account(home, account, closing)
        return Chain(
            connect(self.url),
            key,
            outbox,
            patience=self.patience,
            purse=self.purse,
            expected_id=self.chain_id,
            probe=connect_briefly(self.url),
        )

    def ledger(self, home: Home, key: LogKey, closing: ExitStack) -> EvmLedger:
        """The log's place on this chain, opened when it was not."""
        chain = self.chain(home, _RELAYER, closing)
        log = self.log or _opened(chain, key, self.contract)
        return EvmLedger(chain, self.contract, log, second=connect(self.second) if self.second else None)


def _account(home: Home, name: str, closing: ExitStack) -> tuple[RelayerKey, Outbox]:
    path = home.folder / f"{name}.key"
    if not path.exists():
        RelayerKey.make().save(path)
    outbox = Outbox.of(home, "" if name == _RELAYER else name)
    closing.callback(outbox.close)
    return RelayerKey.load(path), outbox


def _opened(chain: Chain, key: LogKey, contract: str) -> bytes:
    return open_log(chain, contract, hashlib.sha256(key.verifier.text().encode()).digest())
