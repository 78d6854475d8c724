"""What the embedded chain answers to the questions of Ethereum's JSON-RPC that a client of ours asks.

Source: ethereum.org, JSON-RPC API; a method that is not here is answered as not known.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from anchor.blocks import CHAIN_ID, Block, Event, Transaction
from anchor.embedded import BLOCK_GAS, EmbeddedChain, Reverted
from anchor.errors import AnchorError

Answer = dict[str, Any]

_REVERTED = 3  # the error code that clients know for a call that was undone
_REFUSED = -32000
_UNKNOWN = -32601


class EmbeddedRpc:
    """Answers requests (method, parameters) as a node would, with `result` or `error`; one at a time, whichever
    thread asks.
    """

    def __init__(self, chain: EmbeddedChain) -> None:
        self._chain = chain
        self._turn = threading.Lock()
        self._methods: dict[str, Callable[..., Any]] = {
            "web3_clientVersion": lambda: "fhir-anchor/embedded",
            "net_version": lambda: str(CHAIN_ID),
            "eth_chainId": lambda: hex(CHAIN_ID),
            "eth_blockNumber": lambda: hex(chain.journal.height()),
            "eth_gasPrice": lambda: "0x0",
            "eth_maxPriorityFeePerGas": lambda: "0x0",
            "eth_getBalance": lambda _address, _at: "0x0",
            "eth_getTransactionCount": lambda address, _at: hex(chain.nonce(address)),
            "eth_getCode": lambda address, _at: _hex(chain.code(address)),
            "eth_call": self._call,
            "eth_estimateGas": self._estimate,
            "eth_sendRawTransaction": lambda raw: _hex(chain.submit(bytes.fromhex(raw[2:]))),
            "eth_getTransactionReceipt": self._receipt,
            "eth_getBlockByNumber": self._block,
            "eth_getBlockByHash": lambda seal, _full: self._described(chain.journal.by_hash(_bytes(seal))),
            "eth_getLogs": self._logs,
        }

    def __call__(self, method: str, parameters: list[Any]) -> Answer:
        """The answer to one request."""
        known = self._methods.get(method)
        if known is None:
            return _error(_UNKNOWN, f"the embedded chain does not know {method}")
        try:
            with self._turn:
                return {"jsonrpc": "2.0", "id": 0, "result": known(*parameters)}
        except Reverted as error:
            return _error(_REVERTED, f"execution reverted: {error}", data=_hex(error.data))
        except AnchorError as error:
            return _error(_REFUSED, str(error))

    def _call(self, call: Answer, _at: str = "latest") -> str:
        return _hex(self._run(call)[0])

    def _estimate(self, call: Answer, _at: str = "latest") -> str:
        return hex(min(2 * self._run(call)[1], BLOCK_GAS))  # the EVM counts storage it has touched as warm

    def _run(self, call: Answer) -> tuple[bytes, int]:
        data = _bytes(call.get("data") or call.get("input") or "0x")
        return self._chain.call(call.get("from"), call.get("to"), data, int(call.get("value", "0x0"), 16))

    def _receipt(self, transaction: str) -> Answer | None:
        block = self._chain.journal.by_transaction(_bytes(transaction))
        if block is None:
            return None
        sent, done = Transaction.decode(block.raw, block.sender), block.outcome
        return _place(block) | {
            "from": sent.sender,
            "to": sent.to,
            "contractAddress": done.contract,
            "status": hex(done.status),
            "gasUsed": hex(done.gas),
            "cumulativeGasUsed": hex(done.gas),
            "effectiveGasPrice": "0x0",
            "type": "0x2",
            "logs": self._events(block.number, block.number, None, []),
            "logsBloom": "0x" + "00" * 256,
        }

    def _block(self, number: str, _full: bool) -> Answer | None:
        at = _number(number, self._chain.journal.height())
        return self._described(self._chain.journal.block(at) if at else Block.genesis())

    def _described(self, block: Block | None) -> Answer | None:
        if block is None:
            return None
        return {
            "number": hex(block.number),
            "hash": _hex(block.hash),
            "parentHash": _hex(block.parent),
            "timestamp": hex(block.time),
            "gasLimit": hex(BLOCK_GAS),
            "gasUsed": hex(block.outcome.gas),
            "baseFeePerGas": "0x0",
            "transactions": [_hex(block.transaction)] if block.number else [],
        }

    def _logs(self, asked: Answer) -> list[Answer]:
        height = self._chain.journal.height()
        first, last = (_number(asked.get(end, "latest"), height) for end in ("fromBlock", "toBlock"))
        addresses = asked.get("address")
        among = (
            [addresses.lower()]
            if isinstance(addresses, str)
            else addresses and [one.lower() for one in addresses]
        )
        return self._events(first, last, among, [_topics(one) for one in asked.get("topics", [])])

    def _events(
        self, first: int, last: int, addresses: list[str] | None, topics: list[list[bytes] | None]
    ) -> list[Answer]:
        found = self._chain.journal.events(first, last, addresses=addresses, topics=topics)
        blocks = {number: self._chain.journal.block(number) for number, _, _ in found}
        return [_log(block, place, event) for number, place, event in found if (block := blocks[number])]


def _log(block: Block, place: int, event: Event) -> Answer:
    return _place(block) | {
        "logIndex": hex(place),
        "address": event.address,
        "topics": [_hex(topic) for topic in event.topics],
        "data": _hex(event.data),
        "removed": False,
    }


def _place(block: Block) -> Answer:
    return {
        "transactionHash": _hex(block.transaction),
        "transactionIndex": "0x0",
        "blockHash": _hex(block.hash),
        "blockNumber": hex(block.number),
    }


def _number(text: str, height: int) -> int:
    named = {"latest": height, "pending": height, "safe": height, "finalized": height, "earliest": 0}
    return named[text] if text in named else int(text, 16)


def _topics(among: str | list[str] | None) -> list[bytes] | None:
    if among is None:
        return None
    return [_bytes(one) for one in ([among] if isinstance(among, str) else among)]


def _error(code: int, message: str, **more: str) -> Answer:
    return {"jsonrpc": "2.0", "id": 0, "error": {"code": code, "message": message} | more}


def _hex(data: bytes) -> str:
    return "0x" + data.hex()


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text[2:])
