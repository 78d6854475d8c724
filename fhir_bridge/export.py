"""All that is held of a patient, for the patient: in the clear, with receipts, signed as a whole.

DIR/records/ID.json      the canonical bytes        DIR/receipts/ID      what proves them, once they are anchored
DIR/messages/N.hl7       what they came from        DIR/audit.ndjson     who did what with them, as FHIR AuditEvents
DIR/logkey               checks the receipts        DIR/manifest         signed note over the SHA-256 of all of it

fhir-anchor verify DIR/receipts/ID --record DIR/records/ID.json --key DIR/logkey
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from fhir_bridge.acts import Act, Actor, Deed
from fhir_bridge.annex import sign_annexed
from fhir_bridge.disclosure import outcome_of
from fhir_bridge.errors import BridgeError, FolderFault, Reason, Refused
from fhir_bridge.records import SITE, Format
from fhir_bridge.release import Release
from fhir_bridge.store.copy import digests, write_file
from fhir_bridge.trace import Trace

FORMAT = "fhir-anchor/export/v1"
MANIFEST = "manifest"
_SUFFIX = {Format.HL7V2: "hl7"} | {one: "ndjson" for one in Format if one.lines}
"""Of what is kept; everything else is JSON."""


@dataclass(frozen=True, slots=True)
class Exported:
    """How much was written; `unproved` are records that have no receipt before the log is anchored."""

    records: int
    messages: int
    unproved: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Export:
    """Writes one patient's folder."""

    release: Release
    trace: Trace

    def write(self, patient: str, out: Path, *, by: Actor) -> Exported:
        """All of a patient, by any of their pseudonyms, into an empty folder; Refused(UNKNOWN_PATIENT, ERASED)."""
        person = self.release.custody.person(patient)
        acts = [self._act(pseudonym, by) for pseudonym in person]
        try:
            self._check(person, out)
            self._trace(acts)
            return self._written(person, out)
        except BridgeError as error:
            self._trace(replace(act, outcome=outcome_of(error)) for act in acts)
            raise

    def _act(self, pseudonym: str, by: Actor) -> Act:
        records = self.release.journal.records_of_patient(pseudonym)
        whose = self.release.custody.known(pseudonym)
        return Act(Deed.EXPORT, by, whose, tuple(stored.record.id for stored in records))

    def _trace(self, acts: Iterable[Act]) -> None:
        for act in acts:
            self.trace.note(act)

    def _check(self, person: Sequence[str], out: Path) -> None:
        if SITE in person:
            raise Refused(Reason.UNKNOWN_PATIENT)
        for pseudonym in person:
            self.release.custody.key(pseudonym)
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(out.iterdir()):
            raise FolderFault(f"{out} is not empty; name an empty folder")

    def _written(self, person: Sequence[str], out: Path) -> Exported:
        records = [one for whose in person for one in self.release.journal.records_of_patient(whose)]
        unproved = tuple(one.record.id for one in records if not self._record(one.record.id, out))
        messages = sum(self._messages(whose, out) for whose in person)
        events = [traced.event for traced in self.trace.acts(person)]
        write_file(out / "audit.ndjson", b"".join(event + b"\n" for event in events))
        signer = self.trace.anchor.signer
        write_file(out / "logkey", signer.verifier.text().encode())
        made = datetime.now(UTC).isoformat(timespec="seconds")
        facts = {
            "site": signer.verifier.origin,
            "patient": " ".join(person),
            "made": made,
            "records": str(len(records)),
        }
        lines = [" ".join(found) for found in digests(out)]
        write_file(out / MANIFEST, sign_annexed(FORMAT, facts, lines, signer).encode())
        return Exported(len(records), messages, unproved)

    def _record(self, record_id: str, out: Path) -> bool:
        """Write a record, and its receipt if it has one already."""
        write_file(out / "records" / f"{record_id}.json", self.release.open(record_id))
        try:
            receipt = self.release.receipt(record_id)
        except Refused as refusal:
            if refusal.reason is not Reason.NOT_ANCHORED:
                raise
            return False
        write_file(out / "receipts" / record_id, receipt)
        return True

    def _messages(self, patient: str, out: Path) -> int:
        ids = self.release.journal.messages_of_patient(patient)
        for id_ in ids:
            row = self.release.journal.message(id_)
            path = out / "messages" / f"{id_}.{_SUFFIX.get(row.format, 'json')}"
            write_file(path, self.release.custody.open_message(row))
        return len(ids)
