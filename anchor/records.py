"""Commitments to patients' records and histories on a chain: see `IHospitalRecord`."""

from __future__ import annotations

from typing import Self

from anchor.evm import Chain, checksum
from anchor.roster import Roster


class Records(Roster):
    """The contract `HospitalRecord`, as hospitals use it. Pseudonyms and commitments are 32 bytes."""

    name = "HospitalRecord"

    @classmethod
    def deploy(cls, chain: Chain, governance: str, *, cards: str) -> Self:
        """The contract with this governance, over the cards' contract at an address."""
        return cls._deploy(chain, checksum(governance), checksum(cards))

    def cards(self) -> str:
        """The address of the cards' contract under it."""
        return str(self._ask("cards")).lower()

    def register_hospital(self, hospital: int, account: str) -> None:
        """Let an account act for a hospital."""
        self._anew("registerHospital", hospital, checksum(account))

    def add(self, patient: bytes, position: int, commitment: bytes) -> None:
        """Write the commitment to a record at the first free position of the patient's list."""
        self._once("addMedicalRecord", patient, position, commitment)

    def of(self, patient: bytes) -> list[bytes]:
        """The commitments to a patient's records, in the order in which they were written."""
        return list(self._ask("getMedicalRecords", patient))

    def record(self, patient: bytes, position: int) -> bytes | None:
        """The commitment at a position."""
        found = bytes(self._ask("recordAt", patient, position))
        return found if any(found) else None

    def update_history(self, patient: bytes, commitment: bytes, *, previous: bytes | None) -> None:
        """Set the commitment to a patient's history, in place of the one that is known."""
        self._anew("updateMedicalHistory", patient, previous or bytes(32), commitment)

    def history(self, patient: bytes) -> bytes | None:
        """The commitment to a patient's history."""
        found = bytes(self._ask("historyOf", patient))
        return found if any(found) else None
