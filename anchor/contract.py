"""A contract at an address, by its committed ABI: what it is asked, and what is done to it once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Self

from eth_utils.crypto import keccak
from web3.exceptions import ContractCustomError
from web3.types import TxParams, TxReceipt

from anchor.errors import ContractRefusedError, LedgerError
from anchor.evm import Chain, answering, checksum
from anchor.statement import Place

_NAMES = ("PatientSmartCard", "HospitalRecord", "PharmacyAccess", "InsuranceProvider")
_UNSET = b"\x7f" + bytes(32)  # PUSH32 of nothing: where an immutable stands
_SELECTOR = 4  # bytes that name a function or an error


@dataclass(frozen=True, slots=True)
class Told:
    """An event: its name and fields, the block that holds it and its place among the block's events."""

    name: str
    fields: dict[str, Any]
    block: int
    index: int


class Contract:
    """One of the care contracts; `name` is that of its artifact. What it refuses is a `ContractRefusedError`."""

    name: str

    def __init__(self, chain: Chain, address: str) -> None:
        self._chain = chain
        self._at: Any = chain.web3.eth.contract(address=checksum(address), abi=artifact(self.name)["abi"])
        self.address = address.lower()

    @property
    def place(self) -> Place:
        """Where statements to this contract hold."""
        return Place(self._chain.id, self.address)

    def check_code(self) -> None:
        """Raise a `LedgerError` when another code than this version's stands at the address."""
        with answering():
            code = bytes(self._chain.web3.eth.get_code(self._at.address))
        made = bytes.fromhex(artifact(self.name)["runtime"])
        if len(code) != len(made) or _without_words(code, made) != made:
            raise LedgerError(f"at {self.address} stands no {self.name} of this version")

    def using(self, chain: Chain) -> Self:
        """The same contract, for another account."""
        return type(self)(chain, self.address)

    def told(self, *names: str, first: int = 0) -> list[Told]:
        """The events of these names from a block on, in order."""
        with answering():
            found = [log for name in names for log in self._at.events[name].get_logs(from_block=first)]
        made = (Told(log["event"], dict(log["args"]), log["blockNumber"], log["logIndex"]) for log in found)
        return sorted(made, key=lambda event: (event.block, event.index))

    @classmethod
    def _deploy(cls, chain: Chain, *arguments: object) -> Self:
        made = artifact(cls.name)
        contract: Any = chain.web3.eth.contract(abi=made["abi"], bytecode=made["bytecode"])
        data = contract.constructor(*arguments).data_in_transaction
        receipt = chain.send(f"deploy {cls.name} {_digest(data)}", {"data": data})
        return cls(chain, str(receipt["contractAddress"]))

    def _ask(self, function: str, *arguments: object) -> Any:
        with self._refusals():
            return self._at.functions[function](*arguments).call({"from": checksum(self._chain.address)})

    def _once(self, function: str, *arguments: object) -> TxReceipt:
        """Do what can happen once only: asked for again, it is found, not done again."""
        return self._send(function, self._at.encode_abi(function, args=arguments), "")

    def _anew(self, function: str, *arguments: object) -> TxReceipt:
        """Do what may be done again later; after a crash in the middle, it is not done twice."""
        with answering():
            nonce = self._chain.web3.eth.get_transaction_count(checksum(self._chain.address))
        return self._send(function, self._at.encode_abi(function, args=arguments), f" after {nonce}")

    def _send(self, function: str, data: Any, when: str) -> TxReceipt:
        purpose = f"{self.address} {function} {_digest(data)}{when}"
        fields: TxParams = {"to": self._at.address, "data": data}
        with self._refusals():
            return self._chain.send(purpose, fields)

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            with answering():
                yield
        except LedgerError as error:
            cause = error.__cause__
            if isinstance(cause, ContractCustomError):
                said = bytes.fromhex(str(cause.data)[2:])[:_SELECTOR]
                raise ContractRefusedError(_error_names().get(said, "0x" + said.hex())) from None
            raise


@cache
def artifact(name: str) -> Any:
    """A contract's committed ABI and bytecode, as the compiler wrote them."""
    return json.loads(files("anchor").joinpath("abi", f"{name}.json").read_text())


def _without_words(code: bytes, made: bytes) -> bytes:
    """A deployed code without the words that its constructor set: the compiler leaves them zero."""
    bare, at = bytearray(code), made.find(_UNSET)
    while at >= 0:
        bare[at + 1 : at + len(_UNSET)] = bytes(len(_UNSET) - 1)
        at = made.find(_UNSET, at + len(_UNSET))
    return bytes(bare)


def _error_names() -> dict[bytes, str]:
    """Of every contract: one may be refused by another that it calls."""
    found = (item for name in _NAMES for item in artifact(name)["abi"] if item["type"] == "error")
    return {_selector(error): error["name"] for error in found}


def _selector(error: Any) -> bytes:
    inputs = ",".join(one["type"] for one in error["inputs"])
    return keccak(f"{error['name']}({inputs})".encode())[:_SELECTOR]


def _digest(data: Any) -> str:
    return keccak(hexstr=str(data)).hex()
