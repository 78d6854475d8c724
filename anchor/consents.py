"""Consents on a chain: what cards have decided, and who may read. See `IHospitalRecord`."""

from __future__ import annotations

from dataclasses import dataclass

from anchor.cardproof import CardProof
from anchor.contract import Told
from anchor.roster import Roster
from anchor.statement import Consent, Opening


@dataclass(frozen=True, slots=True)
class Grant:
    """When a grant holds (seconds since 1970): from `start`, until `end` or `revoked`, whichever is first."""

    start: int
    end: int
    revoked: int | None


@dataclass(frozen=True, slots=True)
class Decided:
    """A grant that was made (with its end) or revoked (None), and the block that says so."""

    patient: bytes
    grant: bytes
    end: int | None
    block: int


class Consents(Roster):
    """The contract `HospitalRecord`, as patients use it; anyone may carry to it what a card has signed."""

    name = "HospitalRecord"

    def decide(self, consent: Consent, proof: CardProof) -> None:
        """Take a consent to the chain."""
        decisions = [(one.commitment, one.end) for one in consent.decisions]
        words = (consent.patient, consent.signer, consent.nonce, consent.text, decisions)
        self._once("decide", words, proof.words())

    def may_read(self, opening: Opening, time: int) -> bool:
        """Whether the grantee of an opening may read at a time; of the future as far as is known now."""
        words = (opening.patient, opening.salt, opening.grantee, opening.purpose, opening.classes)
        return bool(self._ask("mayRead", opening.grant(), words, time))

    def grant(self, grant: bytes) -> Grant | None:
        """The times of a grant."""
        start, end, revoked = self._ask("grantOf", grant)
        return Grant(start, end, revoked or None) if start else None

    def decided(self, first: int = 0) -> list[Decided]:
        """Every grant made or revoked from a block on, in order."""
        return [_decided(event) for event in self.told("Granted", "Revoked", first=first)]


def _decided(event: Told) -> Decided:
    fields = event.fields
    return Decided(fields["patient"], fields["grant"], fields.get("end"), event.block)
