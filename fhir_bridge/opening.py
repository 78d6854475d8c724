"""Opens a data folder: puts its parts together, for the one who writes and for those who look."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path

from anchor.site import Anchor
from fhir_bridge.acts import Act, Actor, Deed
from fhir_bridge.backup import restore
from fhir_bridge.custody import Custody, identity_is_settled
from fhir_bridge.disclosure import Disclosure
from fhir_bridge.epoch import Epochs
from fhir_bridge.erasure.erase import Erasure
from fhir_bridge.erasure.order import Orders
from fhir_bridge.erasure.tombstones import Tombstones
from fhir_bridge.errors import FolderFault
from fhir_bridge.intake import Intake
from fhir_bridge.keytable import KeyTable
from fhir_bridge.neighbours import blocks_of, chain_of, epochs_of, left_behind, refuse_public
from fhir_bridge.pipeline import Pipeline
from fhir_bridge.reading import Reader
from fhir_bridge.release import Release
from fhir_bridge.seal.keyring import Keyring
from fhir_bridge.sealing import Sealing
from fhir_bridge.service import Service
from fhir_bridge.settings import Settings
from fhir_bridge.store.audit import AuditTrail
from fhir_bridge.store.blobs import BlobStore
from fhir_bridge.store.erasures import Erasures
from fhir_bridge.store.folder import Folder
from fhir_bridge.store.format import open_journal
from fhir_bridge.store.inbox import Inbox
from fhir_bridge.store.journal import Journal
from fhir_bridge.store.lanes import Lanes
from fhir_bridge.store.officers import Officers
from fhir_bridge.store.patients import Patients
from fhir_bridge.store.studies import Studies
from fhir_bridge.store.wrapped import WrappedKeys
from fhir_bridge.trace import Trace

_LOG_NAME = "log-name"


@contextmanager
def writing(settings: Settings, waiting: Callable[[], None]) -> Iterator[Service]:
    """The settings' folder, made where there is none, for the one process that writes in it."""
    folder = Folder.open(settings.data, make=True)
    refuse_public(settings)
    with folder.writer(waiting), _opened(folder, settings) as service, working(service):
        service.recover()
        yield service


@contextmanager
def serving(
    settings: Settings,
    waiting: Callable[[], None],
    beside: AbstractContextManager[None] | None = None,
    *,
    reader: Reader | None = None,
) -> Iterator[Service]:
    """As `writing`, but what was accepted before is left to workers: whoever sends is not kept waiting for it.

    `beside` is entered once the folder is ours and before anything in it is open. A `reader` is one that is prepared.
    """
    folder = Folder.open(settings.data, make=True)
    refuse_public(settings)
    with (
        folder.writer(waiting),
        beside or nullcontext(),
        _opened(folder, settings, reader) as service,
        working(service),
    ):
        service.sealing.lanes.adopt()
        yield service


@contextmanager
def working(service: Service) -> Iterator[None]:
    """Be known as one who works on accepted messages; the folder's writer is one, and others may be beside it."""
    service.pipeline.reader.prepare()
    lanes = service.sealing.lanes
    with service.folder.working(lambda alone: lanes.begin(alone=alone)):
        yield
        lanes.end()


@contextmanager
def looking(settings: Settings, *, reader: Reader | None = None) -> Iterator[Service]:
    """An existing folder, for those who write nothing in it."""
    with _opened(Folder.open(settings.data, make=False), settings, reader) as service:
        yield service


@contextmanager
def restored(
    settings: Settings, source: Path, waiting: Callable[[], None], *, by: Actor
) -> Iterator[Service]:
    """The settings' folder made from a backup; it holds nothing yet but the epoch keys. Who is erased is denied.

    Studies are over: what was spent since the backup is not known, and no budget is given twice.
    """
    if settings.database:
        raise FolderFault(
            "the journal is on a server: put it back by its own means; a backup's is a folder's"
        )
    keyring = Keyring(epochs_of(settings, Folder(settings.data), fresh=False))
    restore(source, settings.data, settings.replicas, keyring)
    with writing(settings, waiting) as service:
        service.trace.note(Act(Deed.RESTORE, by))
        Studies(service.journal.database).end(int(time.time()))
        yield service


@contextmanager
def _opened(folder: Folder, settings: Settings, reader: Reader | None = None) -> Iterator[Service]:
    with ExitStack() as stack:
        database = open_journal(settings.database or folder.journal)
        stack.callback(database.close)
        journal = Journal(database)
        keyring = Keyring(epochs_of(settings, folder, fresh=not identity_is_settled(journal)))
        patients = Patients(database)
        custody = Custody(keyring, journal, patients)
        blocks = blocks_of(settings, folder)
        stack.callback(blocks.close)
        blobs = BlobStore(blocks)
        anchor = Anchor.open(
            folder.anchor, _log_name(settings, journal), chain=chain_of(settings), database=settings.database
        )
        stack.callback(anchor.close)
        reader = reader or Reader(settings.maps, settings.senders)
        pipeline = Pipeline(
            reader, custody=custody, patients=patients, journal=journal, blobs=blobs, anchor=anchor
        )
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
            folder,
            keyring,
            journal,
            pipeline,
            release,
            Disclosure(release, trace),
            erasure,
            anchor,
            Sealing(pipeline, Lanes(database)),
            Intake(reader, custody, Inbox(database)),
        )


def _log_name(settings: Settings, journal: Journal) -> str:
    kept = journal.setting(_LOG_NAME)
    if kept is None:
        kept = (settings.site or f"fhir-anchor/{secrets.token_hex(8)}").encode()
        journal.settle(_LOG_NAME, kept)
    return kept.decode()
