"""What is done with an open data folder, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

from anchor.errors import AnchorError
from anchor.site import Anchor, Publication, Status
from fhir_bridge.acts import Actor
from fhir_bridge.audit import Audit
from fhir_bridge.backup import Backup
from fhir_bridge.disclosure import Disclosure
from fhir_bridge.erasure.erase import Erasure
from fhir_bridge.errors import BridgeError, Unavailable
from fhir_bridge.export import Export
from fhir_bridge.handing import Directory, Handing
from fhir_bridge.intake import Intake
from fhir_bridge.pipeline import Pipeline
from fhir_bridge.quarantine import Quarantine
from fhir_bridge.records import Conversion, Stored
from fhir_bridge.release import Release
from fhir_bridge.safekeeping import Safekeeping
from fhir_bridge.seal.keyring import Keyring
from fhir_bridge.sealing import Sealing
from fhir_bridge.source.files import Input
from fhir_bridge.store.faults import Overtaken
from fhir_bridge.store.finishing import Finished
from fhir_bridge.store.folder import Folder
from fhir_bridge.store.journal import Journal
from fhir_bridge.store.models import MessageState
from fhir_bridge.trace import Trace

ROUND = 64
"""Inputs between two rounds of putting and logging."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input: `accepted`, `duplicate` or `refused`.

    Of lines and of a batch: how many were `taken`, and the place and reason of each that is `left` in quarantine.
    `conversions` are of what came in another release than R4.
    """

    input: str
    status: str
    records: tuple[str, ...] = ()
    reason: str | None = None
    taken: int = 1
    left: tuple[tuple[str, str], ...] = ()
    conversions: tuple[Conversion, ...] = ()


@dataclass(frozen=True, slots=True)
class Service:
    """The parts of one open data folder."""

    folder: Folder
    keyring: Keyring
    journal: Journal
    pipeline: Pipeline
    release: Release
    disclosure: Disclosure
    erasure: Erasure
    anchor: Anchor
    sealing: Sealing
    intake: Intake

    @property
    def trace(self) -> Trace:
        """Who did what."""
        return self.disclosure.trace

    @property
    def audit(self) -> Audit:
        """The trace as a whole: signed daily, and checked."""
        return Audit(self.trace, self.journal)

    @property
    def safekeeping(self) -> Safekeeping:
        """Backups, shares of the epoch key, and turns of the epoch, each with its trace."""
        backup = Backup(self.folder, self.journal, self.erasure.epochs, self.anchor.signer)
        return Safekeeping(backup, self.trace)

    @property
    def quarantine(self) -> Quarantine:
        """What was taken and could not become a record."""
        return Quarantine(self.journal, self.pipeline.custody, self.trace)

    @property
    def export(self) -> Export:
        """Gives a patient all that is held of them."""
        return Export(self.release, self.trace)

    @property
    def handing(self) -> Handing:
        """Hands records to other organisations and takes theirs."""
        return Handing(self.pipeline.custody, self.release, self.trace, self.erasure.erasures)

    def take_over(self, folder: Path, directory: Directory, *, by: Actor) -> Outcome:
        """Check what another organisation handed over and take it in as any other record."""
        sender, data = self.handing.take(folder, directory)
        (outcome,) = self.ingest([Input(str(folder), data, sender=f"organisation {sender}")])
        if outcome.records:
            self.handing.taken(sender, outcome.records, by=by)
        return outcome

    def ingest(self, inputs: Iterable[Input]) -> Iterator[Outcome]:
        """Take every input, in order; what cannot be taken is said so and the rest goes on.

        What was accepted and could not be stored waits in the journal; that is raised when every input is taken.
        """
        remaining = iter(inputs)
        unfinished: BridgeError | AnchorError | None = None
        for first in remaining:  # one input at a time in memory, whatever a round holds
            yield from map(self._take, chain([first], islice(remaining, ROUND - 1)))
            try:
                self._finish()
                unfinished = None
            except (BridgeError, AnchorError) as error:
                unfinished = error
        if unfinished:
            raise unfinished

    def recover(self) -> None:
        """Finish what a crash broke off."""
        self.sealing.lanes.adopt()
        self.sealing.all()
        self.resume()

    def resume(self) -> None:
        """Finish what a crash broke off, but for messages that wait for a worker."""
        with suppress(
            Unavailable
        ):  # what cannot be stored now waits in the journal, and more may be accepted
            self._finish()
        self.trace.settle()
        self.erasure.resume()
        self.erasure.turn_when_due()

    def publish(self) -> Publication | None:
        """Sign and publish what the log has grown by; nothing when it has not grown."""
        return self.anchor.publish()

    def rows(self) -> Iterator[dict[str, object]]:
        """Every record as `records` shows it, oldest first: of a merged patient, under the survivor's pseudonym.

        Its digest is opened for this, never stored in clear.
        """
        anchored = _anchored(self.anchor.status())
        erased = {pseudonym for one in self.erasure.erasures.all() for pseudonym in one.person}
        persons = self.pipeline.custody.persons()
        for stored in self.journal.records():
            record, index = stored.record, stored.log_index
            gone = record.pseudonym in erased
            yield {
                "record": record.id,
                "patient": persons.survivor(record.pseudonym),
                "state": "erased" if gone else _state(stored, anchored),
                "index": index,
                "cid": record.cid,
                "digest": None if gone else self.release.facts(record).digest.hex(),
            }

    def status(self) -> dict[str, object]:
        """What is kept, what waits for what, and how far the log is anchored."""
        epoch = {"epoch": self.keyring.health().current}
        return (
            {"folder": str(self.folder.path)}
            | epoch
            | self.journal.counts()
            | self.journal.pace()
            | self.safekeeping.status()
            | self.erasure.status()
            | _anchorage(self.anchor.status())
        )

    def _finish(self) -> None:
        self.pipeline.put()
        self.pipeline.log()

    def _seal(self, message_id: int) -> Finished | None:
        """Make records of a message that nobody else works on; our own code's stumbling is said at once."""
        try:
            finished = self.sealing.made_of(self.journal.message(message_id))
            if finished:
                self.journal.finish([finished])
        except Overtaken:
            return self._seal(message_id)
        return finished

    def _take(self, given: Input) -> Outcome:
        try:
            if given.fault:
                raise given.fault
            message = self.intake.message_of(given)
            message_id, fresh = self.pipeline.accept(message)
            finished = self._seal(message_id) if fresh else None
        except (BridgeError, AnchorError) as error:
            return Outcome(given.name, "refused", reason=str(error))
        row = self.journal.message(message_id)
        if row.state is MessageState.REFUSED:
            return Outcome(given.name, "refused", reason=row.reason)
        records = tuple(self.journal.records_of(message_id))
        if finished:
            taken, conversions = finished.taken, tuple(finished.conversions)
            left = tuple((given.named(one.number), one.reason) for one in finished.left)
        else:
            reading = self.pipeline.reader.read(replace(message, format=row.format))
            taken, conversions = reading.count, reading.conversions
            left = tuple((given.named(one.number), str(one.refusal)) for one in reading.left)
        status = "accepted" if finished else "duplicate"
        return Outcome(given.name, status, records, taken=taken, left=left, conversions=conversions)


def _anchored(status: Status) -> int:
    return status.published.head.size if status.published else 0


def _anchorage(status: Status) -> dict[str, object]:
    found: dict[str, object] = {"log": status.origin, "entries": status.size, "anchored": _anchored(status)}
    if status.published:
        place = status.published
        found |= {"chain": place.chain_id, "contract": place.contract, "block": place.block}
    return found


def _state(stored: Stored, anchored: int) -> str:
    if stored.log_index is None:
        return "stored" if stored.stored else "sealed"
    return "anchored" if stored.log_index < anchored else "logged"
