"""Signed decisions on their way: carried to the chain, found there again, and until then pending.

`turn` is one round; it may be broken off anywhere and done again. It follows before it carries, which may wait for a
block. A list that the contract refuses is REFUSED for good; a chain that does not answer leaves everything as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from anchor.cardproof import CardProof
from anchor.errors import ContractRefusedError
from anchor.statement import Consent, Decision, grant_id
from fhir_bridge.access.decide import Grant, Grants
from fhir_bridge.access.grants import follow
from fhir_bridge.api.chain import CareChain
from fhir_bridge.api.desk import Desk
from fhir_bridge.api.wire.coding import decode, encode
from fhir_bridge.api.wire.consent import Opened, SubmissionState
from fhir_bridge.api.wire.operation import Language, Token
from fhir_bridge.errors import Reason, Refused
from fhir_bridge.keeping import Keeping
from fhir_bridge.store.grants import GrantKept, SubmissionKept


@dataclass(frozen=True, slots=True)
class KeptGrant:
    """What is kept, sealed, of a grant beside its times."""

    opened: Opened
    grantee_name: str
    language: Language
    signed_for: bool


@dataclass(frozen=True, slots=True)
class RelayedDecision:
    """One decision as the chain is told it."""

    commitment: Token
    end: int


@dataclass(frozen=True, slots=True)
class Relayed:
    """A signed list as the chain is told it."""

    patient: Token
    signer: Token
    nonce: int
    text: Token
    decisions: tuple[RelayedDecision, ...]
    r: Token = field(repr=False)
    s: Token = field(repr=False)
    x: Token
    y: Token

    @classmethod
    def of(cls, consent: Consent, proof: CardProof) -> Relayed:
        """The list in these."""
        decisions = tuple(RelayedDecision(one.commitment, one.end) for one in consent.decisions)
        return cls(consent.patient, consent.signer, consent.nonce, consent.text, decisions, *proof.words())

    def parts(self) -> tuple[Consent, CardProof]:
        """What the contract takes."""
        decisions = tuple(Decision(one.commitment, one.end) for one in self.decisions)
        consent = Consent(self.patient, self.signer, self.nonce, self.text, decisions)
        return consent, CardProof(self.r, self.s, self.x, self.y)


def turn(desk: Desk, chain: CareChain) -> None:
    """One round: follow what was decided, carry what waits; a `LedgerError` when the chain does not answer."""
    _follow(desk, chain)
    for submission in desk.grants.waiting(SubmissionState.PENDING):
        _carry(desk, chain, submission)
        _follow(desk, chain)
    for submission in desk.grants.waiting(SubmissionState.PENDING):
        _confirm(desk, submission)


def grants_of(desk: Desk, pseudonym: str) -> Grants:
    """A patient's grants for `access.decide`; none of somebody who is erased."""
    kept, seen = desk.grants.of_as_seen(pseudonym)
    return Grants(tuple(_for_decision(desk, one) for one in kept), seen)


@dataclass(frozen=True, slots=True)
class LiveGrants:
    """The grants of everybody that could permit anything, of one moment; each is opened when it is asked of."""

    desk: Desk
    kept: Mapping[str, Sequence[GrantKept]]
    seen: int

    @classmethod
    def read(cls, desk: Desk, now: int) -> LiveGrants:
        """Those that live now."""
        kept, seen = desk.grants.live_as_seen(now)
        by: dict[str, list[GrantKept]] = {}
        for one in kept:
            by.setdefault(one.pseudonym, []).append(one)
        return cls(desk, by, seen)

    def of(self, pseudonym: str) -> Grants:
        """One patient's."""
        return Grants(tuple(_for_decision(self.desk, one) for one in self.kept.get(pseudonym, ())), self.seen)


def sealed_grant(desk: Desk, pseudonym: str, id_: bytes, kept: KeptGrant) -> bytes:
    """What is kept of a grant, sealed under the patient's key."""
    return desk.keeping.seal(encode(kept), pseudonym, kind="grant", name=id_)


def kept_grant(desk: Desk, grant: GrantKept) -> KeptGrant:
    """What is kept of a grant."""
    return open_grant(desk.keeping, grant)


def open_grant(keeping: Keeping, grant: GrantKept) -> KeptGrant:
    """What is kept of a grant."""
    return decode(keeping.open(grant.sealed, grant.pseudonym, kind="grant", name=grant.id), KeptGrant)


def sealed_relayed(desk: Desk, pseudonym: str, relayed: Relayed) -> bytes:
    """A list on its way, sealed under the patient's key."""
    return desk.keeping.seal(encode(relayed), pseudonym, kind="relayed")


def _relayed(desk: Desk, submission: SubmissionKept) -> Relayed:
    data = desk.keeping.open(submission.sealed, submission.pseudonym, kind="relayed")
    return decode(data, Relayed)


def _follow(desk: Desk, chain: CareChain) -> None:
    follow(chain, desk.grants, confirmations=desk.custom.confirmations, now=desk.now())


def _carry(desk: Desk, chain: CareChain, submission: SubmissionKept) -> None:
    try:
        chain.decide(*_relayed(desk, submission).parts())
    except ContractRefusedError:
        desk.grants.move(submission.id, SubmissionState.REFUSED)
    except Refused as refusal:
        if refusal.reason is not Reason.ERASED:
            raise
        desk.grants.move(submission.id, SubmissionState.REFUSED)


def _confirm(desk: Desk, submission: SubmissionKept) -> None:
    relayed = _relayed(desk, submission)
    mine = {grant.id: grant for grant in desk.grants.of(submission.pseudonym)}
    for one in relayed.decisions:
        grant = mine.get(grant_id(relayed.patient, one.commitment))
        if grant is None or not (grant.since if one.end else grant.settled and grant.revoked):
            return
    desk.grants.move(submission.id, SubmissionState.CONFIRMED)


def _for_decision(desk: Desk, grant: GrantKept) -> Grant:
    opened = desk.granted(grant)
    ends = [at for at in (grant.revoked, grant.withdrawn) if at]
    return Grant(
        id=grant.id,
        patient=grant.pseudonym,
        grantee=opened.grantee,
        purpose=opened.purpose,
        classes=frozenset(opened.classes),
        end=grant.end,
        since=grant.since or None,
        revoked=min(ends) if ends else None,
    )
