"""The tables of kiosks, cards and consents, beside the journal's own (`models`). Nothing in them names a patient.

kiosk        a kiosk's key and certificate, until when, whether it is revoked
code         keyed hash of an enrolment code, until when
nonce        a signed request's nonce, until it could no longer be sent again
answer       what a request with an idempotency key was answered
challenge    hash of a challenge, of which kiosk, until when
visit        hash of a visit, whose card, on whose behalf, how far logged in, until when
card         a card's GUID, its certificates' hashes, where it stands, whose it is, sealed greeting
mandate      who may stand for whom
request      what an organisation asks a patient for, sealed
submission   a signed list of decisions on its way to the chain, sealed
grant        a grant as the chain has it, its opening sealed
arrival      who is here today, sealed
dispatch     messages on their way to the hospital, sealed
call         who wants somebody at which kiosk
objection    what a patient thinks wrong, sealed
"""

from __future__ import annotations

from sqlmodel import Field

from fhir_bridge.store.models import Table


class KioskRow(Table, table=True):
    """A kiosk; `revoked` is the second it was revoked in, 0 for never."""

    __tablename__ = "kiosk"

    id: str = Field(primary_key=True)
    name: str
    key: bytes
    certificate: bytes
    end: int
    revoked: int = 0


class CodeRow(Table, table=True):
    """An enrolment code that was not used yet."""

    __tablename__ = "code"

    tag: bytes = Field(primary_key=True)
    end: int


class NonceRow(Table, table=True):
    """A nonce that counts once."""

    __tablename__ = "nonce"

    kiosk: str = Field(primary_key=True)
    nonce: str = Field(primary_key=True)
    end: int = Field(index=True)


class AnswerRow(Table, table=True):
    """What was answered to a request; `status` is 0 while it is being worked on."""

    __tablename__ = "answer"

    kiosk: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    request: bytes
    status: int
    sealed: bytes
    at: int = Field(index=True)


class ChallengeRow(Table, table=True):
    """A challenge that was not used yet."""

    __tablename__ = "challenge"

    tag: bytes = Field(primary_key=True)
    kiosk: str
    end: int = Field(index=True)


class VisitRow(Table, table=True):
    """A visit at one kiosk. `subject` is whose data it is about: the holder, or whom they stand for."""

    __tablename__ = "visit"

    tag: bytes = Field(primary_key=True)
    kiosk: str
    guid: bytes
    holder: str
    subject: str
    level: str
    end: int = Field(index=True)


class CardRow(Table, table=True):
    """A card. `key` is its 9C key's 23 bytes on chain; certificates stand by their SHA-256."""

    __tablename__ = "card"

    guid: bytes = Field(primary_key=True)
    role: str
    officer: bool = False
    pseudonym: str = Field(index=True)
    state: str
    tap: bytes
    log_in: bytes
    sign: bytes
    key: bytes
    end: int
    sealed: bytes


class MandateRow(Table, table=True):
    """Who may stand for whom; `scope` and `end` as the chain has them."""

    __tablename__ = "mandate"

    representative: str = Field(primary_key=True)
    patient: str = Field(primary_key=True)
    scope: int
    end: int
    sealed: bytes


class RequestRow(Table, table=True):
    """A consent request; `state` is open, granted or declined."""

    __tablename__ = "request"

    id: str = Field(primary_key=True)
    pseudonym: str = Field(index=True)
    state: str
    sealed: bytes


class SubmissionRow(Table, table=True):
    """A signed list of decisions; `record` is the consent's record, `sealed` what the chain is told."""

    __tablename__ = "submission"

    id: str = Field(primary_key=True)
    pseudonym: str = Field(index=True)
    nonce: int
    state: str = Field(index=True)
    record: str
    sealed: bytes
    at: int


class GrantRow(Table, table=True):
    """A grant. `since` is when it was confirmed, `revoked` when a revocation was seen on the chain (`settled`: for
    good), `withdrawn` when one was handed in here; 0 for not yet.
    """

    __tablename__ = "grant_"

    id: bytes = Field(primary_key=True)
    pseudonym: str = Field(index=True)
    submission: str = Field(index=True)
    commitment: bytes
    sealed: bytes
    end: int
    since: int = 0
    block: int = 0
    revoked: int = 0
    settled: bool = False
    withdrawn: int = 0


class ArrivalRow(Table, table=True):
    """Somebody who has come; `day` is the site's date, `number` counts within it."""

    __tablename__ = "arrival"

    id: str = Field(primary_key=True)
    day: str = Field(index=True)
    number: int
    at: int
    pseudonym: str
    appointment: str
    state: str
    sealed: bytes


class DispatchRow(Table, table=True):
    """A message for the hospital; `state` is waiting, sent or refused."""

    __tablename__ = "dispatch"

    id: str = Field(primary_key=True)
    pseudonym: str
    state: str = Field(index=True)
    sealed: bytes
    at: int
    tries: int = 0
    said: str = ""


class CallRow(Table, table=True):
    """Somebody is wanted."""

    __tablename__ = "call"

    id: str = Field(primary_key=True)
    kiosk: str
    help: str
    at: int


class ObjectionRow(Table, table=True):
    """What a patient thinks wrong about an act."""

    __tablename__ = "objection"

    id: str = Field(primary_key=True)
    pseudonym: str
    act: str
    sealed: bytes
    at: int


_tables = Table.metadata.tables
KIOSK, CODE, NONCE, ANSWER = _tables["kiosk"], _tables["code"], _tables["nonce"], _tables["answer"]
CHALLENGE, VISIT, CARD, MANDATE = (
    _tables["challenge"],
    _tables["visit"],
    _tables["card"],
    _tables["mandate"],
)
REQUEST, SUBMISSION, GRANT = _tables["request"], _tables["submission"], _tables["grant_"]
ARRIVAL, DISPATCH, CALL, OBJECTION = (
    _tables["arrival"],
    _tables["dispatch"],
    _tables["call"],
    _tables["objection"],
)
