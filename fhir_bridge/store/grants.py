"""Consent requests, signed decisions on their way, and grants as the chain has them: plain rows, no decisions.

Openings and decisions are sealed by whoever calls; the projection's own progress stands in the journal's settings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Protocol

from sqlalchemy import Connection, and_, bindparam, func, select

from anchor.database import Database
from fhir_bridge.store.models import PATIENT, SETTING
from fhir_bridge.store.visiting import GRANT, REQUEST, SUBMISSION

_SETTLED, _SEEN = "grants-settled", "grants-seen"
# asked with every read: built once
_OF = select(GRANT).where(GRANT.c.pseudonym == bindparam("whose"))
_LIVE = (
    select(GRANT)
    .join(PATIENT, PATIENT.c.pseudonym == GRANT.c.pseudonym)
    .where(func.length(PATIENT.c.wrapped_key) > 0, GRANT.c.since > 0, GRANT.c.end > bindparam("now"))
    .where(GRANT.c.revoked == 0, GRANT.c.withdrawn == 0)
)
_NUMBER = select(SETTING.c.value).where(SETTING.c.name == bindparam("sought"))


class RequestState(StrEnum):
    """How far a consent request is."""

    OPEN = "open"
    ANSWERED = "answered"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class RequestKept:
    """A consent request; what it asks is sealed under the patient's key."""

    id: str
    pseudonym: str
    state: str
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SubmissionKept:
    """A signed list of decisions; `record` is the id of the consent's record, `sealed` what the chain is told."""

    id: str
    pseudonym: str
    nonce: int
    state: str
    record: str
    sealed: bytes = field(repr=False)
    at: int


@dataclass(frozen=True, slots=True)
class GrantKept:
    """A grant: 0 stands for a time that has not come. `settled` says that no reorganisation can undo its revocation;
    `withdrawn` is when the patient's signed revocation was handed in here.
    """

    id: bytes
    pseudonym: str
    submission: str
    commitment: bytes
    sealed: bytes = field(repr=False)
    end: int
    since: int = 0
    block: int = 0
    revoked: int = 0
    settled: bool = False
    withdrawn: int = 0

    def live(self, now: int) -> bool:
        """Whether it is confirmed, not ended, and nobody has seen or handed in a revocation."""
        return bool(self.since) and now < self.end and not (self.revoked or self.withdrawn)


# asked before each chunk: one question instead of two
_OF_AS_SEEN = (
    select(SETTING.c.value, *(GRANT.c[name] for name in GrantKept.__slots__))
    .select_from(
        SETTING.join(
            GRANT.join(PATIENT, PATIENT.c.pseudonym == GRANT.c.pseudonym),
            and_(GRANT.c.pseudonym == bindparam("whose"), func.length(PATIENT.c.wrapped_key) > 0),
            isouter=True,
        )
    )
    .where(SETTING.c.name == _SEEN)
)


class Event(Protocol):
    """A grant that was made (with its end) or revoked (None) in a block."""

    @property
    def grant(self) -> bytes:
        """Its 32 bytes."""
        ...

    @property
    def end(self) -> int | None:
        """Its end, in seconds since 1970."""
        ...

    @property
    def block(self) -> int:
        """The block that says so."""
        ...


class GrantTables:
    """The tables `request`, `submission` and `grant_`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(self, request: RequestKept) -> None:
        """A consent request of an organisation."""
        with self._database.writing() as connection:
            connection.execute(REQUEST.insert().values(asdict(request)))

    def asked(self, pseudonym: str) -> Sequence[RequestKept]:
        """The open requests to one patient."""
        open_ = REQUEST.c.pseudonym == pseudonym, REQUEST.c.state == RequestState.OPEN
        with self._database.reading() as connection:
            rows = connection.execute(select(REQUEST).where(*open_).order_by(REQUEST.c.id)).mappings()
            return [RequestKept(**row) for row in rows]

    def request(self, id_: str) -> RequestKept | None:
        """The request with this id."""
        with self._database.reading() as connection:
            row = connection.execute(select(REQUEST).where(REQUEST.c.id == id_)).mappings().first()
        return RequestKept(**row) if row else None

    def answer(self, pseudonym: str, requests: Iterable[str], state: RequestState) -> None:
        """These requests to this patient are answered."""
        with self._database.writing() as connection:
            _answer(connection, pseudonym, requests, state)

    def submit(
        self,
        submission: SubmissionKept,
        grants: Iterable[GrantKept],
        *,
        answered: Iterable[str],
        withdrawn: Iterable[bytes],
    ) -> None:
        """A signed list, the grants that it makes and withdraws, the requests that it answers: all or nothing."""
        with self._database.writing() as connection:
            connection.execute(SUBMISSION.insert().values(asdict(submission)))
            for grant in grants:
                connection.execute(GRANT.insert().values(asdict(grant)))
            mine = GRANT.c.pseudonym == submission.pseudonym, GRANT.c.commitment.in_(list(withdrawn))
            connection.execute(GRANT.update().where(*mine).values(withdrawn=submission.at))
            _answer(connection, submission.pseudonym, answered, RequestState.ANSWERED)

    def submission(self, id_: str) -> SubmissionKept | None:
        """The submission with this id."""
        with self._database.reading() as connection:
            row = connection.execute(select(SUBMISSION).where(SUBMISSION.c.id == id_)).mappings().first()
        return SubmissionKept(**row) if row else None

    def last_nonce(self, pseudonym: str) -> int:
        """The nonce of the last list of a patient that was not refused; -1 before the first."""
        mine = SUBMISSION.c.pseudonym == pseudonym, SUBMISSION.c.state != "refused"
        with self._database.reading() as connection:
            found = connection.scalar(select(func.max(SUBMISSION.c.nonce)).where(*mine))
        return -1 if found is None else int(found)

    def waiting(self, state: str) -> Sequence[SubmissionKept]:
        """Submissions in a state, oldest first."""
        query = select(SUBMISSION).where(SUBMISSION.c.state == state)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(SUBMISSION.c.at, SUBMISSION.c.nonce)).mappings()
            return [SubmissionKept(**row) for row in rows]

    def move(self, id_: str, state: str) -> None:
        """The submission now stands so."""
        with self._database.writing() as connection:
            connection.execute(SUBMISSION.update().where(SUBMISSION.c.id == id_).values(state=state))

    def of(self, pseudonym: str) -> Sequence[GrantKept]:
        """A patient's grants."""
        with self._database.reading() as connection:
            rows = connection.execute(_OF, {"whose": pseudonym}).mappings()
            return [GrantKept(**row) for row in rows]

    def of_as_seen(self, pseudonym: str) -> tuple[Sequence[GrantKept], int]:
        """A patient's grants, none of somebody who is erased, and when the chain was last followed to its head: of one
        moment. Before it ever was there are none.
        """
        with self._database.reading() as connection:
            rows = connection.execute(_OF_AS_SEEN, {"whose": pseudonym}).all()
        return [GrantKept(*row[1:]) for row in rows if row.id is not None], int(rows[0].value) if rows else 0

    def live_as_seen(self, now: int) -> tuple[Sequence[GrantKept], int]:
        """Everybody's grants that are `live`, and when the chain was last followed to its head: of one moment."""
        with self._database.reading() as connection:
            rows = connection.execute(_LIVE, {"now": now}).mappings()
            grants = [GrantKept(**row) for row in rows]
            seen = connection.scalar(_NUMBER, {"sought": _SEEN})
        return grants, int(seen or 0)

    def settled(self) -> int:
        """The last block that was taken for good; -1 before the first."""
        return self._number(_SETTLED, -1)

    def seen(self) -> int:
        """When the chain was last followed to its head; 0 for never."""
        return self._number(_SEEN, 0)

    def take(self, final: Sequence[Event], passing: Sequence[Event], *, settled: int, at: int) -> None:
        """In one transaction: these events for good, those until the next look, and when that was."""
        with self._database.writing() as connection:
            unsettled = GRANT.update().where(GRANT.c.settled.is_(False))
            connection.execute(unsettled.values(revoked=0))
            for event in final:
                _apply(connection, event, at, settled=True)
            for event in passing:
                if event.end is None:
                    _apply(connection, event, at, settled=False)
            for name, value in ((_SETTLED, settled), (_SEEN, at)):
                connection.execute(SETTING.delete().where(SETTING.c.name == name))
                connection.execute(SETTING.insert().values(name=name, value=str(value).encode()))

    def _number(self, name: str, otherwise: int) -> int:
        with self._database.reading() as connection:
            found = connection.scalar(_NUMBER, {"sought": name})
        return int(found) if found is not None else otherwise


def _apply(connection: Connection, event: Event, at: int, *, settled: bool) -> None:
    which = GRANT.update().where(GRANT.c.id == event.grant)
    if event.end is None:
        connection.execute(which.values(revoked=at, settled=settled))
    else:
        connection.execute(which.values(since=at, end=event.end, block=event.block))


def _answer(connection: Connection, pseudonym: str, requests: Iterable[str], state: RequestState) -> None:
    mine = REQUEST.c.pseudonym == pseudonym, REQUEST.c.id.in_(list(requests))
    connection.execute(REQUEST.update().where(*mine).values(state=state))
