"""An EVM chain by its JSON-RPC: real nodes and the embedded chain alike, and one way to get a transaction
onto it.

A transaction is signed, saved and only then sent, under a purpose that names what must happen once. After a
crash anywhere, asking for the same again finds it on the chain or sends what was saved. One that is stuck is
replaced at the same nonce for more; one that a reorganisation dropped is sent again; whichever of them stands
is found, because all are remembered.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from eth_typing import ChecksumAddress, HexStr
from requests.exceptions import RequestException
from web3 import HTTPProvider, IPCProvider, Web3
from web3.exceptions import TransactionNotFound, Web3Exception, Web3RPCError
from web3.providers import BaseProvider
from web3.types import RPCEndpoint, RPCResponse, TxParams, TxReceipt

from anchor.errors import FormatError, LedgerError, LedgerUnavailableError
from anchor.fees import Fees, market
from anchor.outbox import Outbox, Signed
from anchor.purse import DAY, Alarm, Purse
from anchor.relayer import RelayerKey

_RPC_TIMEOUT = 20  # seconds for one answer
_PROBE_TIMEOUT = 2  # seconds for the newest block's number: a node that needs longer is away
_TAKEN = (
    "already known",
    "nonce too low",
    "already imported",
)  # what nodes say of a transaction that they had before
_UNDERPRICED = "underpriced"
_GAS_MARGIN = (6, 5)  # an estimate and a fifth: the chain may have moved by the time it counts


@dataclass(frozen=True, slots=True)
class Patience:
    """How a chain is waited for.

    `confirmations`: blocks on top of a transaction's own before it counts; `seconds` until waiting is given
    up for now; `bump`: seconds until a stuck transaction is replaced; `poll`: seconds between two looks;
    `ceiling`: wei for a unit of gas that are never exceeded.
    """

    confirmations: int = 0
    seconds: float = 120.0
    bump: float = 30.0
    poll: float = 0.25
    ceiling: int | None = None


class Chain:
    """One EVM chain as one account uses it; a `LedgerError` when it is not the chain with the id that was
    expected. `probe` is asked whether the node is there: a connection that waits for less long.
    """

    def __init__(
        self,
        web3: Web3,
        key: RelayerKey,
        outbox: Outbox,
        *,
        patience: Patience | None = None,
        purse: Purse | None = None,
        expected_id: int | None = None,
        probe: Web3 | None = None,
    ) -> None:
        self.web3 = web3
        self._probe = probe or web3
        self._key = key
        self._outbox = outbox
        self._patience = patience or Patience()
        self._purse = purse or Purse()
        with answering():
            self.id = web3.eth.chain_id
        if expected_id not in (None, self.id):
            raise LedgerError(f"the node serves chain {self.id}, not {expected_id}")

    @property
    def address(self) -> ChecksumAddress:
        """The account that sends."""
        return checksum(self._key.address)

    def balance(self) -> int:
        """What the account holds, in wei."""
        with answering():
            return self.web3.eth.get_balance(self.address)

    def alarms(self) -> tuple[Alarm, ...]:
        """What is to be told of the account's money."""
        return self._purse.alarms(balance=self.balance(), spent=self._spent())

    def head(self) -> int:
        """The newest block's number."""
        with answering():
            return int(self._probe.eth.block_number)

    def send(self, purpose: str, fields: TxParams) -> TxReceipt:
        """Get one transaction onto the chain for a purpose, once, and wait until it stands.

        One that was undone on the chain is a `LedgerError`, and the purpose is free again.
        """
        with self._outbox.alone(), answering():
            receipt = self._wait(purpose, fields)
            self._note_cost(receipt)
        if receipt["status"] != 1:
            self._outbox.forget(purpose)
            raise LedgerError("the contract refused the transaction")
        return receipt

    def _wait(self, purpose: str, fields: TxParams) -> TxReceipt:
        give_up = time.monotonic() + self._patience.seconds
        bump_at = time.monotonic() + self._patience.bump
        while True:
            receipt = self._standing(purpose) or self._advance(
                purpose, fields, bump=time.monotonic() > bump_at
            )
            if receipt:
                return receipt
            if time.monotonic() > give_up:
                raise LedgerUnavailableError("the transaction does not stand on the chain yet")
            if time.monotonic() > bump_at:
                bump_at += self._patience.bump
            time.sleep(self._patience.poll)

    def _advance(self, purpose: str, fields: TxParams, *, bump: bool) -> TxReceipt | None:
        nonce = self.web3.eth.get_transaction_count(self.address)
        mine = self._outbox.saved(purpose)
        if self._receipt(mine):
            return None  # it stands, but not deep enough
        waiting = self._outbox.open_from(nonce)
        mine = [signed for signed in mine if signed.nonce >= nonce]
        if bump or not mine or all(signed.nonce != nonce for signed in waiting):
            at = mine[0].nonce if bump and mine else nonce
            waiting.append(self._sign(purpose, fields, at, rivals=waiting))
        if any(self._underpriced(signed) for signed in waiting):
            self._push(self._sign(purpose, fields, nonce, rivals=waiting))
        return self._standing(purpose)

    def _sign(self, purpose: str, fields: TxParams, nonce: int, *, rivals: list[Signed]) -> Signed:
        eth = self.web3.eth
        asked: TxParams = {"from": self.address, "value": Web3.to_wei(0, "wei"), **fields}
        fees = market(eth.get_block("latest")["baseFeePerGas"], eth.max_priority_fee)
        for rival in rivals:
            fees = fees.above(rival.fees) if rival.nonce == nonce else fees
        gas = eth.estimate_gas(asked) * _GAS_MARGIN[0] // _GAS_MARGIN[1]
        self._afford(fees, gas)
        signed = self._key.sign(
            dict(fields) | {"type": 2, "chainId": self.id, "value": 0, "nonce": nonce, "gas": gas},
            fees,
        )
        self._outbox.save(purpose, signed)
        return signed

    def _afford(self, fees: Fees, gas: int) -> None:
        ceiling = self._patience.ceiling
        if ceiling is not None and fees.fee > ceiling:
            raise LedgerUnavailableError(f"gas costs {fees.fee} wei a unit, above the site's ceiling")
        if not self._purse.allows(gas * fees.fee, spent=self._spent()):
            raise LedgerUnavailableError("the day's gas budget does not cover the next transaction")

    def _spent(self) -> int:
        if self._purse.budget is None:
            return 0
        with answering():
            now = self.web3.eth.get_block("latest")["timestamp"]
        return self._outbox.spent_since(now - DAY)

    def _note_cost(self, receipt: TxReceipt) -> None:
        if self._purse.budget is not None:
            wei = receipt["gasUsed"] * receipt["effectiveGasPrice"]
            block = self.web3.eth.get_block(receipt["blockNumber"])
            self._outbox.note_cost(bytes(receipt["transactionHash"]), time=block["timestamp"], wei=wei)

    def _underpriced(self, signed: Signed) -> bool:
        try:
            self._push(signed)
        except Web3RPCError as error:
            if _UNDERPRICED in str(error).lower():
                return True
            raise
        return False

    def _push(self, signed: Signed) -> None:
        try:
            self.web3.eth.send_raw_transaction(signed.raw)
        except Web3RPCError as error:
            if not any(word in str(error).lower() for word in _TAKEN):
                raise

    def _standing(self, purpose: str) -> TxReceipt | None:
        receipt = self._receipt(self._outbox.saved(purpose))
        deep = receipt and self.web3.eth.block_number >= receipt["blockNumber"] + self._patience.confirmations
        return receipt if deep else None

    def _receipt(self, saved: list[Signed]) -> TxReceipt | None:
        for signed in saved:
            try:
                return self.web3.eth.get_transaction_receipt(HexStr("0x" + signed.hash.hex()))
            except TransactionNotFound:
                continue
        return None


def checksum(address: str) -> ChecksumAddress:
    """The address as web3 wants it spelled; a `FormatError` when it is none."""
    if not Web3.is_address(address):
        raise FormatError("address: not 0x and 40 hexadecimal digits, or with a wrong checksum")
    return Web3.to_checksum_address(address)


def connect(url: str, *, seconds: int = _RPC_TIMEOUT) -> Web3:
    """The node at an http URL, or at the path of its socket file, given so long for an answer; nothing is asked yet.

    What is not answered is asked once: whoever asks tries again, in its own time.
    """
    if url.startswith(("http://", "https://")):
        once = {"timeout": seconds}
        return Web3(HTTPProvider(url, request_kwargs=once, exception_retry_configuration=None))
    return Web3(IPCProvider(url, timeout=seconds))


def connect_briefly(url: str) -> Web3:
    """The same, to see whether it is there."""
    return connect(url, seconds=_PROBE_TIMEOUT)


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
