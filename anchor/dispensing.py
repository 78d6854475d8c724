"""Prescriptions on a chain, and what a pharmacy may know of a patient: see `IPharmacyAccess`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from anchor.evm import Chain, checksum
from anchor.roster import Roster
from anchor.statement import Opening, member


@dataclass(frozen=True, slots=True)
class Prescription:
    """Who issued it, when it ends (seconds since 1970, excluded), its allowed and its dispensed fills."""

    hospital: int
    end: int
    fills: int
    dispensed: int
    cancelled: bool


@dataclass(frozen=True, slots=True)
class PatientInfo:
    """What a pharmacy is given: the commitment to a patient's history, and until when it may ask again."""

    history: bytes | None
    end: int


class Dispensing(Roster):
    """The contract `PharmacyAccess`. A prescription is a salted commitment of 32 bytes."""

    name = "PharmacyAccess"

    @classmethod
    def deploy(cls, chain: Chain, governance: str, *, records: str) -> Self:
        """The contract with this governance, over the hospitals' contract at an address."""
        return cls._deploy(chain, checksum(governance), checksum(records))

    def hospitals(self) -> str:
        """The address of the hospitals' contract under it."""
        return str(self._ask("hospitals")).lower()

    def register_pharmacy(self, pharmacy: int, account: str) -> None:
        """Let an account act for a pharmacy."""
        self._anew("registerPharmacy", pharmacy, checksum(account))

    def issue(self, prescription: bytes, *, fills: int, end: int) -> None:
        """Issue a prescription, as a hospital."""
        self._once("issue", prescription, fills, end)

    def cancel(self, prescription: bytes) -> None:
        """Cancel what is left of a prescription, as the hospital that issued it."""
        self._once("cancel", prescription)

    def dispense(self, prescription: bytes, fill: int) -> None:
        """Dispense a fill (the first is 1), as a pharmacy."""
        self._once("dispense", prescription, fill)

    def prescription(self, prescription: bytes) -> Prescription | None:
        """A prescription."""
        found = Prescription(*self._ask("prescriptionOf", prescription))
        return found if found.hospital else None

    def patient(self, opening: Opening) -> PatientInfo:
        """The history of the patient of a live grant to the pharmacy that asks."""
        words = (opening.patient, opening.salt, opening.grantee, opening.purpose, opening.classes)
        history, end = self._ask("getPatientFullInfo", opening.grant(), words)
        return PatientInfo(history if any(history) else None, end)

    def grantee(self, pharmacy: int) -> bytes:
        """How a pharmacy stands in an opening."""
        return member(self.address, pharmacy)
