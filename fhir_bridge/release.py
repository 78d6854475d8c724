"""The way out: a record's bytes, checked at every step, and the receipts for it and for its parts."""

from __future__ import annotations

import json
from dataclasses import dataclass

from anchor.canonical import Canonical, Profile, canonical
from anchor.commitment import Facts, open_leaf
from anchor.site import Anchor
from fhir_bridge.custody import Custody
from fhir_bridge.errors import Reason, Refused, Tampered
from fhir_bridge.facts import Bound, open_facts
from fhir_bridge.records import Record, Stored
from fhir_bridge.seal.envelope import open_envelope
from fhir_bridge.seal.secret import Secret
from fhir_bridge.seal.wrap import unwrap
from fhir_bridge.store.blobs import BlobStore
from fhir_bridge.store.journal import Journal

WHOLE = 0
"""The leaf of a record's commitment that speaks of the record as a whole; its resources are counted from 1."""


@dataclass(frozen=True, slots=True)
class Release:
    """What opens records, and proves what it gives."""

    custody: Custody
    journal: Journal
    blobs: BlobStore
    anchor: Anchor

    def facts(self, record: Record) -> Facts:
        """What the record's commitment fixes."""
        return open_facts(record.facts, self._key(record), _bound(record))

    def open(self, record_id: str, leaf: int = WHOLE) -> bytes:
        """The canonical bytes of a record, or of its resource number `leaf`."""
        stored = self.journal.record(record_id)
        form = self._opened(stored)
        if leaf == WHOLE:
            return form.data
        resource = form.parts[_resource(leaf, len(form.parts)) - 1]
        return form.data[resource.start : resource.stop]

    def parts(self, record_id: str) -> list[bytes]:
        """The canonical bytes of each of its resources, in order."""
        form = self._opened(self.journal.record(record_id))
        return [form.data[one.start : one.stop] for one in form.parts]

    def contents(self, record_id: str) -> list[str]:
        """The type of each of its resources, in order."""
        bundle = json.loads(self.open(record_id))
        return [entry["resource"]["resourceType"] for entry in bundle["entry"] if "resource" in entry]

    def receipt(self, record_id: str, leaf: int = WHOLE) -> bytes:
        """The receipt for a record, or for its resource number `leaf`."""
        stored = self.journal.record(record_id)
        published = self.anchor.status().published
        if stored.log_index is None or published is None or stored.log_index >= published.head.size:
            raise Refused(Reason.NOT_ANCHORED, record_id)
        record = stored.record
        facts = self.facts(record)
        seed = unwrap(self.custody.key(record.pseudonym), record.wrapped_seed, _bound(record).context("seed"))
        opening = open_leaf(facts, seed.reveal(), _resource(leaf, len(facts.parts)))
        if opening.root() != record.commitment:
            raise Tampered(f"record {record.id}: its facts are not the ones that were anchored")
        return self.anchor.receipt(stored.log_index, opening)

    def openable(self, record_id: str) -> tuple[str, Secret, bytes]:
        """(CID, key, context): what opens a stored record's envelope, wherever it lies."""
        record = self.journal.record(record_id).record
        return record.cid, self._key(record), _bound(record).context("record")

    def _key(self, record: Record) -> Secret:
        return unwrap(self.custody.key(record.pseudonym), record.wrapped_key, _bound(record).context("key"))

    def _opened(self, stored: Stored) -> Canonical:
        record = stored.record
        key = self._key(record)  # first: whoever is erased is denied, whatever the blob store still holds
        envelope = self.blobs.get(record.cid) if stored.stored else self.journal.envelope(record.id)
        data = open_envelope(envelope, key, _bound(record).context("record"))
        form = canonical(data, Profile.FHIR_LEX_1)
        if form.digest != open_facts(record.facts, key, _bound(record)).digest:
            raise Tampered(f"record {record.id}: its bytes are not the ones that were anchored")
        return form


def _bound(record: Record) -> Bound:
    return Bound(record.pseudonym, record=record.id, version=record.version, profile=Profile.FHIR_LEX_1)


def _resource(leaf: int, parts: int) -> int:
    if not WHOLE <= leaf <= parts:
        raise Refused(Reason.UNKNOWN_PART, f"the record has {parts} resources")
    return leaf
