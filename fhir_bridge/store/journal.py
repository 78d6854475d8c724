"""The journal: what was accepted and how far it has come. Every stage is one compare-and-set transaction.

    accept -> ACCEPTED --seal--> SEALED (records, their envelopes in the spool) --put--> stored --log--> has an index
                 ^     `-refuse-> REFUSED --drop--> DROPPED
                 `----replay---------'

Messages come in through `inbox`, and `lanes` says who may work on which. A crash between two stages leaves the earlier
one, and what is unfinished is found again by its state.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, Integer, RowMapping, bindparam, cast, func, select

from anchor.database import Database
from fhir_bridge.errors import FolderFault, Reason, Refused
from fhir_bridge.records import SITE, Changes, Format, Record, Sealed, Stored
from fhir_bridge.store.finishing import Finished, check_lane, leave_lane, write_finished
from fhir_bridge.store.models import MESSAGE, RECORD, SETTING, SPOOL, MessageState, now

NOTHING = Changes()


@dataclass(frozen=True, slots=True)
class Accepted:
    """A message in the journal, its bytes sealed under the key of `pseudonym`."""

    id: int
    tag: bytes = field(repr=False)
    format: Format
    sealed: bytes = field(repr=False)
    wrapped_key: bytes = field(repr=False)
    pseudonym: str
    state: MessageState
    reason: str
    sender: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A message in quarantine."""

    id: int
    accepted_at: datetime
    format: Format
    attempts: int
    reason: str


_LOGGED = RECORD.update().where(RECORD.c.id == bindparam("sought")).values(log_index=bindparam("place"))
_ONE_RECORD = select(RECORD).where(RECORD.c.id == bindparam("sought"))
_SETTING = select(SETTING.c.value).where(SETTING.c.name == bindparam("sought"))
_MESSAGE = select(*(MESSAGE.c[name] for name in Accepted.__slots__)).where(
    MESSAGE.c.id == bindparam("sought")
)


class Journal:
    """The tables `setting`, `message`, `record` and `spool`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def database(self) -> Database:
        """Where the site's other tables are, too."""
        return self._database

    def setting(self, name: str) -> bytes | None:
        """One fact about the folder as a whole."""
        with self._database.reading() as connection:
            return connection.scalar(_SETTING, {"sought": name})

    def settings(self, prefix: str) -> Sequence[tuple[str, bytes]]:
        """Facts whose names begin so, in the names' order."""
        query = select(SETTING.c.name, SETTING.c.value).where(
            SETTING.c.name.startswith(prefix, autoescape=True)
        )
        with self._database.reading() as connection:
            return [(row.name, row.value) for row in connection.execute(query.order_by(SETTING.c.name))]

    def settle(self, name: str, value: bytes) -> None:
        """Write such a fact, for the first and only time."""
        with self._database.writing() as connection:
            connection.execute(SETTING.insert().values(name=name, value=value))

    def note(self, name: str, value: bytes) -> None:
        """Write a fact that may change; the newest stands."""
        with self._database.writing() as connection:
            connection.execute(SETTING.delete().where(SETTING.c.name == name))
            connection.execute(SETTING.insert().values(name=name, value=value))

    def find(self, tag: bytes) -> int | None:
        """The id of a message that was accepted before."""
        with self._database.reading() as connection:
            return connection.scalar(select(MESSAGE.c.id).where(MESSAGE.c.tag == tag))

    def accept(
        self,
        tag: bytes,
        format_: Format,
        *,
        sealed: bytes,
        wrapped_key: bytes,
        pseudonym: str,
        sender: bytes = b"",
    ) -> int:
        """Make a message durable: when this returns it will not be lost."""
        row = {
            "tag": tag,
            "format": format_,
            "sealed": sealed,
            "wrapped_key": wrapped_key,
            "pseudonym": pseudonym,
        }
        fresh = {"state": MessageState.ACCEPTED, "reason": "", "accepted_at": now()}
        fresh |= {"identity": b"", "sender": sender, "ack": b"", "attempts": 0}
        with self._database.writing() as connection:
            insertion = MESSAGE.insert().values(row | fresh).returning(MESSAGE.c.id)
            return int(connection.execute(insertion).scalar_one())

    def message(self, id_: int) -> Accepted:
        """A message by its id."""
        return self.messages([id_])[0]

    def messages(self, ids: Iterable[int]) -> Sequence[Accepted]:
        """Messages by their ids, in this order."""
        with self._database.reading() as connection:
            rows = [connection.execute(_MESSAGE, {"sought": id_}).mappings().one() for id_ in ids]
        return [_accepted(row) for row in rows]

    def pending(self) -> Sequence[int]:
        """Accepted messages that are not sealed yet, oldest first."""
        query = select(MESSAGE.c.id).where(MESSAGE.c.state == MessageState.ACCEPTED).order_by(MESSAGE.c.id)
        with self._database.reading() as connection:
            return connection.scalars(query).all()

    def refuse(self, id_: int, reason: str, wrapped_key: bytes) -> None:
        """Set a message aside with its reason; its sealed bytes stay."""
        self.finish([Finished(id_, SITE, wrapped_key, reason=reason)])

    def seal(
        self,
        id_: int,
        records: Sequence[Sealed],
        *,
        pseudonym: str,
        wrapped_key: bytes | None,
        changes: Changes = NOTHING,
    ) -> None:
        """Write a message's records and envelopes and what it says of who is who, together."""
        self.finish([Finished(id_, pseudonym, wrapped_key, records, changes)])

    def finish(
        self, finished: Sequence[Finished], *, lane: tuple[bytes, str] | None = None, leaving: bool = False
    ) -> None:
        """Write what accepted messages have become, all or nothing; LaneLost when `lane` (sender, worker) is lost.

        `leaving` gives it back.
        """
        with self._database.writing() as connection:
            if lane:
                check_lane(connection, *lane)
            if lane and leaving:
                leave_lane(connection, lane[0])
            write_finished(connection, finished)

    def set_aside(self) -> Sequence[SetAside]:
        """What is in quarantine, oldest first."""
        columns = [MESSAGE.c[name] for name in SetAside.__slots__]
        query = select(*columns).where(MESSAGE.c.state == MessageState.REFUSED).order_by(MESSAGE.c.id)
        with self._database.reading() as connection:
            return [
                SetAside(**(dict(row) | {"format": Format(row["format"])}))
                for row in connection.execute(query).mappings()
            ]

    def replay(self, id_: int, wrapped_key: bytes, said: Format | None = None) -> None:
        """Let a message that was set aside be tried anew, as what is `said`; the epoch wraps its key again."""
        with self._database.writing() as connection:
            fresh = {"state": MessageState.ACCEPTED, "reason": "", "attempts": 0, "wrapped_key": wrapped_key}
            fresh |= {"format": said} if said else {}
            _advance(connection, id_, MessageState.REFUSED, **fresh)

    def drop(self, id_: int) -> None:
        """Destroy the bytes of a message that was set aside; that it came is still known."""
        with self._database.writing() as connection:
            gone = {"state": MessageState.DROPPED, "wrapped_key": b"", "sealed": b""}
            _advance(connection, id_, MessageState.REFUSED, **gone)

    def records_of(self, message_id: int) -> Sequence[str]:
        """The ids of a message's records."""
        query = select(RECORD.c.id).where(RECORD.c.message_id == message_id).order_by(RECORD.c.part)
        with self._database.reading() as connection:
            return connection.scalars(query).all()

    def spooled(self, room: int) -> dict[str, bytes]:
        """Envelopes by record id that are not known to be in the blob store: one, or as many as `room` bytes hold."""
        batch: dict[str, bytes] = {}
        with (
            self._database.reading() as connection,
            connection.execution_options(yield_per=1).execute(select(SPOOL)) as rows,
        ):
            for row in rows:
                room -= len(row.envelope)
                if batch and room < 0:
                    break
                batch[row.record_id] = row.envelope
        return batch

    def envelope(self, record_id: str) -> bytes:
        """A spooled envelope."""
        query = select(SPOOL.c.envelope).where(SPOOL.c.record_id == record_id)
        with self._database.reading() as connection:
            return bytes(connection.scalars(query).one())

    def stored(self, record_ids: Iterable[str]) -> None:
        """The blob store holds these records: the spool need not."""
        ids = list(record_ids)
        with self._database.writing() as connection:
            connection.execute(RECORD.update().where(RECORD.c.id.in_(ids)).values(stored=True))
            connection.execute(SPOOL.delete().where(SPOOL.c.record_id.in_(ids)))

    def unlogged(self, most: int) -> Sequence[tuple[str, bytes]]:
        """(id, commitment) of records that are stored and not yet known to be in the log."""
        query = select(RECORD.c.id, RECORD.c.commitment).where(RECORD.c.stored, RECORD.c.log_index.is_(None))
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(RECORD.c.message_id, RECORD.c.part).limit(most)).all()
        return [(row.id, row.commitment) for row in rows]

    def logged(self, places: Iterable[tuple[str, int]]) -> None:
        """(id, index): these records' places in the log."""
        rows = [{"sought": id_, "place": index} for id_, index in places]
        with self._database.writing() as connection:
            if rows:
                connection.execute(_LOGGED, rows)

    def records_of_patient(self, pseudonym: str) -> Sequence[Stored]:
        """A patient's records, oldest first."""
        query = select(RECORD).where(RECORD.c.pseudonym == pseudonym)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(RECORD.c.message_id, RECORD.c.part)).mappings().all()
        return [_stored(row) for row in rows]

    def messages_of_patient(self, pseudonym: str) -> Sequence[int]:
        """The ids of the messages that are kept for one patient, oldest first."""
        query = select(MESSAGE.c.id).where(MESSAGE.c.pseudonym == pseudonym).order_by(MESSAGE.c.id)
        with self._database.reading() as connection:
            return connection.scalars(query).all()

    def kept_cids(self) -> Sequence[str]:
        """The CIDs of every stored record that is not erased, oldest first."""
        query = select(RECORD.c.cid).where(RECORD.c.stored, func.length(RECORD.c.wrapped_key) > 0)
        with self._database.reading() as connection:
            return connection.scalars(query.order_by(RECORD.c.message_id, RECORD.c.part)).all()

    def record(self, id_: str) -> Stored:
        """A record by its id."""
        with self._database.reading() as connection:
            row = connection.execute(_ONE_RECORD, {"sought": id_}).mappings().first()
        if row is None:
            raise Refused(Reason.UNKNOWN_RECORD, id_)
        return _stored(row)

    def records(self) -> Sequence[Stored]:
        """Every record, oldest first."""
        with self._database.reading() as connection:
            query = select(RECORD).order_by(RECORD.c.message_id, RECORD.c.part)
            return [_stored(row) for row in connection.execute(query).mappings()]

    def pace(self) -> dict[str, object]:
        """How many messages were taken in the last minute and hour, and since when the oldest waits."""
        moment = now()
        taken = select(func.count()).select_from(MESSAGE)
        oldest = select(func.min(MESSAGE.c.accepted_at)).where(MESSAGE.c.state == MessageState.ACCEPTED)
        with self._database.reading() as connection:
            minute, hour = (
                connection.scalar(taken.where(MESSAGE.c.accepted_at >= moment - since))
                for since in (timedelta(minutes=1), timedelta(hours=1))
            )
            waits = connection.scalar(oldest)
        facts: dict[str, object] = {"taken in a minute": minute, "taken in an hour": hour}
        return facts | ({"oldest waits since": waits.isoformat(timespec="seconds")} if waits else {})

    def counts(self) -> dict[str, int]:
        """How many messages stand in each state, and how many records there are and wait for what."""
        by_state = select(MESSAGE.c.state, func.count()).group_by(MESSAGE.c.state)
        with self._database.reading() as connection:
            states = {f"messages {row[0]}": row[1] for row in connection.execute(by_state)}
            records = connection.execute(
                select(
                    func.count(), func.count(RECORD.c.log_index), func.sum(cast(RECORD.c.stored, Integer))
                ).select_from(RECORD)
            ).one()
        total, logged, stored = records[0], records[1], int(records[2] or 0)
        return states | {
            "records": total,
            "records to store": total - stored,
            "records to log": stored - logged,
        }

    @contextmanager
    def still(self) -> Iterator[None]:
        """Nobody writes in the journal meanwhile."""
        with self._database.writing():
            yield

    def fault(self) -> str | None:
        """What the database finds wrong with its own pages, if anything."""
        return self._database.fault()


def _advance(connection: Connection, id_: int, expected: MessageState, **values: object) -> None:
    row = MESSAGE.update().where(MESSAGE.c.id == id_, MESSAGE.c.state == expected)
    if connection.execute(row.values(**values)).rowcount != 1:
        raise FolderFault(f"message {id_} was taken by another process; let one process write at a time")


def _accepted(row: RowMapping) -> Accepted:
    return Accepted(**(dict(row) | {"format": Format(row["format"]), "state": MessageState(row["state"])}))


def _stored(row: RowMapping) -> Stored:
    record = Record(**{name: row[name] for name in Record.__slots__})
    return Stored(record=record, stored=row["stored"], log_index=row["log_index"])
