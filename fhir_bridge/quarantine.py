"""The quarantine: messages that were taken and could not become records, with their bytes as they came.

list -> show (its bytes; an audited act) -> mend the map or the profile -> replay -> it waits for a worker
                                         `-> drop: its bytes are destroyed, that it came is still known
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fhir_bridge.acts import Act, Actor, Deed
from fhir_bridge.custody import Custody
from fhir_bridge.errors import Reason, Refused
from fhir_bridge.store.journal import Accepted, Journal, SetAside
from fhir_bridge.trace import Trace


@dataclass(frozen=True, slots=True)
class Quarantine:
    """What is set aside, and what may be done with it; every act is traced before it has an effect."""

    journal: Journal
    custody: Custody
    trace: Trace

    def all(self) -> Sequence[SetAside]:
        """Everything in it, oldest first."""
        return self.journal.set_aside()

    def show(self, id_: int, *, by: Actor) -> bytes:
        """A message's bytes as they came."""
        row = self._row(id_)
        self._note(Deed.QUARANTINE_SHOW, row, by)
        return self.custody.open_message(row)

    def replay(self, id_: int, *, by: Actor) -> None:
        """Let a message be tried anew, from its original bytes."""
        row = self._row(id_)
        self._note(Deed.QUARANTINE_REPLAY, row, by)
        self.journal.replay(id_, self.custody.wrap_anew(row))

    def drop(self, id_: int, *, by: Actor) -> None:
        """Destroy a message's bytes; sent again, it gets its old answer and has no effect."""
        row = self._row(id_)
        self._note(Deed.QUARANTINE_DROP, row, by)
        self.journal.drop(id_)

    def _row(self, id_: int) -> Accepted:
        if id_ not in {one.id for one in self.all()}:
            raise Refused(Reason.NOT_SET_ASIDE, str(id_))
        return self.journal.message(id_)

    def _note(self, deed: Deed, row: Accepted, by: Actor) -> None:
        self.trace.note(Act(deed, by, records=(f"message-{row.id}",)))
