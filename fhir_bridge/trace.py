"""The trace: who did what with whose records, written down and in the log before anything leaves the house.

    event = FHIR R4 AuditEvent (in the shape of IHE BALP), canonical, no content: pseudonym and record ids alone
    key   = HKDF-Expand(audit key, "fa-act" | id)         the event's envelope is sealed under it
    salt  = HKDF-Expand(audit key, "fa-act-salt" | id)    of the commitment that stands in the log

An act is a row first and a log entry next, and its row learns its place with the next act's: two commits for all
that threads write down together. A crash in between is made good by `settle`, and because the log gives an entry its
old place again, any number of processes may do so at once.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection

from anchor.canonical import canonicalize
from anchor.entry import act_commitment, act_entry, is_act
from anchor.site import Anchor
from fhir_bridge.acts import Act, event_of, read_event
from fhir_bridge.custody import Custody
from fhir_bridge.errors import Tampered
from fhir_bridge.seal.context import framed
from fhir_bridge.seal.envelope import open_envelope, seal
from fhir_bridge.seal.secret import Secret
from fhir_bridge.seal.wrap import expand
from fhir_bridge.store.audit import AuditTrail, KeptAct
from fhir_bridge.store.together import Together

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Traced:
    """An act as it was written down, with its place in the log."""

    id: str
    act: Act
    event: bytes
    log_index: int | None


class Trace:
    """Writes acts down, those of several threads in one commit, and reads them back."""

    def __init__(self, custody: Custody, trail: AuditTrail, anchor: Anchor) -> None:
        self.custody = custody
        self.trail = trail
        self.anchor = anchor
        self._together = Together(self._keep)
        self._placed: Sequence[tuple[str, int]] = ()

    def note(self, act: Act) -> str:
        """The id of an act that is durable and in the log when this returns: only then may it have an effect."""
        kept = self._sealed(act)
        self._together.write(kept)
        return kept.id

    def note_beside(self, act: Act, write: Callable[[Connection], T]) -> T:
        """What `write` gave, once its rows and the act are durable together and the act is in the log.

        Nothing is written where it raises; a crash before the log has the act leaves both for `settle`.
        """
        kept = self._sealed(act)
        with self.trail.beside(kept) as connection:
            written = write(connection)
        self.trail.logged(self._logged([(kept.id, kept.commitment)]))
        return written

    def settle(self) -> None:
        """Put into the log what a crash kept out of it."""
        if waiting := self.trail.unlogged():
            self.trail.logged(self._logged(waiting))

    def acts(self, pseudonym: str | None = None) -> Iterator[Traced]:
        """Every act, or those that touched one patient's records, oldest first; Tampered for a changed one."""
        key = self.custody.audit_key()
        for kept in self.trail.acts(_tag(pseudonym, key) if pseudonym else None):
            yield _traced(kept, key)

    def newest(self, most: int) -> list[Traced]:
        """The newest acts, newest first; Tampered for a changed one."""
        key = self.custody.audit_key()
        return [_traced(kept, key) for kept in self.trail.newest(most)]

    def check(self) -> int:
        """How many acts there are; Tampered when one is missing in the log, or one of the log's is missing here."""
        logged = {entry: place for place, entry in enumerate(self.anchor.entries()) if is_act(entry)}
        count = len(logged)
        for traced, kept in zip(self.acts(), self.trail.acts(), strict=True):
            place = logged.pop(act_entry(kept.commitment), None)
            if place is None or traced.log_index not in {place, None}:
                raise Tampered(f"act {traced.id} is not in the log where it should be")
        if logged:
            raise Tampered(
                f"entry {min(logged.values())} of the log is an act that is no longer written down here"
            )
        return count

    def _sealed(self, act: Act) -> KeptAct:
        id_, key = secrets.token_hex(16), self.custody.audit_key()
        event = canonicalize(event_of(act, id_, self.anchor.signer.verifier.origin))
        whose = _tag(act.pseudonym, key) if act.pseudonym else b""
        sealed = seal(event, _key(key, id_), _bound(id_))
        return KeptAct(id_, whose, sealed, _commitment(event, key, id_))

    def _keep(self, acts: Sequence[KeptAct]) -> None:
        self.trail.add(acts, self._placed)
        self._placed = self._logged([(act.id, act.commitment) for act in acts])

    def _logged(self, acts: Sequence[tuple[str, bytes]]) -> Sequence[tuple[str, int]]:
        places = self.anchor.append([act_entry(commitment) for _, commitment in acts])
        return [(id_, place) for (id_, _), place in zip(acts, places, strict=True)]


def _traced(kept: KeptAct, key: Secret) -> Traced:
    event = open_envelope(kept.sealed, _key(key, kept.id), _bound(kept.id))
    if _commitment(event, key, kept.id) != kept.commitment:
        raise Tampered(f"act {kept.id}: its commitment is not the one of its event")
    return Traced(kept.id, read_event(event), event, kept.log_index)


def _commitment(event: bytes, key: Secret, id_: str) -> bytes:
    salt = expand(key, framed(b"fa-act-salt", id_.encode()))
    return act_commitment(hashlib.sha256(event).digest(), salt.reveal())


def _key(key: Secret, id_: str) -> Secret:
    return expand(key, _bound(id_))


def _bound(id_: str) -> bytes:
    return framed(b"fa-act", id_.encode())


def _tag(pseudonym: str, key: Secret) -> bytes:
    return expand(key, framed(b"fa-act-patient", pseudonym.encode())).reveal()
