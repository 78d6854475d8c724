"""C2SP witnesses: what a log asks of one, and one of our own.

    old 20852014
    PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
    jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=

    example.com/behind-the-sofa
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — example.com/behind-the-sofa ...

A log submits a checkpoint with the proof that it continues the one that the witness cosigned last; the witness
keeps the newest of each log, and cosigns nothing that does not continue it. Source: c2sp.org/tlog-witness.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final, Protocol

from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, String, Table, select

from anchor import merkle
from anchor.checkpoint import Checkpoint, TreeHead, open_checkpoint
from anchor.cosignature import Cosignature, Cosigner, WitnessKey, split_cosignatures
from anchor.database import open_database, put
from anchor.errors import AnchorError, FormatError, WitnessDeclinedError
from anchor.note import LogVerifier, note_text
from anchor.spelling import decimal, decode_hash, encode, labelled, one_spelling

VERSION = 1
MAX_SUBMISSION: Final = 65536  # bytes: 63 hashes, a checkpoint, signatures
MAX_PROOF: Final = 63  # hashes, as the protocol says

_EMPTY: Final = TreeHead(0, merkle.root([]))
_schema = MetaData()
_seen = Table(
    "seen",
    _schema,
    Column("origin", String, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("root", LargeBinary, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Submission:
    """A checkpoint (a note), and the proof that it continues the tree of `old` leaves."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: str

    def text(self) -> str:
        """What is posted to a witness."""
        return "\n".join([f"old {self.old}", *map(encode, self.proof), "", self.checkpoint])

    @classmethod
    def parse(cls, text: str) -> Submission:
        """The submission that `text()` wrote; any other spelling is a `FormatError`."""
        head, _, checkpoint = text.partition("\n\n")
        old, *proof = head.split("\n")
        if len(proof) > MAX_PROOF:
            raise FormatError("submission: a proof longer than the protocol allows")
        path = tuple(decode_hash(line, "proof") for line in proof)
        made = cls(decimal(labelled(old, "old", "submission"), "old size"), path, checkpoint)
        return one_spelling(text, made, cls.text, "submission")


class Witness(Protocol):
    """A witness as a log knows it."""

    @property
    def key(self) -> WitnessKey:
        """Whom to expect."""
        ...

    def cosign(self, submission: Submission) -> Cosignature:
        """Its cosignature; a `WitnessDeclinedError` says why not, a `WitnessUnavailableError` that it does not
        answer.
        """
        ...


class LocalWitness:
    """A witness in one database file, for the logs that it was told of; `clock` gives seconds since 1970."""

    def __init__(
        self, path: Path, signer: Cosigner, *, logs: Iterable[LogVerifier], clock: Callable[[], float]
    ) -> None:
        self._database = open_database(path, _schema, name="witness", version=VERSION)
        self._signer = signer
        self._logs = {log.origin: log for log in logs}
        self._clock = clock

    @property
    def key(self) -> WitnessKey:
        """Its name and public key."""
        return self._signer.key

    def cosign(self, submission: Submission) -> Cosignature:
        """Cosign a checkpoint that continues the last one; it is kept before this returns."""
        checkpoint = self._checked(submission)
        with self._database.writing() as connection:
            row = connection.execute(select(_seen).where(_seen.c.origin == checkpoint.origin)).one_or_none()
            last = TreeHead(row.size, row.root) if row else _EMPTY
            _check_continues(submission, checkpoint.head, last)
            head = {"size": checkpoint.head.size, "root": checkpoint.head.root}
            put(connection, _seen, [{"origin": checkpoint.origin} | head])
        return self._signer.cosign(checkpoint.text(), int(self._clock()))

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def _checked(self, submission: Submission) -> Checkpoint:
        claimed = Checkpoint.parse(note_text(submission.checkpoint))
        log = self._logs.get(claimed.origin)
        if log is None:
            raise WitnessDeclinedError(HTTPStatus.NOT_FOUND)
        try:
            open_checkpoint(split_cosignatures(submission.checkpoint)[0], log)
        except AnchorError:
            raise WitnessDeclinedError(HTTPStatus.FORBIDDEN) from None
        if submission.old > claimed.head.size:
            raise WitnessDeclinedError(HTTPStatus.BAD_REQUEST)
        return claimed


def _check_continues(submission: Submission, head: TreeHead, last: TreeHead) -> None:
    if submission.old != last.size or (head.size == last.size and head.root != last.root):
        raise WitnessDeclinedError(HTTPStatus.CONFLICT, seen=last.size)
    if submission.old in (0, head.size):
        sound = not submission.proof
    else:
        sound = merkle.verify_consistency(
            last.size, head.size, old_root=last.root, new_root=head.root, path=submission.proof
        )
    if not sound:
        raise WitnessDeclinedError(HTTPStatus.UNPROCESSABLE_ENTITY)
