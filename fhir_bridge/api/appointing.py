"""Representatives: staff let somebody stand, by a card of their own, for a patient.

    the patient has no card   an officer's word is enough, and the mandate stands at once
    the patient has one       one officer asks, and another confirms after the contract's delay

What was asked for is kept sealed until it is confirmed; the chain has its hash, and one change a patient at most.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from anchor.cards import CardStatus, Mandate
from anchor.errors import ContractRefusedError
from anchor.statement import Scope
from fhir_bridge.acts import Deed
from fhir_bridge.api.declined import Declined
from fhir_bridge.api.desk import Call, Desk
from fhir_bridge.api.staff import card_standing, find_patient, of, officer, patients_card
from fhir_bridge.api.visits import Welcome
from fhir_bridge.api.wire.coding import decode, encode
from fhir_bridge.api.wire.operation import Guid, Word
from fhir_bridge.api.wire.refusal import Refusal
from fhir_bridge.api.wire.staff import CardStanding, CardState, Guardian, Mandated, OfCard
from fhir_bridge.store.cards import MandateKept

_REFUSED: Final = {
    "ChangeWaits": Refusal.TOO_EARLY,
    "NotReady": Refusal.TOO_EARLY,
    "SameOfficer": Refusal.SAME_OFFICER,
    "NotRequested": Refusal.NOT_FOUND,
}
_KIND: Final = "waiting-mandate"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mandate that an officer has asked for: by whose card, for whom (`name` greets the patient), asked by whom."""

    representative: Guid
    name: Word = field(repr=False)
    scope: int
    end: int
    officer: Word

    def mandate(self) -> Mandate:
        """As the chain is told it."""
        return Mandate(Scope(self.scope), self.end)


def appoint_guardian(desk: Desk, call: Call, asked: Guardian) -> Mandated:
    """Let somebody stand for a patient: at once where the patient has no card, else once another officer confirms."""
    officer(desk, call)
    patient = find_patient(desk, asked.patient)
    representative = patients_card(desk, asked.representative).pseudonym
    if representative == patient:
        raise Declined(Refusal.NOT_ENTITLED)
    scope = (Scope.GRANT if asked.may_grant else Scope(0)) | (Scope.REVOKE if asked.may_revoke else Scope(0))
    waiting = Waiting(asked.representative, asked.name, int(scope), asked.end, call.at.holder)
    chain, name = desk.chained(), desk.keeping.chain_name
    who = (name(patient), name(representative), waiting.mandate())
    desk.note(Deed.CARD_CHANGED, of(call, patient))
    try:
        if chain.card(name(patient)).status is CardStatus.NONE:
            chain.appoint_guardian(*who)
            _stands(desk, patient, representative, waiting)
            return Mandated(CardState.ACTIVE, None)
        chain.request_mandate(*who)
    except ContractRefusedError as refusal:
        raise Declined(_REFUSED.get(refusal.reason, Refusal.NOT_ENTITLED)) from None
    sealed = desk.keeping.seal(encode(waiting), patient, kind=_KIND)
    desk.service.journal.note(_place(patient), sealed)
    pending = chain.pending(name(patient))
    return Mandated(CardState.WAITING, pending.ready if pending else None)


def confirm_mandate(desk: Desk, call: Call, patient: str) -> CardStanding:
    """What another officer asked for stands from now on; the representative's card, and how that stands."""
    officer(desk, call)
    waiting = _waiting(desk, patient)
    if waiting.officer == call.at.holder:
        raise Declined(Refusal.SAME_OFFICER)
    representative = patients_card(desk, waiting.representative).pseudonym
    name = desk.keeping.chain_name
    desk.note(Deed.CARD_CHANGED, of(call, patient))
    try:
        desk.chained().confirm_mandate(name(patient), name(representative), waiting.mandate())
    except ContractRefusedError as refusal:
        raise Declined(_REFUSED.get(refusal.reason, Refusal.NOT_FOUND)) from None
    _stands(desk, patient, representative, waiting)
    desk.service.journal.note(_place(patient), b"")
    return card_standing(desk, call, OfCard(call.at.tag, waiting.representative))


def _stands(desk: Desk, patient: str, representative: str, waiting: Waiting) -> None:
    greeting = Welcome(waiting.name, "").spelled()
    sealed = desk.keeping.seal(greeting, patient, kind="mandate", name=representative.encode())
    desk.cards.appoint(MandateKept(representative, patient, waiting.scope, waiting.end, sealed))


def _waiting(desk: Desk, patient: str) -> Waiting:
    sealed = desk.service.journal.setting(_place(patient))
    if not sealed:
        raise Declined(Refusal.NOT_FOUND)
    return decode(desk.keeping.open(sealed, patient, kind=_KIND), Waiting)


def _place(patient: str) -> str:
    return f"waiting mandate {patient}"
