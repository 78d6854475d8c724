"""The way in, on one page.

    bytes -> accept (durable) -> translate -> split by patient -> canonicalize and hash -> seal -> put -> log

Each stage ends in one transaction of the journal, so that a crash anywhere resumes at the stage it broke off.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from anchor.canonical import Profile, canonical
from anchor.commitment import Facts, commitment
from anchor.entry import record_entry
from anchor.site import Anchor
from fhir_bridge.custody import Custody
from fhir_bridge.errors import Refused, Tampered
from fhir_bridge.facts import Bound, seal_facts
from fhir_bridge.fhir.check import Left
from fhir_bridge.patientindex import Whose
from fhir_bridge.reading import Reader, Reading
from fhir_bridge.records import SITE, Bundle, Format, Record, Sealed, SourceMessage
from fhir_bridge.seal.envelope import seal
from fhir_bridge.seal.secret import Secret, new_key
from fhir_bridge.seal.wrap import wrap
from fhir_bridge.store.blobs import BlobStore
from fhir_bridge.store.finishing import Aside, Finished
from fhir_bridge.store.journal import Accepted, Journal
from fhir_bridge.store.models import MessageState
from fhir_bridge.store.patients import Patients
from fhir_bridge.store.unixfs import cid_of

PUT_BATCH = 8 << 20
"""Bytes of envelopes that are put, and synced, together."""
LOG_BATCH = 1000
"""Commitments a transaction of the log."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The stages, and what they stand on."""

    reader: Reader
    custody: Custody
    patients: Patients
    journal: Journal
    blobs: BlobStore
    anchor: Anchor

    def accept(self, message: SourceMessage) -> tuple[int, bool]:
        """The message's id in the journal and whether it is to be read; malformed bytes are Refused and not kept.

        What was set aside is read again where it is now said of which release it is.
        """
        tag = self.custody.message_tag(message.data, message.sender)
        known = self.journal.find(tag)
        if known is not None:
            return known, bool(message.format.said) and self._tried_anew(known, message.format)
        self.reader.check(message)
        sealed, wrapped = self.custody.seal_message(message.data, tag)
        return self.journal.accept(
            tag,
            message.format,
            sealed=sealed,
            wrapped_key=wrapped,
            pseudonym=SITE,
            sender=message.sender,
        ), True

    def _tried_anew(self, message_id: int, said: Format) -> bool:
        row = self.journal.message(message_id)
        if row.state is not MessageState.REFUSED or row.format is said:
            return False
        self.journal.replay(message_id, self.custody.wrap_anew(row), said)
        return True

    def seal(self, message_id: int) -> None:
        """Translate, split, canonicalize, hash and seal an accepted message, or set it aside with its reason."""
        self.journal.finish([self.made_of(self.journal.message(message_id))])

    def made_of(self, row: Accepted) -> Finished:
        """What becomes of an accepted message: its sealed records, or the reason why there are none."""
        own_key = self.custody.message_key(row)
        data = self.custody.open_message(row, own_key)
        message = SourceMessage(data, row.format, row.tag, row.sender)
        key = cache(self.custody.key)  # of one patient, as a rule: asked for once
        try:
            reading = self.reader.read(message)
            client = None if reading.sender else self.custody.told_apart(row.sender)
            whose = Whose(
                self.custody, self.patients, sender=reading.sender, types=reading.types, client=client
            )
            for saying in reading.sayings():
                whose.hear(saying)
            left = [*reading.left]
            records = [*self._records(reading, whose, message.digest, key, left)]
        except Refused as refusal:
            return self.aside(row, refusal)
        owners = {sealed.record.pseudonym for sealed in records} - {SITE}
        several = len(owners) > 1
        owner = SITE if several or not owners else owners.pop()
        # of several no key could be destroyed for one of them alone: their records are what is kept
        wrapped = None if several else self.custody.rewrap_message(row, own_key, key(owner))
        return Finished(
            row.id,
            owner,
            wrapped,
            records,
            whose.changes,
            taken=reading.count + len(reading.left) - len(left),
            left=self._asides(left, row.sender),
            conversions=reading.conversions,
        )

    def aside(self, row: Accepted, refusal: Refused) -> Finished:
        """An accepted message's sealed bytes are kept, with the reason why no record was made of it."""
        wrapped = self.custody.rewrap_message(row, self.custody.message_key(row), self.custody.key(SITE))
        return Finished(row.id, SITE, wrapped, reason=str(refusal))

    def put(self) -> None:
        """Every spooled envelope into the blob store, under the CID that was computed before."""
        while batch := self.journal.spooled(PUT_BATCH):
            if self.blobs.put_many(batch.values()) != [cid_of(envelope) for envelope in batch.values()]:
                raise Tampered("the blob store answers with another CID")
            self.journal.stored(batch)

    def log(self) -> int:
        """Every stored record's commitment into the log; an entry that is there already keeps its place. How many."""
        count = 0
        while waiting := self.journal.unlogged(LOG_BATCH):
            indexes = self.anchor.append([record_entry(commitment_) for _, commitment_ in waiting])
            self.journal.logged((id_, index) for (id_, _), index in zip(waiting, indexes, strict=True))
            count += len(waiting)
        return count

    def _records(
        self, reading: Reading, whose: Whose, source: bytes, key: Callable[[str], Secret], left: list[Left]
    ) -> Iterator[Sealed]:
        """The records of a reading; of a bulk one, whom we cannot take is left and the others go on."""
        for part, bundle in enumerate(reading.bundles()):
            try:
                pseudonym = whose.pseudonym(bundle.patient)
                yield self._sealed(bundle, part, source=source, pseudonym=pseudonym, kek=key(pseudonym))
            except Refused as refusal:
                if not reading.lines:
                    raise
                left += [one for place in bundle.own for one in reading.lines[place].left(refusal)]

    def _asides(self, left: Sequence[Left], sender: bytes) -> list[Aside]:
        seal_aside = self.custody.seal_aside
        return [Aside(one.number, sender, *seal_aside(one.data, sender), str(one.refusal)) for one in left]

    @staticmethod
    def _sealed(bundle: Bundle, part: int, *, source: bytes, pseudonym: str, kek: Secret) -> Sealed:
        form = canonical(bundle.data, Profile.FHIR_LEX_1)
        bound = Bound(pseudonym, record=secrets.token_hex(16), version=1, profile=Profile.FHIR_LEX_1)
        key, seed = new_key(), new_key()
        envelope = seal(form.data, key, bound.context("record"))
        digests = tuple(resource.digest for resource in form.parts)
        facts = Facts(Profile.FHIR_LEX_1, form.digest, cid=cid_of(envelope), source=source, parts=digests)
        record = Record(
            id=bound.record,
            part=part,
            pseudonym=pseudonym,
            version=bound.version,
            cid=facts.cid,
            commitment=commitment(facts, seed.reveal()),
            wrapped_key=wrap(kek, key, bound.context("key")),
            wrapped_seed=wrap(kek, seed, bound.context("seed")),
            facts=seal_facts(facts, key, bound),
        )
        return Sealed(record, envelope)
