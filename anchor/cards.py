"""Patients' cards on a chain: see `IPatientSmartCard` for who may do what, and what it is for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from anchor.cardproof import CardProof
from anchor.evm import Chain, checksum
from anchor.roster import Roster
from anchor.statement import Scope


class CardStatus(IntEnum):
    """Where a card stands."""

    NONE = 0
    ACTIVE = 1
    SUSPENDED = 2
    REVOKED = 3


@dataclass(frozen=True, slots=True)
class Card:
    """A patient's card: its key's 23 bytes, where it stands, the nonce that the patient's next
    statement carries, to whichever contract.
    """

    key: bytes
    status: CardStatus
    nonce: int


@dataclass(frozen=True, slots=True)
class Mandate:
    """What a representative may do, until `end` (seconds since 1970, excluded)."""

    scope: Scope
    end: int

    def words(self) -> tuple[int, int]:
        """As the contract's `Mandate`."""
        return (int(self.scope), self.end)


NO_MANDATE = Mandate(Scope(0), 0)


@dataclass(frozen=True, slots=True)
class PendingChange:
    """What one officer has asked for (32 bytes), and from when (seconds since 1970) another may confirm it."""

    change: bytes
    officer: int
    ready: int


class Cards(Roster):
    """The contract `PatientSmartCard`. Pseudonyms and digests are 32 bytes, keys 23."""

    name = "PatientSmartCard"

    @classmethod
    def deploy(cls, chain: Chain, governance: str, *, delay: int) -> Self:
        """The contract with this governance; `delay` is in seconds, between an officer's request and its
        confirmation.
        """
        return cls._deploy(chain, checksum(governance), delay)

    def register_officer(self, officer: int, account: str) -> None:
        """Let an account act for an officer."""
        self._anew("registerOfficer", officer, checksum(account))

    def register(self, patient: bytes, possession: CardProof) -> None:
        """Enrol a patient's first card."""
        self._once("registerPatient", patient, possession.words())

    def suspend(self, patient: bytes) -> None:
        """Stop a card until it is reinstated."""
        self._anew("suspend", patient)

    def reinstate(self, patient: bytes) -> None:
        """Let a suspended card sign again."""
        self._anew("reinstate", patient)

    def revoke(self, patient: bytes) -> None:
        """Stop a card for ever."""
        self._anew("revoke", patient)

    def replace(self, patient: bytes, replacement: CardProof, possession: CardProof) -> None:
        """Replace a card by its own signature and the new card's."""
        self._once("replaceCard", patient, replacement.words(), possession.words())

    def request_replacement(self, patient: bytes, possession: CardProof) -> None:
        """Ask, as an officer, for another card for a patient."""
        self._anew("requestReplacement", patient, possession.words())

    def confirm_replacement(self, patient: bytes, key: bytes) -> None:
        """Replace the card, as another officer, after the delay."""
        self._anew("confirmReplacement", patient, key)

    def appoint(self, patient: bytes, representative: bytes, mandate: Mandate, proof: CardProof) -> None:
        """Set a mandate by the patient's card; `NO_MANDATE` ends one."""
        self._once("appoint", patient, representative, mandate.words(), proof.words())

    def appoint_guardian(self, patient: bytes, representative: bytes, mandate: Mandate) -> None:
        """Set a mandate, as an officer, for a patient who has no card."""
        self._anew("appointGuardian", patient, representative, mandate.words())

    def request_mandate(self, patient: bytes, representative: bytes, mandate: Mandate) -> None:
        """Ask, as an officer, for a mandate for a patient who has a card."""
        self._anew("requestMandate", patient, representative, mandate.words())

    def confirm_mandate(self, patient: bytes, representative: bytes, mandate: Mandate) -> None:
        """Set the mandate, as another officer, after the delay."""
        self._anew("confirmMandate", patient, representative, mandate.words())

    def dismiss(self, patient: bytes, representative: bytes) -> None:
        """End a mandate, as an officer."""
        self._anew("dismiss", patient, representative)

    def withdraw_change(self, patient: bytes) -> None:
        """Withdraw, as an officer, what was asked for."""
        self._anew("withdrawChange", patient)

    def object_to(self, patient: bytes, objection: CardProof) -> None:
        """Withdraw, by the patient's card, what was asked for."""
        self._once("objectTo", patient, objection.words())

    def info(self, patient: bytes) -> Card:
        """The patient's card."""
        key, status, nonce = self._ask("getPatientInfo", patient)
        return Card(key, CardStatus(status), nonce)

    def pending(self, patient: bytes) -> PendingChange | None:
        """The change that waits for the patient."""
        change, officer, ready = self._ask("pendingChange", patient)
        return PendingChange(change, officer, ready) if officer else None

    def mandate(self, patient: bytes, representative: bytes) -> Mandate:
        """The mandate of a representative under the patient's present card; it may have ended."""
        scope, end = self._ask("mandateOf", patient, representative)
        return Mandate(Scope(scope), end)

    def speaks_for(self, signer: bytes, patient: bytes, scope: Scope) -> bool:
        """Whether `signer` may now do this for the patient."""
        return bool(self._ask("speaksFor", signer, patient, int(scope)))

    def is_signed(self, holder: bytes, digest: bytes, proof: CardProof) -> bool:
        """Whether the holder's active card signed this digest."""
        return bool(self._ask("isSigned", holder, digest, proof.words()))

    def delay(self) -> int:
        """Seconds between an officer's request and its confirmation."""
        return int(self._ask("delay"))
