"""One data folder, opened: everything that works on it, and the order in which it works."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from anchor.database import Database
from anchor.errors import AnchorError
from anchor.site import Anchor, Publication, Status
from fhir_bridge.acts import Act, Actor, Deed
from fhir_bridge.backup import Backup, restore
from fhir_bridge.custody import Custody, identity_is_settled
from fhir_bridge.disclosure import Disclosure
from fhir_bridge.epoch import Epochs
from fhir_bridge.erasure.erase import Erasure
from fhir_bridge.erasure.order import Orders
from fhir_bridge.erasure.tombstones import Tombstones
from fhir_bridge.errors import BridgeError, Reason, Refused, Unavailable
from fhir_bridge.export import Export
from fhir_bridge.handing import Directory, Handing
from fhir_bridge.keytable import KeyTable
from fhir_bridge.neighbours import blocks_of, epochs_of, left_behind, refuse_public
from fhir_bridge.pipeline import Pipeline
from fhir_bridge.reading import Reader
from fhir_bridge.records import Stored
from fhir_bridge.release import Release
from fhir_bridge.safekeeping import Safekeeping
from fhir_bridge.seal.keyring import Keyring
from fhir_bridge.settings import Settings
from fhir_bridge.source.files import Input
from fhir_bridge.source.recognise import recognise
from fhir_bridge.store.audit import AuditTrail
from fhir_bridge.store.blobs import BlobStore
from fhir_bridge.store.erasures import Erasures
from fhir_bridge.store.folder import Folder
from fhir_bridge.store.journal import Journal
from fhir_bridge.store.models import VERSION, MessageState, Table
from fhir_bridge.store.officers import Officers
from fhir_bridge.store.patients import Patients
from fhir_bridge.store.wrapped import WrappedKeys
from fhir_bridge.trace import Trace

ROUND = 64
"""Inputs between two rounds of putting and logging."""
_LOG_NAME = "log-name"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input: `accepted`, `duplicate` or `refused`."""

    input: str
    status: str
    records: tuple[str, ...] = ()
    reason: str | None = None


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

    @property
    def trace(self) -> Trace:
        """Who did what."""
        return self.disclosure.trace

    @property
    def safekeeping(self) -> Safekeeping:
        """Backups, shares of the epoch key, and turns of the epoch, each with its trace."""
        backup = Backup(self.folder, self.journal, self.erasure.epochs, self.anchor.signer)
        return Safekeeping(backup, self.trace)

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
        (outcome,) = self.ingest([Input(str(folder), data)])
        if outcome.records:
            self.handing.taken(sender, outcome.records, by=by)
        return outcome

    def ingest(self, inputs: Iterable[Input]) -> Iterator[Outcome]:
        """Take every input, in order; what cannot be taken is said so and the rest goes on.

        What was accepted and could not be stored waits in the journal; that is raised when every input is taken.
        """
        remaining = iter(inputs)
        unfinished: BridgeError | AnchorError | None = None
        while batch := list(islice(remaining, ROUND)):
            yield from map(self._take, batch)
            try:
                self._finish()
                unfinished = None
            except (BridgeError, AnchorError) as error:
                unfinished = error
        if unfinished:
            raise unfinished

    def recover(self) -> None:
        """Finish what a crash broke off."""
        for message_id in self.journal.pending():
            self._seal(message_id)
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
        """Every record as `records` shows it, oldest first. Its digest is opened for this, never stored in clear."""
        anchored = _anchored(self.anchor.status())
        erased = {one.pseudonym for one in self.erasure.erasures.all()}
        for stored in self.journal.records():
            record, index = stored.record, stored.log_index
            gone = record.pseudonym in erased
            yield {
                "record": record.id,
                "patient": record.pseudonym,
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
            | self.safekeeping.status()
            | self.erasure.status()
            | _anchorage(self.anchor.status())
        )

    def _finish(self) -> None:
        self.pipeline.put()
        self.pipeline.log()

    def _seal(self, message_id: int) -> None:
        """Seal a message; one that our own code stumbles over is set aside, and the others go on."""
        try:
            self.pipeline.seal(message_id)
        except (BridgeError, AnchorError):
            raise
        except Exception as fault:  # noqa: BLE001 -- the outermost loop over messages: a poison one must not stop it
            self.pipeline.set_aside(message_id, Refused(Reason.INTERNAL_FAULT, type(fault).__name__))

    def _take(self, given: Input) -> Outcome:
        try:
            if given.fault:
                raise given.fault
            message_id, fresh = self.pipeline.accept(recognise(given.data))
            if fresh:
                self._seal(message_id)
        except (BridgeError, AnchorError) as error:
            return Outcome(given.name, "refused", reason=str(error))
        row = self.journal.message(message_id)
        if row.state is MessageState.REFUSED:
            return Outcome(given.name, "refused", reason=row.reason)
        records = tuple(self.journal.records_of(message_id))
        return Outcome(given.name, "accepted" if fresh else "duplicate", records)


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


@contextmanager
def writing(settings: Settings, waiting: Callable[[], None]) -> Iterator[Service]:
    """The settings' folder, made where there is none, for the one process that writes in it."""
    folder = Folder.open(settings.data, make=True)
    refuse_public(settings)
    with folder.writer(waiting), _opened(folder, settings) as service:
        service.pipeline.reader.prepare()
        service.recover()
        yield service


@contextmanager
def looking(settings: Settings) -> Iterator[Service]:
    """An existing folder, for those who write nothing in it."""
    with _opened(Folder.open(settings.data, make=False), settings) as service:
        yield service


@contextmanager
def restored(
    settings: Settings, source: Path, waiting: Callable[[], None], *, by: Actor
) -> Iterator[Service]:
    """The settings' folder made from a backup; it holds nothing yet but the epoch keys. Who is erased is denied."""
    keyring = Keyring(epochs_of(settings, Folder(settings.data), fresh=False))
    restore(source, settings.data, settings.replicas, keyring)
    with writing(settings, waiting) as service:
        service.trace.note(Act(Deed.RESTORE, by))
        yield service


@contextmanager
def _opened(folder: Folder, settings: Settings) -> Iterator[Service]:
    with ExitStack() as stack:
        database = Database(folder.journal, Table.metadata, version=VERSION)
        stack.callback(database.close)
        journal = Journal(database)
        keyring = Keyring(epochs_of(settings, folder, fresh=not identity_is_settled(journal)))
        custody = Custody(keyring, journal, Patients(database))
        blocks = blocks_of(settings, folder)
        stack.callback(blocks.close)
        blobs = BlobStore(blocks)
        anchor = Anchor.open(folder.anchor, _log_name(settings, journal))
        stack.callback(anchor.close)
        reader = Reader(settings.maps, settings.senders)
        pipeline = Pipeline(reader, custody=custody, journal=journal, blobs=blobs, anchor=anchor)
        release = Release(custody, journal=journal, blobs=blobs, anchor=anchor)
        trace = Trace(custody, AuditTrail(database), anchor)
        keys = WrappedKeys(database)
        erasure = Erasure(
            Orders(custody, Officers(database), trace),
            trace,
            Erasures(database),
            Tombstones(folder.tombstones, settings.replicas, anchor.signer.verifier),
            (blobs, *stack.enter_context(left_behind(settings, folder))),
            Epochs(
                keyring,
                custody,
                keys,
                before_the_end=lambda: KeyTable.of(keys.all(), keyring, folder.anchor).spread(
                    settings.replicas
                ),
            ),
        )
        erasure.deny()
        yield Service(
            folder, keyring, journal, pipeline, release, Disclosure(release, trace), erasure, anchor
        )


def _log_name(settings: Settings, journal: Journal) -> str:
    kept = journal.setting(_LOG_NAME)
    if kept is None:
        kept = (settings.site or f"fhir-anchor/{secrets.token_hex(8)}").encode()
        journal.settle(_LOG_NAME, kept)
    return kept.decode()
