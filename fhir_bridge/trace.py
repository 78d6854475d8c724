"""The trace: who did what with whose records, written down and in the log before anything leaves the house.

    event = FHIR R4 AuditEvent (in the shape of IHE BALP), canonical, no content: pseudonym and record ids alone
    key   = HKDF-Expand(audit key, "fa-act" | id)         the event's envelope is sealed under it
    salt  = HKDF-Expand(audit key, "fa-act-salt" | id)    of the commitment that stands in the log
    rider = id 16 | length of the patient's tag 1 | tag | envelope      what enters the log with the act's entry

An act and its log entry are durable in one small commit of the log's, for all that threads write down together. The
log holds the event until it is taken in: `BATCH` of them at once, or before anybody looks. What is written beside other
rows is a row first and a log entry next. A crash anywhere is made good by `settle`, and because the log gives an entry
its old place again and a row counts once, any number of processes may do so at once.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from sqlalchemy import Connection

from anchor.canonical import canonicalize
from anchor.entered import Rider
from anchor.entry import act_commitment, act_entry, is_act, of_act
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

BATCH: Final = 64
"""Acts that one process leaves with the log before it takes them in."""
_ID_BYTES: Final = 16


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
        self._together = Together(self._enter)
        self._left = 0

    def note(self, act: Act) -> str:
        """The id of an act that is durable and in the log when this returns: only then may it have an effect."""
        kept = self._sealed(act)
        self._together.write(kept)
        return kept.id

    def note_beside(self, act: Act, write: Callable[[Connection], T]) -> T:
        """What `write` gave, once its rows and the act are durable together and the act is in the log.

        Nothing is written where it raises; a crash before the log has the act leaves both for `settle`.
        """
        self._take_in()
        kept = self._sealed(act)
        with self.trail.beside(kept) as connection:
            written = write(connection)
        self.trail.logged(self._logged([(kept.id, kept.commitment)]))
        return written

    def settle(self) -> None:
        """Take in what the log has of acts, and put into it what a crash kept out of it."""
        self._take_in()
        if waiting := self.trail.unlogged():
            self.trail.logged(self._logged(waiting))

    def acts(self, person: Sequence[str] | None = None) -> Iterator[Traced]:
        """Every act, or those that touched one person's records, oldest first; Tampered for a changed one."""
        self._take_in()
        key = self.custody.audit_key()
        return (_traced(kept, key) for kept in self.trail.acts(_tags(person, key)))

    def newest(self, person: Sequence[str] | None = None, *, before: str = "") -> Iterator[Traced]:
        """The same, newest first, each opened when it is come to; only those `before` the act with this id."""
        self._take_in()
        key = self.custody.audit_key()
        return (_traced(kept, key) for kept in self.trail.newest(_tags(person, key), before=before))

    def touches(self, person: Sequence[str], id_: str) -> bool:
        """Whether there is an act with this id, and it touched this person's records."""
        self._take_in()
        return self.trail.has(id_, _tags(person, self.custody.audit_key()) or ())

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
        id_, key = secrets.token_hex(_ID_BYTES), self.custody.audit_key()
        event = canonicalize(event_of(act, id_, self.anchor.signer.verifier.origin))
        whose = _tag(act.pseudonym, key) if act.pseudonym else b""
        sealed = seal(event, _key(key, id_), _bound(id_))
        return KeptAct(id_, whose, sealed, _commitment(event, key, id_))

    def _enter(self, acts: Sequence[KeptAct]) -> None:
        self.anchor.enter([(act_entry(act.commitment), _rider(act)) for act in acts])
        self._left += len(acts)
        if self._left >= BATCH:
            self._take_in()

    def _take_in(self) -> None:
        """Keep here what came with entries of the log, and let go of it there: a crash in between does it twice."""
        self._left = 0
        if riders := self.anchor.riders():
            self.trail.add([_ridden(rider) for rider in riders])
            self.anchor.let_go(riders)

    def _logged(self, acts: Sequence[tuple[str, bytes]]) -> Sequence[tuple[str, int]]:
        places = self.anchor.append([act_entry(commitment) for _, commitment in acts])
        return [(id_, place) for (id_, _), place in zip(acts, places, strict=True)]


def _rider(act: KeptAct) -> bytes:
    return bytes.fromhex(act.id) + bytes([len(act.patient)]) + act.patient + act.sealed


def _ridden(rider: Rider) -> KeptAct:
    id_, data = rider.data[:_ID_BYTES].hex(), rider.data[_ID_BYTES + 1 :]
    length = rider.data[_ID_BYTES]
    return KeptAct(id_, data[:length], data[length:], of_act(rider.entry), rider.place)


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


def _tags(person: Sequence[str] | None, key: Secret) -> Sequence[bytes] | None:
    return None if person is None else [_tag(pseudonym, key) for pseudonym in person]
