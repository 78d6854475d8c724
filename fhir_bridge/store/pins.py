"""Does a store still keep what it should, to the last byte? What it lost or changed is put again from another one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from fhir_bridge.store.blobs import BlobStore
from fhir_bridge.store.faults import BlobMissing, BlobTampered


class State(Enum):
    """What an audit found of a blob, and what is left to do."""

    SOUND = "sound", "nothing"
    REPINNED = "repinned", "nothing: its bytes were there and are pinned again"
    REPAIRED = "repaired", "find out why the store lost it or gave other bytes"
    LOST = "lost", "restore it from a replica or a backup"

    def __init__(self, code: str, next_step: str) -> None:
        self.code = code
        self.next_step = next_step


@dataclass(frozen=True, slots=True)
class Finding:
    """A blob and what was found of it."""

    cid: str
    state: State


def audit(cids: Iterable[str], store: BlobStore, *, source: BlobStore) -> Iterator[Finding]:
    """Read every blob back, pin again what is not pinned, and put from `source` what is missing or wrong.

    A blob is only called repaired once it was read back whole. Unavailable ends the audit; what was found before it
    stands.
    """
    for cid in cids:
        yield Finding(cid, _state(cid, store, source))


def _state(cid: str, store: BlobStore, source: BlobStore) -> State:
    if _whole(cid, store):
        if store.has(cid):
            return State.SOUND
        store.put_stream(store.stream(cid))
        return State.REPINNED
    if not _whole(cid, source):
        return State.LOST
    store.drop(cid)
    store.put_stream(source.stream(cid))
    return State.REPAIRED if store.has(cid) and _whole(cid, store) else State.LOST


def _whole(cid: str, store: BlobStore) -> bool:
    try:
        for _chunk in store.stream(cid):
            continue
    except (BlobMissing, BlobTampered):
        return False
    return True
