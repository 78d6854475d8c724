"""The tombstones: an append-only list of who is erased, beside the journal and in further folders.

    DIR/tombstones/00000001      one signed note each, by both of the log's keys; the same below each replica

    fhir-anchor/tombstone/v1
    site clinic.example/log
    number 1
    after 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=      SHA-256 of the note before; of nothing, for the first
    patient a0b4f387e8679569fbb47122fd89e5b8                then the person's other pseudonyms, if they have any
    erased 2026-11-21T10:57:03+00:00
    officers alice bob
    epochs 51ef1a0f9c8c9bfb                                 held then: a copy from before opens under these alone

A tombstone is what makes an erasure final: it stands before anything is destroyed, and whatever data is restored, what
it names is denied before anything is served. So the list is the one thing that is never restored to an older state.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Self

from anchor.errors import AnchorError
from anchor.note import LogVerifier, NoteSigner, sign
from fhir_bridge.errors import FolderFault, Tampered, Unavailable
from fhir_bridge.store.erasures import Erased

FORMAT = "fhir-anchor/tombstone/v1"
NAME = "tombstones"
_LABELS = ("site", "number", "after", "patient", "erased", "officers", "epochs")
_NOTHING = hashlib.sha256().digest()


@dataclass(frozen=True, slots=True)
class Tombstone:
    """One erasure and the note before it, by SHA-256."""

    site: str
    after: bytes
    erased: Erased

    @classmethod
    def parse(cls, text: str) -> Self:
        """The tombstone that `str` wrote; ValueError for any other spelling."""
        site, number, after, patient, at, officers, epochs = (
            line.partition(" ")[2] for line in text.split("\n")[1:-1]
        )
        pseudonym, *also = patient.split(" ")
        erased = Erased(
            pseudonym,
            int(number),
            datetime.fromisoformat(at),
            tuple(officers.split()),
            tuple(epochs.split()),
            also=tuple(also),
        )
        found = cls(site, base64.b64decode(after, validate=True), erased)
        if str(found) != text:
            raise ValueError("a tombstone of another spelling")
        return found

    def __str__(self) -> str:
        one = self.erased
        after = base64.b64encode(self.after).decode()
        officers, epochs = " ".join(one.officers), " ".join(one.epochs)
        words = (
            self.site,
            str(one.tombstone),
            after,
            " ".join(one.person),
            one.at.isoformat(),
            officers,
            epochs,
        )
        lines = [f"{label} {word}" for label, word in zip(_LABELS, words, strict=True)]
        return "\n".join([FORMAT, *lines, ""])


class Tombstones:
    """The list in one folder and its replicas; `verifier` are the site's own keys."""

    def __init__(self, folder: Path, replicas: Sequence[Path], verifier: LogVerifier) -> None:
        self._folder = folder
        self._replicas = tuple(replica / NAME for replica in replicas)
        self._verifier = verifier

    def beyond(self, known: int) -> Iterator[Erased]:
        """What the list names after its first `known` tombstones; Tampered where it is not whole."""
        for number in range(known + 1, self._count() + 1):
            yield self._read(number).erased

    def heal(self, known: int) -> None:
        """Take from the replicas what the journal knows of and this list has lost; Tampered when none has it."""
        for replica in self._replicas:
            if self._count() < known:
                self.gather(replica)
        if self._count() < known:
            raise Tampered("the list of tombstones is shorter than the journal's; take it from a replica")

    def check(self) -> int:
        """How many there are, every signature and link checked; Tampered."""
        return sum(1 for _ in self.beyond(0))

    def add(self, erased: Erased, signer: NoteSigner) -> Erased:
        """Set a tombstone; it is final when this returns. Its number is given here."""
        last = self._count()
        numbered = replace(erased, tombstone=last + 1)
        stone = Tombstone(signer.verifier.origin, self._digest(last), numbered)
        _write(self._path(last + 1), sign(str(stone), signer).encode())
        return numbered

    def behind(self) -> list[Path]:
        """The replicas that lack a tombstone or cannot be reached."""
        return [replica for replica in self._replicas if self._missing(replica) != []]

    def replicate(self) -> None:
        """Bring every replica up to date; Unavailable when one cannot be, after all others were."""
        failed = [replica for replica in self._replicas if not self._copied(replica)]
        if failed:
            raise Unavailable(f"tombstones cannot be copied to {', '.join(map(str, failed))}")

    def gather(self, folder: Path) -> int:
        """Take from a replica what is missing here, each checked; how many that were."""
        count = 0
        while (beside := folder / f"{self._count() + 1:08}").exists():
            number = self._count() + 1
            note = beside.read_bytes()
            self._parse(note, number)
            _write(self._path(number), note)
            count += 1
        return count

    def _copied(self, replica: Path) -> bool:
        try:
            for number in self._missing(replica) or ():
                _write(replica / f"{number:08}", self._path(number).read_bytes())
        except OSError:
            return False
        return self._missing(replica) == []

    def _missing(self, replica: Path) -> list[int] | None:
        """The numbers that a replica lacks; None when it cannot be reached."""
        if not replica.parent.is_dir():
            return None
        return [number for number in range(1, self._count() + 1) if not (replica / f"{number:08}").exists()]

    def _read(self, number: int) -> Tombstone:
        try:
            note = self._path(number).read_bytes()
        except FileNotFoundError as error:
            raise Tampered(f"tombstone {number} is missing; take it from a replica") from error
        return self._parse(note, number)

    def _parse(self, note: bytes, number: int) -> Tombstone:
        try:
            stone = Tombstone.parse(self._verifier.open(note.decode()))
        except (AnchorError, ValueError) as refusal:
            raise Tampered(f"tombstone {number} is not one that this site signed") from refusal
        if (stone.erased.tombstone, stone.after) != (number, self._digest(number - 1)):
            raise Tampered(f"tombstone {number} does not continue the list")
        return stone

    def _digest(self, number: int) -> bytes:
        return hashlib.sha256(self._path(number).read_bytes()).digest() if number else _NOTHING

    def _count(self) -> int:
        """The highest number: a gap below it is found when it is read."""
        return max((int(path.name) for path in self._folder.glob("[0-9]" * 8)), default=0)

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:08}"


def _write(path: Path, data: bytes) -> None:
    """A new file, whole and synced before it has its name; FolderFault where there is one."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    partial = path.with_suffix(".new")
    with partial.open("wb") as file:
        file.write(data)
        os.fsync(file.fileno())
    try:
        os.link(partial, path)
    except FileExistsError as error:
        raise FolderFault(f"{path} is there already; let one process write at a time") from error
    finally:
        partial.unlink()
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
