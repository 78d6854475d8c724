"""The ledger on an EVM chain, by its JSON-RPC: real nodes and the embedded chain alike.

A transaction is signed, saved and only then sent, under a purpose that names what must happen once. After a
crash anywhere, asking for the same again finds it on the chain, or sends the saved one, and never signs a
second.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, cast

from eth_typing import ChecksumAddress, HexStr
from requests.exceptions import RequestException
from web3 import HTTPProvider, Web3
from web3.exceptions import TransactionNotFound, Web3Exception, Web3RPCError
from web3.providers import BaseProvider
from web3.types import RPCEndpoint, RPCResponse, TxParams, TxReceipt

from anchor.checkpoint import TreeHead
from anchor.errors import LedgerError, LedgerUnavailableError
from anchor.ledger import Publication, check_growing, check_same
from anchor.outbox import Outbox, Signed
from anchor.relayer import RelayerKey

_POLL = 0.25  # seconds between two looks for a receipt
_RPC_TIMEOUT = 20  # seconds for one answer
_KNOWN = ("already known", "nonce too low", "already imported")  # what nodes say of a transaction they have


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait: blocks on top of a publication's own, and seconds until it is given up for now."""

    confirmations: int = 0
    seconds: float = 120.0


class Chain:
    """One EVM chain as one account uses it; its id is looked up once and held to."""

    def __init__(
        self, web3: Web3, key: RelayerKey, outbox: Outbox, *, patience: Patience | None = None
    ) -> None:
        self.web3 = web3
        self._key = key
        self._outbox = outbox
        self._patience = patience or Patience()
        with answering():
            self.id = web3.eth.chain_id

    @property
    def address(self) -> str:
        """The account that sends."""
        return self._key.address

    def send(self, purpose: str, fields: TxParams) -> TxReceipt:
        """Get one transaction onto the chain for a purpose, once, and wait until it stands.

        One that was undone on the chain is a `LedgerError`, and the purpose is free again.
        """
        with answering():
            saved = self._outbox.saved(purpose) or [self._sign(purpose, fields)]
            receipt = self._receipt(saved) or self._push(saved)
        if receipt["status"] != 1:
            self._outbox.forget(purpose)
            raise LedgerError("the contract refused the transaction")
        return receipt

    def _sign(self, purpose: str, fields: TxParams) -> Signed:
        eth = self.web3.eth
        account = Web3.to_checksum_address(self.address)
        asked: TxParams = {"from": account, "value": Web3.to_wei(0, "wei"), **fields}
        tip = eth.max_priority_fee
        base = eth.get_block("latest")["baseFeePerGas"]
        filled = asked | {
            "type": 2,
            "chainId": self.id,
            "nonce": eth.get_transaction_count(account),
            "gas": eth.estimate_gas(asked) * 12 // 10,
            "maxPriorityFeePerGas": tip,
            "maxFeePerGas": 2 * base + tip,
        }
        filled.pop("from")
        signed = self._key.sign(dict(filled))
        self._outbox.save(purpose, signed)
        return signed

    def _push(self, saved: list[Signed]) -> TxReceipt:
        for signed in saved:
            try:
                self.web3.eth.send_raw_transaction(signed.raw)
            except Web3RPCError as error:
                if not any(word in str(error).lower() for word in _KNOWN):
                    raise
        give_up = time.monotonic() + self._patience.seconds
        while True:
            receipt = self._receipt(saved)
            if receipt and self._deep_enough(receipt):
                return receipt
            if time.monotonic() > give_up:
                raise LedgerUnavailableError("the transaction does not stand on the chain yet")
            time.sleep(_POLL)

    def _receipt(self, saved: list[Signed]) -> TxReceipt | None:
        for signed in saved:
            try:
                return self.web3.eth.get_transaction_receipt(HexStr("0x" + signed.hash.hex()))
            except TransactionNotFound:
                continue
        return None

    def _deep_enough(self, receipt: TxReceipt) -> bool:
        return self.web3.eth.block_number >= receipt["blockNumber"] + self._patience.confirmations


class EvmLedger:
    """A log's place in an `AnchorLog` contract (its address, and the log's 32-byte id there)."""

    def __init__(self, chain: Chain, contract: str, log: bytes) -> None:
        self._chain = chain
        self._log = log
        self._contract = anchor_log(chain.web3, contract)

    def head(self) -> TreeHead | None:
        """The head published last."""
        with answering():
            _, size, root = self._contract.functions.head(self._log).call()
        return TreeHead(size, root) if size else None

    def find(self, size: int) -> Publication | None:
        """The publication of that size, as the chain tells it now."""
        return find_publication(self._chain.web3, self._contract.address, self._log, size)

    def publish(self, head: TreeHead) -> Publication:
        """Publish a head and wait until it stands; a head that stands already is found, not sent again."""
        standing = self.find(head.size)
        if standing is None:
            check_growing(head, self.head())
            data = self._contract.encode_abi("publish", args=[self._log, head.size, head.root])
            purpose = f"publish {self._log.hex()} {head.size} {head.root.hex()}"
            self._chain.send(purpose, {"to": self._contract.address, "data": data})
            standing = self.find(head.size)
        if standing is None:
            raise LedgerError("the chain confirmed a publication that it does not show")
        return check_same(standing, head)


def find_publication(web3: Web3, contract: str, log: bytes, size: int) -> Publication | None:
    """The publication of a log's size in a contract, as the chain tells it now."""
    with answering():
        at = anchor_log(web3, contract)
        root = at.functions.rootAt(log, size).call()
        if not any(root):
            return None
        found = at.events.Published.get_logs(argument_filters={"log": log, "size": size}, from_block=0)
        if len(found) != 1 or found[0]["args"]["root"] != root:
            raise LedgerError("the chain's events do not fit its state")
        block = web3.eth.get_block(found[0]["blockHash"])
        return Publication(
            chain_id=web3.eth.chain_id,
            contract=contract.lower(),
            log=log,
            block=block["number"],
            block_hash=bytes(block["hash"]),
            time=block["timestamp"],
            transaction=bytes(found[0]["transactionHash"]),
            head=TreeHead(size, root),
        )


def deploy(chain: Chain) -> str:
    """The address of the `AnchorLog` that this account has deployed on this chain, now if it was not
    before.
    """
    made = anchor_log(chain.web3).constructor()
    receipt = chain.send("deploy AnchorLog", {"data": made.data_in_transaction})
    return str(receipt["contractAddress"])


def open_log(chain: Chain, contract: str, name: bytes) -> bytes:
    """The 32-byte id of the log that this account has opened under a name in a contract, now if it was not
    before.
    """
    at = anchor_log(chain.web3, contract)
    with answering():
        log = bytes(at.functions.logId(chain.address, name).call())
        owner, _, _ = at.functions.head(log).call()
    if int(owner, 16) == 0:
        chain.send(f"open {log.hex()}", {"to": at.address, "data": at.encode_abi("open", args=[name])})
    return log


def anchor_log(web3: Web3, address: str | None = None) -> Any:
    """The contract by its committed ABI and bytecode; at an address, or to be deployed."""
    artifact = json.loads(files("anchor").joinpath("abi", "AnchorLog.json").read_text())
    if address is None:
        return web3.eth.contract(abi=artifact["abi"], bytecode=artifact["bytecode"])
    return web3.eth.contract(address=checksum(address), abi=artifact["abi"])


def checksum(address: str) -> ChecksumAddress:
    """The address as web3 wants it spelled."""
    return Web3.to_checksum_address(address)


def connect(url: str) -> Web3:
    """The node at a URL; nothing is asked yet."""
    return Web3(HTTPProvider(url, request_kwargs={"timeout": _RPC_TIMEOUT}))


def in_process(answer: Callable[[str, Any], Any]) -> Web3:
    """The chain that a function of this process answers for: from a method and its parameters to the
    response.
    """
    return Web3(_InProcess(answer))


class _InProcess(BaseProvider):
    def __init__(self, answer: Callable[[str, Any], Any]) -> None:
        super().__init__()
        self._answer = answer

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        return cast("RPCResponse", self._answer(method, params))


@contextmanager
def answering() -> Iterator[None]:
    """Turn what web3 and the connection raise into the anchor's errors."""
    try:
        yield
    except (RequestException, ConnectionError, TimeoutError) as error:
        raise LedgerUnavailableError("nobody answers at the chain's address") from error
    except Web3Exception as error:
        raise LedgerError(f"the chain refuses: {error}") from error
