"""The trace as a whole, signed once a day: what a day's checkpoint counts can neither go nor change unseen.

    fhir-anchor/audit-checkpoint/v1
    origin clinic.example/log
    day 2026-11-21
    acts 4711
    root 5OYzHL9E5+96ylmPOgT1xEGV5191apNTMssctwWbvsw=

    — clinic.example/log ...

`root` is the RFC 6962 root over the log entries of the first so many acts, in the order in which they were written
down. It is signed in the first minutes of its day (UTC), so it speaks of all days before. A copy that is kept elsewhere
shows what a data folder was put back from, or cut down to.

Beside a checkpoint its tree's peaks are kept and the number of its last act: the next one reads what came since, and
`verify` reads everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from anchor import merkle
from anchor.checkpoint import TreeHead
from anchor.entry import act_entry
from anchor.errors import AnchorError, FormatError, SignatureError
from anchor.note import LogVerifier, sign
from anchor.peaks import Peaks
from anchor.spelling import decimal, decode_hash, encode, labelled, one_spelling
from fhir_bridge.errors import Tampered
from fhir_bridge.store.journal import Journal
from fhir_bridge.trace import Trace

FORMAT: Final = "fhir-anchor/audit-checkpoint/v1"
_LABELS: Final = ("origin", "day", "acts", "root")
_KEPT: Final = "audit-checkpoint "
_PEAKS: Final = "audit-peaks"


@dataclass(frozen=True, slots=True)
class AuditCheckpoint:
    """How many acts there were when a day began, and the root over them."""

    origin: str
    day: date
    head: TreeHead

    def text(self) -> str:
        """What is signed: five lines."""
        values = (self.origin, self.day.isoformat(), self.head.size, encode(self.head.root))
        lines = [f"{label} {value}" for label, value in zip(_LABELS, values, strict=True)]
        return "\n".join([FORMAT, *lines]) + "\n"

    @classmethod
    def parse(cls, text: str) -> AuditCheckpoint:
        """The checkpoint that `text()` wrote; a FormatError for any other spelling. Says nothing of signatures."""
        lines = text.split("\n")[:-1]
        if len(lines) != 1 + len(_LABELS) or lines[0] != FORMAT:
            raise FormatError("audit checkpoint: not one of this version")
        values = (labelled(line, label, FORMAT) for line, label in zip(lines[1:], _LABELS, strict=True))
        origin, day, acts, root = values
        head = TreeHead(decimal(acts, "acts"), decode_hash(root, "root"))
        try:
            found = cls(origin, date.fromisoformat(day), head)
        except ValueError as fault:
            raise FormatError("audit checkpoint: not a day") from fault
        return one_spelling(text, found, cls.text, "audit checkpoint")

    @classmethod
    def opened(cls, note: str, verifier: LogVerifier) -> AuditCheckpoint:
        """The checkpoint of a note that both keys of this site have signed; an AnchorError for any other."""
        found = cls.parse(verifier.open(note))
        if found.origin != verifier.origin:
            raise SignatureError("audit checkpoint: of another site than its keys")
        return found


@dataclass(frozen=True, slots=True)
class Audit:
    """Signs the trace, and checks it against what was signed."""

    trace: Trace
    journal: Journal

    def sign_daily(self, now: datetime) -> str | None:
        """The checkpoint of today, kept; None where there is one."""
        day = now.astimezone(UTC).date()
        if self.journal.setting(f"{_KEPT}{day}") is not None:
            return None
        self.trace.settle()
        signer = self.trace.anchor.signer
        last, peaks = self._grown()
        note = sign(AuditCheckpoint(signer.verifier.origin, day, peaks.head()).text(), signer)
        self.journal.note(_PEAKS, last.to_bytes(8, "big") + bytes(peaks))
        self.journal.note(f"{_KEPT}{day}", note.encode())
        return note

    def checkpoints(self) -> Sequence[str]:
        """Every checkpoint that is kept, oldest first."""
        return [kept.decode() for _, kept in self.journal.settings(_KEPT)]

    def verify(self, elsewhere: Sequence[str] = ()) -> tuple[int, int]:
        """How many acts and checkpoints there are; Tampered where an act or the log does not fit a checkpoint, kept
        here or `elsewhere`, or acts and log one another.
        """
        count, leaves, notes = self.trace.check(), self._leaves(), self.checkpoints()
        for note in (*notes, *elsewhere):
            self._hold(note, leaves)
        return count, len(notes)

    def _hold(self, note: str, leaves: list[bytes]) -> None:
        try:
            found = AuditCheckpoint.opened(note, self.trace.anchor.signer.verifier)
        except AnchorError as error:
            raise Tampered(f"an audit checkpoint is not one that this site signed: {error}") from error
        if found.head.size > len(leaves):
            raise Tampered(f"{found.head.size} acts were signed on {found.day}, and {len(leaves)} are left")
        if merkle.root(leaves[: found.head.size]) != found.head.root:
            raise Tampered(f"the acts before {found.day} are not those that were signed then")

    def _grown(self) -> tuple[int, Peaks]:
        """The number of the last act, and the peaks of the tree over all of them."""
        kept = self.journal.setting(_PEAKS)
        last, peaks = (int.from_bytes(kept[:8], "big"), Peaks.parse(kept[8:])) if kept else (0, Peaks())
        for number, commitment in self.trace.trail.commitments(last):
            last, peaks = number, peaks.grown([merkle.leaf_hash(act_entry(commitment))])
        return last, peaks

    def _leaves(self) -> list[bytes]:
        return merkle.leaf_hashes(
            [act_entry(commitment) for _, commitment in self.trace.trail.commitments(0)]
        )
