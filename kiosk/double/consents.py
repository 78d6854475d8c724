"""What the patient is asked, what they have decided, and who has read their data.

A decision's signature is verified as the contract does: over a statement made again from what came.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace

from anchor.statement import Consent, Decision, Place, shown_text
from fhir_bridge.api.wire import card, consent, reading
from fhir_bridge.api.wire.operation import Level, Nothing, Visit
from fhir_bridge.api.wire.refusal import Refusal
from kiosk.double.clinic import PINNED, Clinic, Holder, OpenVisit, pseudonym, verify
from kiosk.errors import BridgeRefused
from kiosk.wording import wording


def requests(clinic: Clinic, asked: Visit) -> consent.ConsentRequests:
    """What organisations ask of the patient."""
    (patient, signer), holder = clinic.pseudonyms(asked.visit), clinic.patient(asked.visit)
    return consent.ConsentRequests(patient, signer, holder.nonce, "1", holder.requests)


def mine(clinic: Clinic, asked: Visit) -> consent.MyConsents:
    """What the patient has allowed."""
    (patient, signer), holder = clinic.pseudonyms(asked.visit), clinic.patient(asked.visit)
    return consent.MyConsents(patient, signer, holder.nonce, holder.consents)


def text(_: Clinic, asked: consent.TextQuery) -> consent.ConsentText:
    """The digest of the words of a version in a language."""
    digest = wording(asked.language, asked.template).digest
    return consent.ConsentText(asked.template, asked.language, digest)


def decide(clinic: Clinic, asked: consent.Decisions) -> consent.Submitted:
    """The decisions of one signature, which hold at once."""
    holder = clinic.patient(asked.visit)
    answered = {one.request for one in asked.decisions} | set(asked.declined)
    if asked.decisions:
        _check_signature(clinic, asked, holder)
        holder.nonce += 1
        _grant(clinic, asked, holder)
    holder.requests = tuple(one for one in holder.requests if one.id not in answered)
    id_ = hashlib.sha256(asked.signature or b"").hexdigest()[:16]
    return consent.Submitted(id_, consent.SubmissionState.CONFIRMED, f"record-{id_}")


def decide_late(clinic: Clinic, asked: consent.LateDecisions) -> consent.Submitted:
    """The same, after the visit."""
    subject = next((guid for guid in clinic.holders if pseudonym(guid) == asked.patient), None)
    if subject is None or asked.guid not in clinic.holders:
        raise BridgeRefused(Refusal.CARD_UNKNOWN)
    token = secrets.token_bytes(32)
    clinic.visits[token] = OpenVisit(asked.guid, Level.PATIENT, subject)
    try:
        return decide(clinic, replace(asked.signed, visit=token))
    finally:
        del clinic.visits[token]


def submission(_: Clinic, asked: consent.SubmissionQuery) -> consent.Submitted:
    """Where a submission stands."""
    return consent.Submitted(asked.id, consent.SubmissionState.CONFIRMED, f"record-{asked.id}")


def reads(clinic: Clinic, asked: Visit) -> reading.Readings:
    """Who has read the patient's data."""
    return reading.Readings(clinic.patient(asked.visit).readings, more=False)


def objection(clinic: Clinic, asked: reading.Objection) -> Nothing:
    """The patient says that a reading looks wrong."""
    clinic.objections.append(asked.reading)
    return Nothing()


def _check_signature(clinic: Clinic, asked: consent.Decisions, holder: Holder) -> None:
    if asked.nonce != holder.nonce:
        raise BridgeRefused(Refusal.SIGN_AGAIN)
    patient, signer = clinic.pseudonyms(asked.visit)
    shown = shown_text(asked.text or "", asked.text_salt or b"")
    decided = tuple(Decision(one.commitment, one.end) for one in asked.decisions)
    digest = Consent(patient, signer, asked.nonce, shown, decided).digest(
        Place(PINNED.chain_id, PINNED.consents)
    )
    verify(card.CardProved(b"", asked.certificate or b"", asked.signature or b""), digest)


def _grant(clinic: Clinic, asked: consent.Decisions, holder: Holder) -> None:
    ended = {one.commitment for one in asked.decisions if one.end == 0}
    kept = tuple(one for one in holder.consents if one.commitment not in ended)
    names = {one.id: one.grantee_name for one in holder.requests}
    made = tuple(
        consent.GivenConsent(
            commitment=one.commitment,
            grantee=one.opened.grantee,
            grantee_name=names.get(one.request or "", ""),
            purpose=one.opened.purpose,
            classes=one.opened.classes,
            since=int(clinic.clock()),
            end=one.end,
            state=consent.ConsentState.LIVE,
            signed_for=False,
            language=asked.language,
        )
        for one in asked.decisions
        if one.opened is not None
    )
    holder.consents = made + kept
