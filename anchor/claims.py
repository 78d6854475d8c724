"""Insurers' cover, hospitals' claims and their payment on a chain: see `IInsuranceProvider`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from eth_utils.crypto import keccak

from anchor.evm import Chain, checksum
from anchor.roster import Roster
from anchor.spelling import checked_hash


class ClaimStatus(IntEnum):
    """Where a claim stands."""

    NONE = 0
    SUBMITTED = 1
    APPROVED = 2
    DENIED = 3
    PAID = 4


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of a hospital on an insurer under a policy (32 bytes), in the token's smallest unit."""

    insurer: int
    hospital: int
    amount: int
    status: ClaimStatus
    policy: bytes


@dataclass(frozen=True, slots=True)
class Policy:
    """What a policy still covers, until `end` (seconds since 1970, excluded)."""

    left: int
    end: int


class Claims(Roster):
    """The contract `InsuranceProvider`. Policies and claims are salted commitments of 32 bytes."""

    name = "InsuranceProvider"

    @classmethod
    def deploy(cls, chain: Chain, governance: str, *, hospitals: str, token: str) -> Self:
        """The contract with this governance, over the hospitals' contract and the token that is paid with."""
        return cls._deploy(chain, checksum(governance), checksum(hospitals), checksum(token))

    def hospitals(self) -> str:
        """The address of the hospitals' contract under it."""
        return str(self._ask("hospitals")).lower()

    def register_insurer(self, insurer: int, account: str) -> None:
        """Let an account act for an insurer."""
        self._anew("registerInsurer", insurer, checksum(account))

    def set_policy(self, policy: bytes, cover: Policy) -> None:
        """Say, as an insurer, what a policy covers from now on."""
        self._anew("setPolicy", policy, cover.left, cover.end)

    def deposit(self, amount: int) -> None:
        """Put tokens, which the contract was allowed to take, into the insurer's balance."""
        self._anew("deposit", amount)

    def reclaim(self, amount: int) -> None:
        """Take tokens out of the insurer's balance."""
        self._anew("reclaim", amount)

    def submit(self, commitment: bytes, *, insurer: int, policy: bytes, amount: int) -> None:
        """Submit a claim, as a hospital; what is not covered is denied at once."""
        self._once("submitClaim", insurer, policy, commitment, amount)

    def approve(self, claim: bytes) -> None:
        """Approve a submitted claim, as its insurer."""
        self._once("approveClaim", claim)

    def deny(self, claim: bytes) -> None:
        """Deny a submitted claim, as its insurer."""
        self._once("denyClaim", claim)

    def pay(self, claim: bytes) -> None:
        """Pay an approved claim, as its insurer."""
        self._once("processPayment", claim)

    def withdraw(self) -> None:
        """Take what the hospital that asks is owed."""
        self._anew("withdraw")

    def claim(self, claim: bytes) -> Claim | None:
        """A claim by its id."""
        insurer, hospital, amount, status, policy = self._ask("getClaimStatus", claim)
        return Claim(insurer, hospital, amount, ClaimStatus(status), policy) if status else None

    def policy(self, insurer: int, policy: bytes) -> Policy:
        """What a policy still covers."""
        return Policy(*self._ask("policyOf", insurer, policy))

    def balance(self, insurer: int) -> int:
        """An insurer's balance."""
        return int(self._ask("balanceOf", insurer))

    def owed(self, hospital: int) -> int:
        """What a hospital is owed."""
        return int(self._ask("owedTo", hospital))


def claim_id(hospital: int, commitment: bytes) -> bytes:
    """The id of a hospital's claim under a commitment."""
    return keccak(hospital.to_bytes(32, "big") + checked_hash(commitment, "commitment"))
