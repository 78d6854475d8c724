"""The tables of the gateway, beside the journal's own (`models`). Nothing in them names a patient.

client       a system that may ask: its role, organisation, scopes and public keys
assertion    a signed assertion's id, until it could no longer be sent again
token        hash of an access token, whose it is and what it may, until when
emergency    who broke the glass for whom, until when; the reason sealed
bucket       how much a client may still ask, by keyed hash of whose bucket it is
entry        a record's resource: keyed hashes of what it is found by
term         keyed hashes of an entry's codes
indexed      the records that are in these two
"""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field

from fhir_bridge.store.models import Table


class ClientRow(Table, table=True):
    """A client; `revoked` is the second it was revoked in, 0 for never, `keys` a JWKS of public keys."""

    __tablename__ = "client"

    id: str = Field(primary_key=True)
    role: str
    organisation: str
    own: bool
    practitioners: str
    scopes: str
    keys: bytes
    revoked: int = 0


class AssertionRow(Table, table=True):
    """An assertion that counts once."""

    __tablename__ = "assertion"

    client: str = Field(primary_key=True)
    jti: str = Field(primary_key=True)
    end: int = Field(index=True)


class TokenRow(Table, table=True):
    """An access token; `practitioner` is who asks behind the client, `purpose` a code of PurposeOfUse."""

    __tablename__ = "token"

    tag: bytes = Field(primary_key=True)
    client: str = Field(index=True)
    scopes: str
    purpose: str
    practitioner: str
    end: int = Field(index=True)


class EmergencyRow(Table, table=True):
    """A glass that was broken."""

    __tablename__ = "emergency"

    client: str = Field(primary_key=True)
    practitioner: str = Field(primary_key=True)
    pseudonym: str = Field(primary_key=True)
    end: int
    sealed: bytes


class BucketRow(Table, table=True):
    """A bucket: thousandths of a request that were left at a moment (milliseconds since 1970)."""

    __tablename__ = "bucket"

    tag: bytes = Field(primary_key=True)
    level: int
    at: int


class EntryRow(Table, table=True):
    """A resource. `name` is the keyed hash of type and id, `thing` of what it is a version of, `kind` of its type."""

    __tablename__ = "entry"
    __table_args__ = (Index("ix_entry_pseudonym", "pseudonym", "thing"),)

    number: int | None = Field(default=None, primary_key=True)
    record_id: str = Field(foreign_key="record.id", index=True)
    leaf: int
    pseudonym: str
    name: bytes = Field(index=True)
    thing: bytes
    kind: bytes
    at: int
    gone: bool


class TermRow(Table, table=True):
    """A code that an entry is found by."""

    __tablename__ = "term"

    number: int = Field(primary_key=True)
    tag: bytes = Field(primary_key=True, index=True)


class IndexedRow(Table, table=True):
    """A record whose resources are in the index."""

    __tablename__ = "indexed"

    record_id: str = Field(primary_key=True)


_tables = Table.metadata.tables
CLIENT, ASSERTION, TOKEN = _tables["client"], _tables["assertion"], _tables["token"]
EMERGENCY, BUCKET = _tables["emergency"], _tables["bucket"]
ENTRY, TERM, INDEXED = _tables["entry"], _tables["term"], _tables["indexed"]
