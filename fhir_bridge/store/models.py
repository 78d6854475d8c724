"""The journal's tables. Nothing that identifies a patient stands in any of them in clear.

setting      what the folder is: the format's version, the epoch key's fingerprint, the wrapped identity key
patient      a pseudonym and its wrapped key; the row `site` holds the key of what belongs to no patient
identifier   keyed hash of an identifier -> pseudonym
bond         two pseudonyms that a message said are one person, or are not any more; nothing is ever taken out of it
message      what was accepted: keyed hashes, sealed bytes and sealed acknowledgement, how far it has come
written      a resource that a client wrote by its id, by keyed hash: its version, and the message that has it
bearing      the identifiers that its newest version bears, by keyed hash
lane         a sender: its messages are taken in their order, by one worker at a time
worker       who takes them, and a count that moves while they live
record       a sealed record: CID, commitment, wrapped key and seed, sealed facts, its place in the log
spool        a record's envelope until the blob store holds it
audit        who did what to whose records: sealed under the audit key, its commitment in the log
officer      who may order an erasure, by public key
warrant      what two of them signed, and was carried out
hold         patients who may not be erased for now
erasure      patients who are erased, and how far that has come
handover     records that another organisation was given
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

VERSION = 6
"""2: identities, acknowledgements, lanes and workers. 3: studies and features. 4: FHIR's clients are told apart.
5: a patient's acts and things have indexes. 6: numbers of 64 bits on a server.
"""
ONE_SENDER = "clients-were-one-sender"
"""The setting of a journal that knows Patients' ids from before that."""


class Table(SQLModel, registry=registry()):
    """The journal's own registry, so that its tables and the log's never land in one another's files."""


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


class MessageState(StrEnum):
    """How far a message has come."""

    ACCEPTED = "accepted"
    SEALED = "sealed"
    REFUSED = "refused"
    DROPPED = "dropped"


class SettingRow(Table, table=True):
    """One fact about the folder as a whole."""

    __tablename__ = "setting"

    name: str = Field(primary_key=True)
    value: bytes


class PatientRow(Table, table=True):
    """A pseudonym and the key that wraps its records' keys, itself wrapped by the epoch key."""

    __tablename__ = "patient"

    pseudonym: str = Field(primary_key=True)
    wrapped_key: bytes


class IdentifierRow(Table, table=True):
    """Keyed hash of an identifier, and whose it is."""

    __tablename__ = "identifier"

    tag: bytes = Field(primary_key=True)
    pseudonym: str = Field(foreign_key="patient.pseudonym", index=True)
    slot: bytes


class BondRow(Table, table=True):
    """What a message said of two pseudonyms; of what was said of the same two, the last message's holds."""

    __tablename__ = "bond"

    number: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id")
    tie: str
    one: str = Field(foreign_key="patient.pseudonym")
    other: str = Field(foreign_key="patient.pseudonym")


class MessageRow(Table, table=True):
    """An accepted message: its bytes are sealed, under the epoch's key until it is known whose it is.

    `identity` is a keyed hash of sender, control id and time: what a sender says is one message. `ack` is sealed.
    """

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_sender", "sender", "state", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    tag: bytes = Field(unique=True)
    format: str
    sealed: bytes
    wrapped_key: bytes
    pseudonym: str = Field(foreign_key="patient.pseudonym")
    state: str = Field(default=MessageState.ACCEPTED, index=True)
    reason: str = ""
    accepted_at: datetime = Field(default_factory=now)
    identity: bytes = Field(default=b"", index=True)
    sender: bytes = b""
    sequence: int | None = None
    ack: bytes = b""
    attempts: int = 0


class WrittenRow(Table, table=True):
    """A resource that a client writes by type and id. `body` is a keyed hash of its bytes, `created` says that the
    version has none before it that stands, `gone` that it is deleted; `at` is in seconds since 1970.
    """

    __tablename__ = "written"

    name: bytes = Field(primary_key=True)
    version: int
    message: bytes
    body: bytes
    created: bool
    gone: bool
    at: int


class BearingRow(Table, table=True):
    """An identifier of a written resource, by keyed hash of client, type and identifier; a deleted one bears none."""

    __tablename__ = "bearing"

    term: bytes = Field(primary_key=True)
    name: bytes = Field(primary_key=True, index=True)


class LaneRow(Table, table=True):
    """A sender, by keyed hash. Whoever holds the lane takes its messages; nobody's name is empty.

    `expected` is the sequence number that its next message bears, 0 where it numbers none.
    """

    __tablename__ = "lane"

    sender: bytes = Field(primary_key=True)
    worker: str = Field(default="", index=True)
    expected: int = 0


class WorkerRow(Table, table=True):
    """A worker process and a count that it moves: no clock is compared with another's."""

    __tablename__ = "worker"

    name: str = Field(primary_key=True)
    beats: int = 0


class RecordRow(Table, table=True):
    """A sealed record. `log_index` stays empty until the log has its commitment."""

    __tablename__ = "record"

    id: str = Field(primary_key=True)
    message_id: int = Field(foreign_key="message.id", index=True)
    part: int
    pseudonym: str = Field(foreign_key="patient.pseudonym", index=True)
    version: int
    cid: str
    commitment: bytes
    wrapped_key: bytes
    wrapped_seed: bytes
    facts: bytes
    stored: bool = Field(default=False, index=True)
    log_index: int | None = Field(default=None, index=True)


class SpoolRow(Table, table=True):
    """A record's envelope, saved before it is put: a retry puts the same bytes and so gets the same CID."""

    __tablename__ = "spool"

    record_id: str = Field(primary_key=True, foreign_key="record.id")
    envelope: bytes


class AuditRow(Table, table=True):
    """An act's sealed AuditEvent; `patient` is a keyed hash of whose records it touched, empty for nobody's."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_patient", "patient", "number"),)

    number: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    patient: bytes
    sealed: bytes
    commitment: bytes
    log_index: int | None = Field(default=None, index=True)


class OfficerRow(Table, table=True):
    """An officer's name and Ed25519 public key, 32 bytes."""

    __tablename__ = "officer"

    name: str = Field(primary_key=True)
    public_key: bytes = Field(unique=True)


class WarrantRow(Table, table=True):
    """What was signed and carried out; `signatures` are 64 bytes each."""

    __tablename__ = "warrant"

    number: int | None = Field(default=None, primary_key=True)
    act: str
    subject: str = Field(index=True)
    text: str
    signatures: bytes


class HoldRow(Table, table=True):
    """A patient under a legal hold."""

    __tablename__ = "hold"

    pseudonym: str = Field(primary_key=True, foreign_key="patient.pseudonym")
    since: datetime = Field(default_factory=now)


class ErasureRow(Table, table=True):
    """An erasure as its tombstone says it, and how far it has come; `certificate` is empty until it is done.

    `also` are the person's other pseudonyms.
    """

    __tablename__ = "erasure"

    pseudonym: str = Field(primary_key=True)
    also: str
    tombstone: int = Field(unique=True)
    at: datetime
    officers: str
    epochs: str
    stage: str
    certificate: str = ""


class HandoverRow(Table, table=True):
    """A record that another organisation was given."""

    __tablename__ = "handover"

    number: int | None = Field(default=None, primary_key=True)
    record_id: str
    pseudonym: str = Field(index=True)
    organisation: str
    at: datetime


_tables = Table.metadata.tables
SETTING, PATIENT, IDENTIFIER = _tables["setting"], _tables["patient"], _tables["identifier"]
BOND = _tables["bond"]
MESSAGE, RECORD, SPOOL = _tables["message"], _tables["record"], _tables["spool"]
WRITTEN, BEARING = _tables["written"], _tables["bearing"]
LANE, WORKER = _tables["lane"], _tables["worker"]
AUDIT, OFFICER, WARRANT = _tables["audit"], _tables["officer"], _tables["warrant"]
HOLD, ERASURE, HANDOVER = _tables["hold"], _tables["erasure"], _tables["handover"]
"""The same tables for Core statements: a model's attributes are typed as values, a table's columns as columns."""
