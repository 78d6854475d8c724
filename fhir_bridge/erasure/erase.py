"""Erasing a patient, from the order to the certificate.

    warrant of two officers -> trace -> tombstone -> DENIED -> wipe, drop -> DONE        epoch's turn within a day

The tombstone is the point of no return: before it nothing has happened, after it everything follows, by whichever
process opens the folder next. Every stage can be repeated, so a crash anywhere costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from fhir_bridge.acts import Act, Actor, Deed, Outcome
from fhir_bridge.epoch import Epochs
from fhir_bridge.erasure.certificate import certificate
from fhir_bridge.erasure.order import Orders, named
from fhir_bridge.erasure.tombstones import Tombstones
from fhir_bridge.erasure.warrant import Ordered, warrant
from fhir_bridge.errors import FolderFault, Reason, Refused, Tampered, Unavailable
from fhir_bridge.store.blobs import BlobStore
from fhir_bridge.store.erasures import Erased, Erasures, Stage
from fhir_bridge.trace import Trace

DEADLINE = timedelta(hours=24)
"""How long after an erasure copies from before may still open."""
TURN_AFTER = timedelta(hours=12)
"""When a writing command turns the epoch by itself: several erasures share a turn, and the deadline stays far."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """Everything that an erasure touches."""

    orders: Orders
    trace: Trace
    erasures: Erasures
    tombstones: Tombstones
    stores: Sequence[BlobStore]
    epochs: Epochs

    def order(self, patient: str, signatures: Sequence[bytes], *, by: Actor) -> str:
        """Erase a patient; the certificate. Asked again, it finishes what is unfinished and gives the same."""
        if self.erasures.find(patient) is None:
            self._bury(patient, signatures, by)
        missing = self.resume()
        done = self.erasures.find(patient)
        if done is None or done.stage is not Stage.DONE:
            raise missing[0]
        return done.certificate

    def deny(self) -> None:
        """Deny whoever the tombstones name and the journal does not: it was restored, or an order broke off."""
        for erased in self.tombstones.beyond(len(self.erasures.all())):
            self.erasures.deny(erased)

    def resume(self) -> list[Unavailable]:
        """Carry every erasure to its end; what could not be reached, and is tried again by the next command."""
        self.tombstones.heal(len(self.erasures.all()))
        self.deny()
        missing = []
        for erased in self.erasures.all():
            try:
                if erased.stage is not Stage.DONE:
                    self._finish(erased)
                self.tombstones.replicate()
            except Unavailable as error:
                missing.append(error)
        return missing

    def deadline(self) -> datetime | None:
        """When the epoch must have turned; None when no copy from before an erasure could still be opened."""
        held = set(self.epochs.held())
        waiting = [erased.at for erased in self.erasures.all() if held & set(erased.epochs)]
        return min(waiting) + DEADLINE if waiting else None

    def turn_when_due(self, now: datetime | None = None) -> None:
        """Turn the epoch, once an erasure has waited for long enough."""
        until = self.deadline()
        if until and (now or datetime.now(UTC)) >= until - DEADLINE + TURN_AFTER:
            self.trace.note(Act(Deed.TURN_EPOCH, Actor("fhir-bridge", "fhir-bridge")))
            self.epochs.turn()

    def status(self) -> dict[str, object]:
        """How many are erased, what is unfinished, and by when the epoch must turn."""
        stages = [erased.stage for erased in self.erasures.all()]
        unfinished = sum(stage is not Stage.DONE for stage in stages)
        until = self.deadline()
        facts: dict[str, object] = {"patients erased": len(stages), "erasures to finish": unfinished}
        if behind := self.tombstones.behind():
            facts["replicas behind"] = [str(replica) for replica in behind]
        return facts | ({"epoch turns by": until.isoformat()} if until else {})

    def check(self, now: datetime) -> str:
        """One sentence of what stands; a BridgeError for what does not."""
        erasures = self.erasures.all()
        if self.tombstones.check() != len(erasures):
            raise Tampered(
                "the journal and the list of tombstones do not agree; any writing command mends it"
            )
        open_ = [one.pseudonym for one in erasures if one.stage is not Stage.DONE]
        if open_:
            raise FolderFault(
                f"{len(open_)} erasures are not finished; any writing command goes on with them"
            )
        if behind := self.tombstones.behind():
            raise FolderFault(f"tombstones are missing in {', '.join(map(str, behind))}")
        until = self.deadline()
        if until and now > until:
            raise FolderFault("the epoch should have turned; run fhir-bridge keys rotate")
        return f"{len(erasures)} patients are erased; " + (
            f"the epoch turns by {until}" if until else "no copy opens"
        )

    def _bury(self, patient: str, signatures: Sequence[bytes], by: Actor) -> None:
        person = self.orders.custody.person(patient)
        acts = [self._act(pseudonym, by) for pseudonym in person]
        try:
            officers = self._allowed(person, signatures)
        except Refused:
            self._trace(replace(act, outcome=Outcome.REFUSED) for act in acts)
            raise
        self._trace(acts)
        text = self.orders.statement(Ordered.ERASE, patient)
        self.orders.officers.keep(warrant(Ordered.ERASE, named(person), text, signatures))
        at = datetime.now(UTC).replace(microsecond=0)
        erased = Erased(person[0], 0, at, officers, self.epochs.held(), also=tuple(person[1:]))
        self.tombstones.add(erased, self.trace.anchor.signer)

    def _act(self, pseudonym: str, by: Actor) -> Act:
        records = tuple(id_ for id_, _ in self.erasures.entries([pseudonym]))
        return Act(Deed.ERASE, by, self.orders.custody.known(pseudonym), records)

    def _trace(self, acts: Iterable[Act]) -> None:
        for act in acts:
            self.trace.note(act)

    def _allowed(self, person: Sequence[str], signatures: Sequence[bytes]) -> tuple[str, ...]:
        for pseudonym in person:
            self.orders.known(pseudonym)
            if self.orders.officers.is_held(pseudonym):
                raise Refused(Reason.ON_HOLD, pseudonym)
        return self.orders.check(Ordered.ERASE, person[0], signatures)

    def _finish(self, erased: Erased) -> None:
        person = erased.person
        self.erasures.wipe(person, [self.orders.custody.owner_tag(one) for one in person])
        if not self.erasures.flush():
            raise Unavailable(
                "a reader holds the journal as it was; close it, and any writing command goes on"
            )
        for cid in self.erasures.cids(person):
            for store in self.stores:
                store.drop(cid)
        found = self.erasures.entries(person), self.erasures.handovers(person)
        self.erasures.certify(erased, certificate(erased, *found, signer=self.trace.anchor.signer))
