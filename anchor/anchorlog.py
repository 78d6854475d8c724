"""A log's place in an `AnchorLog` contract: the ledger on any EVM chain."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from web3 import Web3

from anchor.checkpoint import TreeHead
from anchor.errors import LedgerError
from anchor.evm import Chain, answering, checksum
from anchor.ledger import Publication, check_growing, check_same
from anchor.purse import Alarm


class EvmLedger:
    """A log (its 32-byte id) in a contract (its address); `second` is another node that must agree with the
    first.
    """

    def __init__(self, chain: Chain, contract: str, log: bytes, *, second: Web3 | None = None) -> None:
        self._chain = chain
        self._log = log
        self._second = second
        self._contract = anchor_log(chain.web3, contract)
        _check_code(chain.web3, self._contract.address)

    def head(self) -> TreeHead | None:
        """The head published last."""
        with answering():
            _, size, root = self._contract.functions.head(self._log).call()
        return TreeHead(size, root) if size else None

    def find(self, size: int) -> Publication | None:
        """The publication of that size, as the chain tells it now; a `LedgerError` when the second node
        tells another.
        """
        found = find_publication(self._chain.web3, self._contract.address, self._log, size)
        if self._second is not None and found != find_publication(
            self._second, self._contract.address, self._log, size
        ):
            raise LedgerError("two nodes of the chain do not agree on a publication")
        return found

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

    def alarms(self) -> tuple[Alarm, ...]:
        """What is to be told of the account's money."""
        return self._chain.alarms()


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
    return str(chain.send("deploy AnchorLog", {"data": made.data_in_transaction})["contractAddress"])


def open_log(chain: Chain, contract: str, name: bytes) -> bytes:
    """The 32-byte id of the log that this account has opened under a name in a contract, now if it was not
    before.
    """
    at = anchor_log(chain.web3, contract)
    _check_code(chain.web3, at.address)
    with answering():
        log = bytes(at.functions.logId(chain.address, name).call())
        owner, _, _ = at.functions.head(log).call()
    if int(owner, 16) == 0:
        chain.send(f"open {log.hex()}", {"to": at.address, "data": at.encode_abi("open", args=[name])})
    return log


def offer_log(chain: Chain, contract: str, log: bytes, to: str) -> None:
    """Offer a log of this account to another account, which takes it with `accept_log`: how an account is
    rotated.
    """
    data = anchor_log(chain.web3, contract).encode_abi("offer", args=[log, checksum(to)])
    chain.send(f"offer {log.hex()} {to.lower()}", {"to": checksum(contract), "data": data})


def accept_log(chain: Chain, contract: str, log: bytes) -> None:
    """Take over a log that was offered to this account."""
    data = anchor_log(chain.web3, contract).encode_abi("accept", args=[log])
    chain.send(f"accept {log.hex()}", {"to": checksum(contract), "data": data})


def anchor_log(web3: Web3, address: str | None = None) -> Any:
    """The contract by its committed ABI and bytecode; at an address, or to be deployed."""
    artifact = _artifact()
    if address is None:
        return web3.eth.contract(abi=artifact["abi"], bytecode=artifact["bytecode"])
    return web3.eth.contract(address=checksum(address), abi=artifact["abi"])


def _check_code(web3: Web3, address: str) -> None:
    with answering():
        code = bytes(web3.eth.get_code(checksum(address)))
    if code.hex() != _artifact()["runtime"]:
        raise LedgerError(f"at {address} stands no AnchorLog of this version")


@cache
def _artifact() -> dict[str, Any]:
    artifact: dict[str, Any] = json.loads(files("anchor").joinpath("abi", "AnchorLog.json").read_text())
    return artifact
