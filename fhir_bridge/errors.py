"""Everything the bridge can refuse or fail with, and what its reader should do next.

BridgeError
├── Refused          an input that cannot be taken; exit 1, the rest of the batch goes on
├── Tampered         bytes that came back are not the bytes that were put; exit 1
├── BadMap           a translation map cannot be used; names file and line; exit 1
├── FolderFault      the data folder cannot be used as it is; exit 1
└── Unavailable      a neighbour does not answer; exit 75, try again
"""

from __future__ import annotations

from enum import Enum


class Reason(Enum):
    """Why an input is refused: a code that programs can rely on, and the next step for a person."""

    UNREADABLE = "unreadable", "check the file's permissions and try again"
    EMPTY = "empty", "there is nothing in it; check the export that wrote it"
    TOO_LARGE = "too-large", "split it; the cap is stated in docs/formats.md"
    NOT_A_MESSAGE = "not-a-message", "send HL7 v2 (it starts with MSH) or FHIR JSON"
    BAD_ENCODING = "bad-encoding", "send the character set that MSH-18 names, or UTF-8"
    BAD_STRUCTURE = "bad-structure", "send the whole message, as its standard lays it out"
    UNKNOWN_EVENT = "unknown-event", "add a map for this trigger event, or ask for it"
    NO_PATIENT = "no-patient", "send the patient's segment or resource with an identifier"
    TWO_PATIENTS = "two-patients", "send one message a patient"
    IDENTITY_CONFLICT = (
        "identity-conflict",
        "let the sender say who is who (A37, A40, A47), then replay it: fhir-bridge quarantine",
    )
    BAD_JSON = "bad-json", "send strict JSON: no duplicate names, at most 64 levels deep"
    NOT_FHIR = "not-fhir", "send a FHIR R4 resource or Bundle"
    UNKNOWN_RECORD = "unknown-record", "list the records with fhir-bridge records"
    UNKNOWN_PART = "unknown-part", "count the record's resources from 1"
    NOT_ANCHORED = "not-anchored", "run fhir-bridge anchor, then ask again"
    UNKNOWN_PATIENT = (
        "unknown-patient",
        "list the records with fhir-bridge records; the second word is the patient",
    )
    ERASED = "erased", "nothing of this patient can be opened again; fhir-bridge erase prints the certificate"
    ON_HOLD = "on-hold", "two officers must end the legal hold first: fhir-bridge release-hold"
    NOT_SIGNED = "not-signed", "let two officers sign what the same command prints with --statement"
    NOT_AN_OFFICER = "not-an-officer", "list the officers with fhir-bridge officers list"
    INTERNAL_FAULT = "internal-fault", "its sealed bytes are kept; report the fault's name and the version"
    SPOILT = (
        "spoilt",
        "its bytes changed on the disk: restore a backup, or let its sender send it with a new time",
    )
    UNKNOWN_ORGANISATION = (
        "unknown-organisation",
        "ask the directory's keeper for a note of it that holds today",
    )
    NOT_SET_ASIDE = "not-set-aside", "list what is set aside with fhir-bridge quarantine list"
    WRONG_SENDER = (
        "wrong-sender",
        "send with the certificate that the sender's profile names; fhir-bridge senders list shows it",
    )
    BAD_CLIENT = "bad-client", "mend what is named and register the client again: docs/gateway.md"
    UNKNOWN_CLIENT = "unknown-client", "list the clients with fhir-bridge clients list"
    BAD_STUDY = "bad-study", "mend what is named and add the study again: docs/research.md"
    UNKNOWN_STUDY = "unknown-study", "list the studies with fhir-bridge studies list"
    UNKNOWN_KIOSK = "unknown-kiosk", "list the kiosks with fhir-bridge kiosks list"
    UNCLEAR_RELEASE = (
        "unclear-release",
        "say which FHIR release it is: fhirVersion in the content type, or --from",
    )
    INVALID_FHIR = "invalid-fhir", "mend the element that is named and send it again"
    NOT_SUPPORTED = "not-supported", "send it without what is named; docs/intake.md says what is taken"

    def __init__(self, code: str, next_step: str) -> None:
        self.code = code
        self.next_step = next_step


class BridgeError(Exception):
    """Something the bridge was asked for cannot be done."""

    exit_status = 1


class Refused(BridgeError):
    """What is asked for or sent cannot be taken. `where` names a place in it (`PID-3`, `byte 120`), never a value."""

    def __init__(self, reason: Reason, detail: str = "", *, where: str = "") -> None:
        place = f" at {where}" if where else ""
        explained = f": {detail}" if detail else ""
        super().__init__(f"{reason.code}{place}{explained}; {reason.next_step}")
        self.reason = reason
        self.detail = detail
        self.where = where


class BadMap(BridgeError):
    """A translation map cannot be used. The message names file and line."""


class Tampered(BridgeError):
    """Bytes that came back are not the bytes that were put."""


class FolderFault(BridgeError):
    """The data folder cannot be used as it is."""


class Unavailable(BridgeError):
    """A neighbour does not answer; the same call may succeed later."""

    exit_status = 75
