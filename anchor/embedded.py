"""The embedded chain: an EVM in this process, and a journal of the signed transactions that made it what it
is.

Every transaction is a block of its own. It is executed, written to the journal with its block, and only then
answered; on start the journal is replayed, and a block that does not come out as it was written is refused.
Gas is free, so no account needs coins, and every transaction may use a whole block's gas. Whoever can write
the file can write another chain: its head is worth something only once it stands elsewhere too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from pyrevm import EVM, AccountInfo, BlockEnv, CfgEnv, Env
from sqlalchemy import Connection

from anchor.blocks import CHAIN_ID, Block, Event, Journal, Outcome, Transaction
from anchor.errors import LedgerError

BLOCK_GAS = 30_000_000

_REVERTED = re.compile(r"output: 0x([0-9a-f]*)")
_NOBODY = "0x" + "00" * 20
_SPEC = "CANCUN"
_PADDING = 33  # zero bytes that this EVM keeps after every code


class Reverted(LedgerError):
    """A call was undone by the contract; `data` is what it said."""

    def __init__(self, data: bytes) -> None:
        super().__init__("the contract refused the call")
        self.data = data


class EmbeddedChain:
    """The chain in one journal, at a path or a URL; `clock` gives the seconds since 1970 that new blocks carry."""

    _evm: EVM
    _nonces: dict[str, int]
    _last: Block

    def __init__(self, where: Path | str, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._journal = Journal(where)
        self._start()
        self.refresh()

    @property
    def journal(self) -> Journal:
        """The blocks as they were written."""
        return self._journal

    def submit(self, raw: bytes) -> bytes:
        """Execute a signed transaction as the next block, durably; its hash."""
        transaction = Transaction.parse(raw)
        self.refresh()
        self._check_next(transaction)
        with ExitStack() as undo:
            undo.callback(self._start)
            with self._journal.writing() as connection:
                self._catch_up(connection)
                self._check_next(transaction)
                block = self._next(transaction, raw, max(int(self._clock()), self._last.time))
                self._journal.add(connection, block)
            undo.pop_all()
        self._last = block
        return transaction.hash

    def call(self, caller: str | None, to: str | None, data: bytes, value: int = 0) -> tuple[bytes, int]:
        """What a call would answer, and the gas it would take; nothing is kept."""
        self.refresh()
        before = self._evm.snapshot()
        try:
            return self._run(caller or _NOBODY, to, data, value), self._gas()
        finally:
            self._evm.reset_transient_storage()
            self._evm.revert(before)

    def refresh(self) -> None:
        """Take in what another process has written."""
        with self._journal.reading() as connection:
            self._catch_up(connection)

    def nonce(self, address: str) -> int:
        """How many transactions an account has sent."""
        self.refresh()
        return self._nonces.get(address.lower(), 0)

    def code(self, address: str) -> bytes:
        """The code at an address."""
        self.refresh()
        return bytes(self._evm.get_code(address) or b"")[:-_PADDING]

    def close(self) -> None:
        """Close the journal."""
        self._journal.close()

    def _start(self) -> None:
        self._evm = EVM(env=Env(cfg=CfgEnv(chain_id=CHAIN_ID)), spec_id=_SPEC)
        self._nonces = {}
        self._last = Block.genesis()

    def _check_next(self, transaction: Transaction) -> None:
        expected = self._nonces.get(transaction.sender, 0)
        if transaction.nonce != expected:
            raise LedgerError("nonce too low" if transaction.nonce < expected else "nonce too high")

    def _catch_up(self, connection: Connection) -> None:
        for written in self._journal.above(connection, self._last.number):
            made = self._next(Transaction.decode(written.raw, written.sender), written.raw, written.time)
            if made.hash != written.hash:
                raise LedgerError(
                    f"block {written.number} of the embedded chain does not come out as written"
                )
            self._last = written

    def _next(self, transaction: Transaction, raw: bytes, time: int) -> Block:
        number = self._last.number + 1
        self._evm.set_block_env(BlockEnv(number=number, timestamp=time, basefee=0, gas_limit=BLOCK_GAS))
        self._set_nonce(transaction.sender, transaction.nonce)
        contract, status = None, True
        try:
            answer = self._run(transaction.sender, transaction.to, transaction.data, transaction.value)
            contract = None if transaction.to else "0x" + answer.hex()
        except Reverted:
            status = False
        self._evm.reset_transient_storage()
        self._set_nonce(transaction.sender, transaction.nonce + 1)
        done = Outcome(status, self._gas(), contract, self._events() if status else ())
        return Block.follow(self._last, transaction, raw=raw, time=time, outcome=done)

    def _run(self, caller: str, to: str | None, data: bytes, value: int) -> bytes:
        try:
            if to is None:
                made = self._evm.deploy(caller, data, value, BLOCK_GAS)
                return bytes.fromhex(made[2:])
            return bytes(self._evm.message_call(caller, to, data, value, BLOCK_GAS))
        except RuntimeError as error:  # the one error that pyrevm has
            if self._evm.result is None:
                raise LedgerError("the embedded chain does not take this transaction") from error
            said = _REVERTED.search(str(error))
            raise Reverted(bytes.fromhex(said[1]) if said else b"") from None

    def _set_nonce(self, address: str, nonce: int) -> None:
        balance = self._evm.get_balance(address)
        info = AccountInfo(balance=balance, nonce=nonce)  # type: ignore[call-arg]  # its stub forgets the balance
        self._evm.insert_account_info(address, info)
        self._nonces[address] = nonce

    def _gas(self) -> int:
        return int(self._evm.result.gas_used) if self._evm.result else 0

    def _events(self) -> tuple[Event, ...]:
        logs = self._evm.result.logs if self._evm.result else []
        return tuple(
            Event(
                log.address.lower(), tuple(bytes.fromhex(one[2:]) for one in log.topics), bytes(log.data[1])
            )
            for log in logs
        )
