"""DECIDE: a visit's decisions, held against what was asked and shown, and against the card's own signature.

    what was asked     a grant answers an open request of this patient, word for word, for one of its validities
    what is revoked    a grant of this patient, by its commitment
    who signs          the card that logged in; a representative within their scope
    what was signed    EIP-712 over the same fields, the text's salted hash and the patient's next nonce

The list becomes a record, and waits as a submission for its way to the chain: `relaying`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from anchor.cardproof import CardProof
from anchor.errors import FormatError
from anchor.statement import Consent, Scope, classes, grant_id, named, purpose, shown_text
from anchor.statement import Decision as Signed
from anchor.statement import Opening as OnChain
from fhir_bridge.acts import Deed
from fhir_bridge.api.asking import next_nonce, requests_of
from fhir_bridge.api.declined import Declined
from fhir_bridge.api.desk import Call, Desk
from fhir_bridge.api.fhir_consent import Decided, Signing, consent_bundle
from fhir_bridge.api.mandates import live
from fhir_bridge.api.proving import allow, certificate_hash
from fhir_bridge.api.relaying import KeptGrant, Relayed, kept_grant, sealed_grant, sealed_relayed
from fhir_bridge.api.wire.consent import (
    ConsentRequest,
    Decision,
    Decisions,
    Opened,
    SubmissionState,
    Submitted,
)
from fhir_bridge.api.wire.refusal import Refusal
from fhir_bridge.records import Identifier, Lead
from fhir_bridge.store.cards import CardKept
from fhir_bridge.store.grants import GrantKept, RequestState, SubmissionKept

END_SLACK: Final = 86_400
"""Seconds by which a grant may end after its validity: until the end of that day, where the patient is."""


@dataclass(frozen=True, slots=True)
class _Signed:
    """The parts of a list that is signed: none of them is missing."""

    text: str
    text_salt: bytes
    certificate: bytes
    signature: bytes


def decide(desk: Desk, call: Call, asked: Decisions) -> Submitted:
    """Take a visit's decisions; the same list handed in again is found."""
    call = replace(call, remark="assisted" if asked.assisted else "")
    visit, now = call.at, desk.now()
    if not asked.decisions:
        desk.note(Deed.CONSENT, call)
        desk.grants.answer(visit.subject, asked.declined, RequestState.DECLINED)
        return Submitted("declined", SubmissionState.CONFIRMED, "")
    signed = _whole(desk, asked)
    statement = _statement(desk, call, asked, signed)
    digest = statement.digest(desk.chained().consents)
    known = desk.grants.submission(digest.hex())
    if known is not None:
        return Submitted(known.id, SubmissionState(known.state), desk.receipt(known.id, known.record))
    decided = _checked(desk, visit.subject, asked.decisions, now)
    if asked.nonce != next_nonce(desk, visit.subject):
        raise Declined(Refusal.SIGN_AGAIN)
    _entitle(desk, call, asked.decisions)
    proof = _proof(_card(desk, call), signed, digest)
    desk.note(Deed.CONSENT, call)
    record = _recorded(desk, call, asked, signed=signed, decided=decided, digest=digest)
    relayed = Relayed.of(statement, proof)
    submission = SubmissionKept(
        id=digest.hex(),
        pseudonym=visit.subject,
        nonce=asked.nonce,
        state=SubmissionState.PENDING,
        record=record,
        sealed=sealed_relayed(desk, visit.subject, relayed),
        at=now,
    )
    desk.grants.submit(
        submission,
        _grants(desk, call, asked, decided=decided, submission=submission.id),
        answered=[one.request for one in asked.decisions if one.request],
        withdrawn=[one.commitment for one in asked.decisions if one.end == 0],
    )
    desk.grants.answer(visit.subject, asked.declined, RequestState.DECLINED)
    desk.woken()
    return Submitted(submission.id, SubmissionState.PENDING, desk.receipt(submission.id, record))


def _whole(desk: Desk, asked: Decisions) -> _Signed:
    parts = (asked.text, asked.text_salt, asked.certificate, asked.signature)
    text, salt, certificate, signature = parts
    if text is None or salt is None or certificate is None or signature is None:
        raise Declined(Refusal.BAD_REQUEST)
    if len({one.commitment for one in asked.decisions}) != len(asked.decisions):
        raise Declined(Refusal.BAD_REQUEST)
    known = (asked.template, asked.language) in desk.custom.texts
    if not known or asked.template != desk.custom.template or asked.language not in desk.custom.languages:
        raise Declined(Refusal.WRONG_TEXT)
    return _Signed(text, salt, certificate, signature)


def _checked(desk: Desk, subject: str, decisions: tuple[Decision, ...], now: int) -> tuple[Decided, ...]:
    requests = requests_of(desk, subject)
    patient = desk.keeping.chain_name(subject)
    mine = {grant.commitment: grant for grant in desk.grants.of(subject)}
    return tuple(
        _revocation(desk, one, patient, mine) if one.end == 0 else _grant(one, patient, requests, now)
        for one in decisions
    )


def _grant(decision: Decision, patient: bytes, requests: dict[str, ConsentRequest], now: int) -> Decided:
    opened, request = decision.opened, requests.get(decision.request or "")
    if opened is None:
        raise Declined(Refusal.BAD_REQUEST)
    if request is None:
        raise Declined(Refusal.NOT_FOUND)
    same = (request.grantee, request.purpose, set(request.classes))
    if same != (opened.grantee, opened.purpose, set(opened.classes)):
        raise Declined(Refusal.WRONG_TEXT)
    if not now < decision.end <= now + max(request.validities) + END_SLACK:
        raise Declined(Refusal.WRONG_TEXT)
    if opening(opened, patient).commitment() != decision.commitment:
        raise Declined(Refusal.WRONG_TEXT)
    return Decided(grant_id(patient, decision.commitment), opened, request.grantee_name, decision.end)


def _revocation(desk: Desk, decision: Decision, patient: bytes, mine: dict[bytes, GrantKept]) -> Decided:
    if decision.opened is not None or decision.request is not None:
        raise Declined(Refusal.BAD_REQUEST)
    grant = mine.get(decision.commitment)
    if grant is None:
        raise Declined(Refusal.NOT_FOUND)
    kept = kept_grant(desk, grant)
    return Decided(grant_id(patient, decision.commitment), kept.opened, kept.grantee_name, 0)


def opening(opened: Opened, patient: bytes) -> OnChain:
    """What a grant's commitment opens to, as the chain spells it; Declined(BAD_REQUEST) for what it cannot spell."""
    try:
        who, what = named(opened.grantee), purpose(opened.purpose)
        return OnChain(patient, opened.salt, who, what, classes(opened.classes))
    except FormatError:
        raise Declined(Refusal.BAD_REQUEST) from None


def _statement(desk: Desk, call: Call, asked: Decisions, signed: _Signed) -> Consent:
    return Consent(
        patient=desk.keeping.chain_name(call.at.subject),
        signer=desk.keeping.chain_name(call.at.holder),
        nonce=asked.nonce,
        text=shown_text(signed.text, signed.text_salt),
        decisions=tuple(Signed(one.commitment, one.end) for one in asked.decisions),
    )


def _card(desk: Desk, call: Call) -> CardKept:
    card = desk.cards.find(call.at.guid)
    if card is None:
        raise Declined(Refusal.CARD_UNKNOWN)
    allow(desk, card)
    return card


def _entitle(desk: Desk, call: Call, decisions: tuple[Decision, ...]) -> None:
    """Declined unless the card's holder may decide all of this for the patient."""
    holder, subject = call.at.holder, call.at.subject
    if holder == subject:
        return
    scope = Scope(0)
    for one in decisions:
        scope |= Scope.GRANT if one.end else Scope.REVOKE
    mandates = [one for one in live(desk, holder) if one.patient == subject]
    if not any(Scope(one.scope) & scope == scope for one in mandates):
        raise Declined(Refusal.NOT_ENTITLED)


def _proof(card: CardKept, signed: _Signed, digest: bytes) -> CardProof:
    if certificate_hash(signed.certificate) != card.sign:
        raise Declined(Refusal.CARD_UNPROVED)
    key = x509.load_der_x509_certificate(signed.certificate).public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise Declined(Refusal.CARD_UNPROVED)
    try:
        key.verify(signed.signature, digest, ec.ECDSA(Prehashed(hashes.SHA256())))
        return CardProof.of(signed.signature, key)
    except (InvalidSignature, FormatError):
        raise Declined(Refusal.CARD_UNPROVED) from None


def _recorded(
    desk: Desk, call: Call, asked: Decisions, *, signed: _Signed, decided: tuple[Decided, ...], digest: bytes
) -> str:
    visit = call.at
    signing = Signing(
        digest=digest,
        signature=signed.signature,
        text=signed.text,
        language=asked.language,
        at=desk.now(),
        representative=visit.holder if visit.holder != visit.subject else "",
        assisted=asked.assisted,
    )
    return desk.send_down(
        consent_bundle(
            own_identifier(desk, visit.subject),
            decided,
            signing=signing,
            signer=desk.service.anchor.signer,
        )
    )


def own_identifier(desk: Desk, pseudonym: str) -> Identifier:
    """The identifier that leads our own bundles to this patient."""
    own = desk.keeping.own_identifier(pseudonym)
    custody, patients = desk.keeping.custody, desk.service.pipeline.patients
    tag = custody.identifier_tag(own, "")
    if patients.find(tag) is None:
        patients.lead(Lead(tag, pseudonym, custody.slot_tag(own, "")))
    return own


def _grants(
    desk: Desk, call: Call, asked: Decisions, *, decided: tuple[Decided, ...], submission: str
) -> list[GrantKept]:
    visit, found = call.at, []
    signed_for = visit.holder != visit.subject
    for decision, one in zip(asked.decisions, decided, strict=True):
        if one.end:
            kept = KeptGrant(one.opened, one.grantee_name, asked.language, signed_for)
            found.append(
                GrantKept(
                    id=one.grant,
                    pseudonym=visit.subject,
                    submission=submission,
                    commitment=decision.commitment,
                    sealed=sealed_grant(desk, visit.subject, one.grant, kept),
                    end=one.end,
                )
            )
    return found
