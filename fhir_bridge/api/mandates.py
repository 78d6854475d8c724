"""For whom somebody may stand now: what was kept here, as far as the chain still says so.

The contract keeps a mandate under the patient's present card: it ends when that card is replaced, or when a patient who
had none is given one. A chain that does not answer leaves what it said last; it will not take the signature either.
"""

from __future__ import annotations

from collections.abc import Sequence

from anchor.errors import LedgerError
from anchor.statement import Scope
from fhir_bridge.api.desk import Desk
from fhir_bridge.store.cards import MandateKept


def live(desk: Desk, holder: str) -> Sequence[MandateKept]:
    """The mandates of a card's holder; none for a patient who is erased."""
    held = desk.cards.mandates(holder, desk.now())
    return [one for one in held if desk.keeping.custody.holds(one.patient) and _stands(desk, one)]


def _stands(desk: Desk, mandate: MandateKept) -> bool:
    if desk.chain is None:
        return True
    name = desk.keeping.chain_name
    signer, patient = name(mandate.representative), name(mandate.patient)
    try:
        return desk.chain.speaks_for(signer, patient, Scope(mandate.scope))
    except LedgerError:
        return True
