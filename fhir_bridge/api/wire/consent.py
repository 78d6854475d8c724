"""Who wants to know what, and what the patient decides: signed by the card, carried to the chain by the bridge.

The kiosk writes the text from the fields, and builds what the card signs from the very same fields:

    openings   anchor.statement.Opening(patient, salt, named(grantee), purpose(purpose), classes(classes))
    statement  anchor.statement.Consent(patient, signer, nonce, shown_text(text, text_salt), decisions)
    digest     statement.digest(Place(chain id, `consents` of enrolment)), signed by the card's 9C key
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Final

from fhir_bridge.api.wire.coding import Length
from fhir_bridge.api.wire.operation import Der, Guid, Id, Language, Level, Operation, Token, Visit, Word

MOST_DECISIONS: Final = 20
"""In one list: more than anybody reads before signing."""

Classes = Annotated[tuple[Word, ...], Length(40, 1)]
"""`system|code` each, such as `http://hl7.org/fhir/resource-types|Observation`."""


@dataclass(frozen=True, slots=True)
class ConsentRequest:
    """A registered organisation asks: it is `grantee` (`system|value`), and may be given any of `validities` (seconds;
    0 is until the end of this visit's day).

    `purpose` is a code of HL7's PurposeOfUse, such as TREAT.
    """

    id: Id
    grantee: Word
    grantee_name: Word
    purpose: Word
    classes: Classes
    validities: Annotated[tuple[int, ...], Length(6, 1)]


@dataclass(frozen=True, slots=True)
class ConsentRequests:
    """What is asked of this patient, and what a statement of theirs carries: pseudonym, who signs, the next nonce.

    `template` names the version of the texts that the bridge takes.
    """

    patient: Token
    signer: Token
    nonce: int
    template: Word
    requests: tuple[ConsentRequest, ...]


@dataclass(frozen=True, slots=True)
class TextQuery:
    """Asks about the packaged texts of one version in one language."""

    template: Word
    language: Language


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The SHA-256 of the template that the bridge takes consents in: a kiosk with another shows none."""

    template: Word
    language: Language
    digest: Token


@dataclass(frozen=True, slots=True)
class Opened:
    """What a grant's commitment opens to, in words."""

    salt: Token = field(repr=False)
    grantee: Word
    purpose: Word
    classes: Classes


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of the signed list, in its order.

    A grant has `opened`, and the `request` that it answers; its end is in the future. A revocation has neither, and
    an end of 0.
    """

    commitment: Token
    end: int
    opened: Opened | None
    request: Id | None


@dataclass(frozen=True, slots=True)
class Decisions:
    """A visit's decisions in one list under one 9C signature, with the exact text that was shown.

    `declined` names requests that were answered with no: they need no signature.
    With no decisions, text, certificate and signature are None. `assisted`: they said that somebody helped them.
    """

    visit: Token = field(repr=False)
    nonce: int
    decisions: Annotated[tuple[Decision, ...], Length(MOST_DECISIONS)]
    declined: Annotated[tuple[Id, ...], Length(MOST_DECISIONS)]
    template: Word
    language: Language
    text: Annotated[str, Length(20_000, 1)] | None = field(repr=False)
    text_salt: Token | None = field(repr=False)
    certificate: Der | None
    signature: Der | None = field(repr=False)
    assisted: bool = False


@dataclass(frozen=True, slots=True)
class LateDecisions:
    """Decisions that were signed while the bridge was away, and whose visit is over: the card's signature and the nonce
    in it say whose they are. `patient` is the pseudonym on chain of whom they are about, `guid` the card that signed.

    Handed in again they are found. Refused, the desk is called.
    """

    guid: Guid
    patient: Token
    signed: Decisions


class SubmissionState(StrEnum):
    """How far a list of decisions has come. Only CONFIRMED is done; nothing else may be shown as such."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Submitted:
    """A list of decisions has an id and a state; `receipt` is the consent record's id, for the receipt's QR code."""

    id: Id
    state: SubmissionState
    receipt: str


@dataclass(frozen=True, slots=True)
class SubmissionQuery:
    """Asks how far a submission of this visit's patient is."""

    visit: Token = field(repr=False)
    id: Id


class ConsentState(StrEnum):
    """Where a grant stands."""

    PENDING = "pending"
    LIVE = "live"
    ENDED = "ended"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """A grant of this patient. `commitment` is what a revocation names; `signed_for` says that a representative did."""

    commitment: Token
    grantee: Word
    grantee_name: str
    purpose: Word
    classes: Classes
    since: int
    end: int
    state: ConsentState
    signed_for: bool
    language: Language


@dataclass(frozen=True, slots=True)
class MyConsents:
    """Newest first, and what a statement that revokes one carries."""

    patient: Token
    signer: Token
    nonce: int
    consents: tuple[GivenConsent, ...]


CONSENT_REQUESTS: Final = Operation("/kiosk/v1/consent-requests", Visit, ConsentRequests, Level.PATIENT)
CONSENT_TEXT: Final = Operation("/kiosk/v1/consent-text", TextQuery, ConsentText)
DECIDE: Final = Operation("/kiosk/v1/decide", Decisions, Submitted, Level.PATIENT, changes=True)
DECIDE_LATE: Final = Operation("/kiosk/v1/decide-late", LateDecisions, Submitted, changes=True)
SUBMISSION: Final = Operation("/kiosk/v1/submission", SubmissionQuery, Submitted, Level.PATIENT)
MY_CONSENTS: Final = Operation("/kiosk/v1/my-consents", Visit, MyConsents, Level.PATIENT)
