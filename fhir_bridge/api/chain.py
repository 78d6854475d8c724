"""The site's care contracts, as the API uses them: one call at a time, whichever thread asks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from anchor.cardproof import CardProof
from anchor.cards import Card, Mandate, PendingChange
from anchor.statement import Consent, Place, Scope
from fhir_bridge.access.grants import Seen

if TYPE_CHECKING:
    from anchor.care import Care

T = TypeVar("T")


class CareChain:
    """Cards and consents on the site's chain; a `LedgerError` where it refuses or does not answer.

    Every change is sent by the site's own account, which is an officer of the cards; `second`, where there is one, acts
    for another officer.
    """

    def __init__(self, care: Care, second: Care | None = None) -> None:
        self._care = care
        self._second = second or care
        self._alone = threading.Lock()
        self.cards: Place = care.cards.place
        self.consents: Place = care.consents.place

    def head(self) -> int:
        """The newest block's number."""
        return self._one(self._care.chain.head)

    def decided(self, first: int) -> Sequence[Seen]:
        """Every grant made or revoked from a block on, in order."""
        found = self._one(lambda: self._care.consents.decided(first))
        return [Seen(one.grant, one.end, one.block) for one in found]

    def card(self, patient: bytes) -> Card:
        """A patient's card, and the nonce of the next statement."""
        return self._one(lambda: self._care.cards.info(patient))

    def speaks_for(self, signer: bytes, patient: bytes, scope: Scope) -> bool:
        """Whether `signer` may now do this for the patient."""
        return self._one(lambda: self._care.cards.speaks_for(signer, patient, scope))

    def decide(self, consent: Consent, proof: CardProof) -> None:
        """Take a consent to the chain; asked for again, it is found."""
        self._one(lambda: self._care.consents.decide(consent, proof))

    def register(self, patient: bytes, possession: CardProof) -> None:
        """Enrol a patient's first card."""
        self._one(lambda: self._care.cards.register(patient, possession))

    def suspend(self, patient: bytes) -> None:
        """Stop a card until it is reinstated."""
        self._one(lambda: self._care.cards.suspend(patient))

    def reinstate(self, patient: bytes) -> None:
        """Let a suspended card sign again."""
        self._one(lambda: self._care.cards.reinstate(patient))

    def request_replacement(self, patient: bytes, possession: CardProof) -> None:
        """Ask, as an officer, for another card for a patient."""
        self._one(lambda: self._care.cards.request_replacement(patient, possession))

    def confirm_replacement(self, patient: bytes, key: bytes) -> None:
        """Replace the card, as another officer, after the delay."""
        self._one(lambda: self._second.cards.confirm_replacement(patient, key))

    def pending(self, patient: bytes) -> PendingChange | None:
        """What was asked for and waits."""
        return self._one(lambda: self._care.cards.pending(patient))

    def appoint_guardian(self, patient: bytes, representative: bytes, mandate: Mandate) -> None:
        """Set a mandate for a patient who has no card."""
        self._one(lambda: self._care.cards.appoint_guardian(patient, representative, mandate))

    def request_mandate(self, patient: bytes, representative: bytes, mandate: Mandate) -> None:
        """Ask, as an officer, for a mandate for a patient who has a card."""
        self._one(lambda: self._care.cards.request_mandate(patient, representative, mandate))

    def confirm_mandate(self, patient: bytes, representative: bytes, mandate: Mandate) -> None:
        """Set the mandate, as another officer, after the delay."""
        self._one(lambda: self._second.cards.confirm_mandate(patient, representative, mandate))

    def _one(self, ask: Callable[[], T]) -> T:
        with self._alone:
            return ask()
