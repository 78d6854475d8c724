"""Getting a log's newest checkpoint cosigned: each witness is shown that it continues what that witness saw last."""

from __future__ import annotations

from http import HTTPStatus

from anchor.checkpoint import open_checkpoint
from anchor.cosignature import Cosignature
from anchor.errors import LogError, WitnessDeclinedError
from anchor.log import Log
from anchor.note import note_text
from anchor.witness import Submission, Witness


def cosign(log: Log, witness: Witness) -> Cosignature:
    """The witness's cosignature of the checkpoint that was signed last, kept with it.

    A `LogError` when the witness has seen another tree than this one: one of the two was lied to, or entries
    are lost. Its refusals and silence are `WitnessError`s; asking again does no harm.
    """
    note = log.last_signed()
    size = open_checkpoint(note, log.verifier).head.size
    try:
        made = _submit(log, witness, note, log.cosigned_by(witness.key.name), size)
    except WitnessDeclinedError as error:
        if error.seen is None:
            raise
        if error.seen > size:
            raise LogError("a witness has seen more of this log than it holds") from None
        made = _submit_again(log, witness, note, error.seen, size)
    if not witness.key.has_signed(note_text(note), made):
        raise LogError("a witness answered with a cosignature that is not its own")
    log.keep_cosignature(size, made)
    return made


def _submit(log: Log, witness: Witness, note: str, old: int, size: int) -> Cosignature:
    proof = log.prove_consistency(old, size=size) if 0 < old < size else ()
    return witness.cosign(Submission(old, tuple(proof), note))


def _submit_again(log: Log, witness: Witness, note: str, seen: int, size: int) -> Cosignature:
    try:
        return _submit(log, witness, note, seen, size)
    except WitnessDeclinedError as error:
        if error.status in (HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY):
            raise LogError("a witness has seen another tree under this log's name") from None
        raise
