"""What a message is at each stage of its way: one frozen type a stage.

    SourceMessage -> Bundle -> Canonical -> Sealed -> Stored -> Receipt

`Canonical` is `anchor.canonical`'s and `Receipt` is `anchor.receipt`'s: the anchor knows them too.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

SITE = "site"
"""Stands where a pseudonym would, for what belongs to no patient."""
RESOURCE_ID = "resource-id"
"""The type of an identifier that is a Patient's name as a resource: `Patient/7`, or its URL. It is worth something at
its sender alone, or everywhere where we gave it (its system is `HERE`)."""
HERE = "urn:fhir-anchor:given"
"""The system of the names that we gave to what was posted without one."""


class Format(StrEnum):
    """What an input is written in; of FHIR, also the release that its sender says, and whether it was posted to us as
    to a server, which makes resources of it (`fhir.created`).
    """

    HL7V2 = "hl7v2"
    FHIR = "fhir"
    NDJSON = "ndjson"
    FHIR_STU3 = "fhir-stu3"
    FHIR_R4 = "fhir-r4"
    FHIR_R4B = "fhir-r4b"
    FHIR_R5 = "fhir-r5"
    NDJSON_STU3 = "ndjson-stu3"
    NDJSON_R4 = "ndjson-r4"
    NDJSON_R4B = "ndjson-r4b"
    NDJSON_R5 = "ndjson-r5"
    POSTED = "fhir-posted"
    POSTED_STU3 = "fhir-stu3-posted"
    POSTED_R4 = "fhir-r4-posted"
    POSTED_R4B = "fhir-r4b-posted"
    POSTED_R5 = "fhir-r5-posted"

    @property
    def lines(self) -> bool:
        """Whether it is a resource a line."""
        return self.startswith(Format.NDJSON)

    @property
    def posted(self) -> bool:
        """Whether a server was asked to make resources of it."""
        return self.endswith("-posted")

    @property
    def said(self) -> str:
        """The release's name, as its sender says it; empty where it says none."""
        _, _, rest = self.removesuffix("-posted").partition("-")
        return rest

    def saying(self, release: str, *, posted: bool = False) -> Format:
        """FHIR, or lines of it, that is said to be of a release: empty where nothing is said."""
        return Format("-".join(filter(None, (self.value, release, "posted" if posted else ""))))


@dataclass(frozen=True, slots=True)
class SourceMessage:
    """The bytes that a sender pushed, and what they are written in; `tag` is what the journal knows them by, where that
    is known: what is posted is named after it. `sender` is the keyed hash of who sent FHIR, empty where nobody says.
    """

    data: bytes = field(repr=False)
    format: Format
    tag: bytes = field(repr=False, default=b"")
    sender: bytes = field(repr=False, default=b"")

    @property
    def digest(self) -> bytes:
        """SHA-256 of the bytes as they came, 32 bytes."""
        return hashlib.sha256(self.data).digest()


@dataclass(frozen=True, slots=True)
class Conversion:
    """What came in another release than R4 and was brought to it: how many resources, or lines of bulk input.

    `kept` are the URLs of the extensions that hold what R4 has no element for.
    """

    release: str
    count: int
    kept: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """What is said of it, after the count."""
        return f"from {self.release} to r4; kinds of extension: {len(self.kept)}"


@dataclass(frozen=True, slots=True)
class Identifier:
    """A patient's identifier as the sender wrote it. An empty `system` says that its authority is not known."""

    system: str
    value: str = field(repr=False)
    type: str = ""


class Tie(StrEnum):
    """What becomes of two pseudonyms."""

    MERGED = "merged"
    LINKED = "linked"
    PARTED = "parted"


@dataclass(frozen=True, slots=True)
class Bond:
    """Two pseudonyms that are one person from now on, or are no more; of a merge, `one` is retired for `other`."""

    tie: Tie
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Lead:
    """An identifier's tag leads to a pseudonym from now on; `slot` is the keyed hash of its authority and type, and
    `before` is where it led when this was found out: what another message said meanwhile is never overwritten.
    """

    tag: bytes = field(repr=False)
    pseudonym: str
    slot: bytes = field(repr=False)
    before: str | None = None


@dataclass(slots=True)
class Changes:
    """What a message changes in the index: identifiers and where they lead, and what it said of two pseudonyms."""

    leads: dict[bytes, Lead] = field(default_factory=dict)
    bonds: list[Bond] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Bundle:
    """One patient's part of a message as a FHIR R4 Bundle in JSON; `patient` is None where it belongs to nobody.

    `own` are the places, among what a bulk message holds, of what is about them.
    """

    data: bytes = field(repr=False)
    patient: tuple[Identifier, ...] | None
    own: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """All that the journal keeps of one sealed record. Key and seed are wrapped, facts are sealed.

    `part` is its number among its message's records; `commitment` is what the log holds of it, 32 bytes.
    """

    id: str
    part: int
    pseudonym: str
    version: int
    cid: str
    commitment: bytes
    wrapped_key: bytes = field(repr=False)
    wrapped_seed: bytes = field(repr=False)
    facts: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A record and its envelope, not yet put."""

    record: Record
    envelope: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Stored:
    """A record in the journal: whether its envelope is put, and its place in the log once it has one."""

    record: Record
    stored: bool
    log_index: int | None
