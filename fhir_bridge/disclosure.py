"""What leaves the house: traced first, given next. Every way out for a person or a system goes through here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from fhir_bridge.acts import Act, Actor, Deed, Outcome
from fhir_bridge.errors import BridgeError, Refused
from fhir_bridge.release import WHOLE, Release
from fhir_bridge.trace import Trace

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Gives records and receipts to an actor, and writes down that it did, or that it refused to."""

    release: Release
    trace: Trace

    def open(self, record_id: str, leaf: int = WHOLE, *, by: Actor) -> bytes:
        """The canonical bytes of a record, or of its resource number `leaf`."""
        return self._given(Deed.OPEN, record_id, by, lambda: self.release.open(record_id, leaf))

    def contents(self, record_id: str, *, by: Actor) -> list[str]:
        """The type of each of its resources, in order."""
        return self._given(Deed.OPEN, record_id, by, lambda: self.release.contents(record_id))

    def receipt(self, record_id: str, leaf: int = WHOLE, *, by: Actor) -> bytes:
        """The receipt for a record, or for its resource number `leaf`."""
        return self._given(Deed.RECEIPT, record_id, by, lambda: self.release.receipt(record_id, leaf))

    def _given(self, deed: Deed, record_id: str, by: Actor, make: Callable[[], T]) -> T:
        owner = self.release.journal.record(record_id).record.pseudonym
        act = Act(deed, by, pseudonym=owner, records=(record_id,))
        try:
            given = make()
        except BridgeError as error:
            self.trace.note(replace(act, outcome=outcome_of(error)))
            raise
        self.trace.note(act)
        return given


def outcome_of(error: BridgeError) -> Outcome:
    """What the trace says of an act that ended in an error."""
    return Outcome.REFUSED if isinstance(error, Refused) else Outcome.FAILED
