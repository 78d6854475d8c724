"""What accepted messages have become, written all at once: fates, records, envelopes, and who is who by them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, select

from anchor.database import put_new
from fhir_bridge.errors import FolderFault
from fhir_bridge.records import SITE, Changes, Conversion, Format, Record, Sealed
from fhir_bridge.store.faults import LaneLost
from fhir_bridge.store.models import LANE, MESSAGE, RECORD, SPOOL, MessageState, now
from fhir_bridge.store.patients import write_bonds, write_leads

_LANE = LANE.c.sender == bindparam("lane")
_HOLDER = select(LANE.c.worker).where(_LANE).with_for_update()
_LEFT = LANE.update().where(_LANE).values(worker="")
_FATE = (
    MESSAGE.update()
    .where(MESSAGE.c.id == bindparam("sought"), MESSAGE.c.state == MessageState.ACCEPTED)
    .values({name: bindparam(name) for name in ("state", "pseudonym", "reason", "wrapped_key")})
)


@dataclass(frozen=True, slots=True)
class Aside:
    """The line or entry of this number, which was not taken with the others: set aside as its sender's message."""

    number: int
    sender: bytes = field(repr=False)
    tag: bytes = field(repr=False)
    sealed: bytes = field(repr=False)
    wrapped_key: bytes = field(repr=False)
    reason: str


@dataclass(frozen=True, slots=True)
class Finished:
    """What a message has become: its records, and its own key wrapped for `pseudonym`; or the `reason` why none.

    `changes` is what it says of who is who; `taken` is how many lines or entries it holds, `left` are those set aside,
    and `conversions` are of those that came in another release.
    Without a key its sealed bytes are let go: its records alone are kept.
    """

    id: int
    pseudonym: str
    wrapped_key: bytes | None = field(repr=False)
    records: Sequence[Sealed] = ()
    changes: Changes = field(default_factory=Changes)
    reason: str = ""
    taken: int = 1
    left: Sequence[Aside] = ()
    conversions: Sequence[Conversion] = ()


def write_finished(connection: Connection, finished: Sequence[Finished]) -> None:
    """Write it, each message once; FolderFault where another process did."""
    _write_fates(connection, finished)
    write_leads(connection, [lead for one in finished for lead in one.changes.leads.values()])
    for one in finished:
        write_bonds(connection, one.id, one.changes.bonds)
    _write_records(connection, finished)
    _write_asides(connection, [aside for one in finished for aside in one.left])


def check_lane(connection: Connection, sender: bytes, worker: str) -> None:
    """LaneLost where the worker does not hold it any more."""
    if connection.scalar(_HOLDER, {"lane": sender}) != worker:
        raise LaneLost


def leave_lane(connection: Connection, sender: bytes) -> None:
    """Give it back."""
    connection.execute(_LEFT, {"lane": sender})


def _write_fates(connection: Connection, finished: Sequence[Finished]) -> None:
    rows = [
        {
            "sought": one.id,
            "state": MessageState.REFUSED if one.reason else MessageState.SEALED,
            "pseudonym": one.pseudonym,
            "reason": one.reason,
            "wrapped_key": one.wrapped_key or b"",
        }
        for one in finished
    ]
    if rows and connection.execute(_FATE, rows).rowcount != len(rows):
        raise FolderFault("a message was taken by another process; let one process write at a time")
    if gone := [one.id for one in finished if not one.wrapped_key]:
        connection.execute(MESSAGE.update().where(MESSAGE.c.id.in_(gone)).values(sealed=b""))


def _write_records(connection: Connection, finished: Sequence[Finished]) -> None:
    made = [(one.id, sealed) for one in finished for sealed in one.records]
    if made:
        rows = [_columns(sealed.record) | {"message_id": id_, "stored": False} for id_, sealed in made]
        connection.execute(RECORD.insert(), rows)
        spool = [{"record_id": sealed.record.id, "envelope": sealed.envelope} for _, sealed in made]
        connection.execute(SPOOL.insert(), spool)


def _columns(record: Record) -> dict[str, object]:
    return {name: getattr(record, name) for name in Record.__slots__}


def _write_asides(connection: Connection, asides: Sequence[Aside]) -> None:
    if asides:
        fixed = {
            "format": Format.FHIR,
            "pseudonym": SITE,
            "state": MessageState.REFUSED,
            "accepted_at": now(),
        }
        fixed |= {"identity": b"", "ack": b"", "attempts": 0}
        columns = ("sender", "tag", "sealed", "wrapped_key", "reason")
        put_new(
            connection,
            MESSAGE,
            [{name: getattr(aside, name) for name in columns} | fixed for aside in asides],
        )
