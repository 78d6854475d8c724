"""Handing a record to another organisation, and taking one over: the directory says who is who.

    OUT/handover     the record's key for the recipient alone, bound to it and to the CID, signed by the sender
    OUT/envelope     the sealed record as it lies in the sender's blob store
    OUT/receipt      what proves it

The recipient checks the sender by the directory, the envelope by its CID, the record by its receipt and the sender's
log; then it takes the record in as it takes any other, under keys of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from anchor.errors import AnchorError
from anchor.note import LogVerifier
from anchor.verify import verify
from fhir_bridge.acts import Act, Actor, Deed
from fhir_bridge.custody import Custody
from fhir_bridge.disclosure import outcome_of
from fhir_bridge.errors import BridgeError, FolderFault, Reason, Refused, Tampered
from fhir_bridge.release import Release
from fhir_bridge.seal.envelope import open_envelope
from fhir_bridge.seal.faults import Fault, SealTampered
from fhir_bridge.seal.handover import Handed, SealingKey, hand_over, sender_of, take_over
from fhir_bridge.seal.organisation import Organisation
from fhir_bridge.seal.systemkeys import SystemKeys
from fhir_bridge.store.copy import write_file
from fhir_bridge.store.erasures import Erasures, Handover
from fhir_bridge.store.unixfs import cid_of
from fhir_bridge.trace import Trace


@dataclass(frozen=True, slots=True)
class Directory:
    """A folder of organisations' notes, and the public keys of whoever vouches for them."""

    folder: Path
    keeper: LogVerifier

    def find(self, name: str) -> Organisation:
        """A member by name, vouched for today; Refused(UNKNOWN_ORGANISATION). Other notes are passed over."""
        for member in self._members():
            if member.name == name:
                return member
        raise Refused(Reason.UNKNOWN_ORGANISATION, name)

    def keys_of(self, member: str, system: str, note: str) -> bytes:
        """The JWKS of a member's system by the member's own note; Tampered unless it is that."""
        found = SystemKeys.open(note, self.find(member).verifier)
        if found.name != system:
            raise SealTampered(Fault.SYSTEM)
        return found.jwks

    def _members(self) -> Sequence[Organisation]:
        found = []
        for path in sorted(self.folder.iterdir()):
            try:
                note = path.read_text(encoding="utf-8")
                found.append(Organisation.open(note, self.keeper, datetime.now(UTC).date()))
            except (Tampered, UnicodeDecodeError):
                continue
        return found


@dataclass(frozen=True, slots=True)
class Handing:
    """Gives records to other organisations and takes theirs."""

    custody: Custody
    release: Release
    trace: Trace
    erasures: Erasures

    def ourselves(self, address: str, until: date) -> str:
        """What the directory's keeper is sent: this organisation's keys and address, signed by itself."""
        signer = self.trace.anchor.signer
        return Organisation(signer.verifier, self._sealing_key().public, address, until).certified(signer)

    def vouch(self, note: str) -> str:
        """The directory's note of an organisation that signed its own; Tampered when it did not."""
        said = Organisation.said(note)
        member = Organisation.open(note, said.verifier, datetime.now(UTC).date())
        return member.certified(self.trace.anchor.signer)

    def vouch_for(self, system: str, jwks: bytes) -> str:
        """The note by which another house knows one of this organisation's systems: its name and public keys."""
        return SystemKeys(system, jwks).certified(self.trace.anchor.signer)

    def give(self, record_id: str, to: Organisation, out: Path, *, by: Actor) -> None:
        """Write what the recipient needs into an empty folder; traced, and remembered for an erasure."""
        pseudonym = self.release.journal.record(record_id).record.pseudonym
        act = Act(Deed.HANDOVER, by, pseudonym, (record_id,), to.name)
        try:
            files = self._files(record_id, to)
            out.mkdir(mode=0o700, parents=True, exist_ok=True)
            if any(out.iterdir()):
                raise FolderFault(f"{out} is not empty; name an empty folder")
        except BridgeError as error:
            self.trace.note(replace(act, outcome=outcome_of(error)))
            raise
        self.trace.note(act)
        self.erasures.hand_over(Handover(record_id, pseudonym, to.name, act.at))
        for name, data in files.items():
            write_file(out / name, data)

    def take(self, folder: Path, directory: Directory) -> tuple[str, bytes]:
        """(sender, canonical bytes) of what another organisation handed over, every part of it checked."""
        note, envelope, receipt = _read(folder)
        sender = directory.find(sender_of(note))
        ours = self.trace.anchor.signer.verifier.origin
        handed = take_over(note, sender.verifier, recipient=ours, key=self._sealing_key())
        if cid_of(envelope) != handed.cid:
            raise Tampered("the envelope is not the one that was handed over")
        data = open_envelope(envelope, handed.key, handed.context)
        if not _proved(receipt, data, sender.verifier):
            raise Tampered("the receipt does not prove the record by the sender's log")
        return sender.name, data

    def taken(self, sender: str, records: Sequence[str], *, by: Actor) -> None:
        """Write down that a record was taken over."""
        owners = {self.release.journal.record(record).record.pseudonym for record in records}
        for owner in sorted(owners):
            mine = [one.record.id for one in self.release.journal.records_of_patient(owner)]
            ours = tuple(record for record in records if record in mine)
            self.trace.note(Act(Deed.ACCEPT, by, owner, ours, sender))

    def _files(self, record_id: str, to: Organisation) -> dict[str, bytes]:
        cid, key, context = self.release.openable(record_id)
        note = hand_over(
            Handed(cid, key, context), to.name, sealing=to.sealing, signer=self.trace.anchor.signer
        )
        envelope, receipt = self.release.blobs.get(cid), self.release.receipt(record_id)
        return {"handover": note.encode(), "envelope": envelope, "receipt": receipt}

    def _sealing_key(self) -> SealingKey:
        return SealingKey(self.custody.sealing_key())


def _read(folder: Path) -> tuple[str, bytes, bytes]:
    try:
        note = (folder / "handover").read_text(encoding="utf-8")
        return note, (folder / "envelope").read_bytes(), (folder / "receipt").read_bytes()
    except OSError as error:
        raise Refused(Reason.UNREADABLE, error.strerror or "") from error
    except UnicodeDecodeError as error:
        raise Tampered("the handover is no text") from error


def _proved(receipt: bytes, record: bytes, sender: LogVerifier) -> bool:
    try:
        return verify(receipt, record, sender).holds
    except AnchorError:
        return False
