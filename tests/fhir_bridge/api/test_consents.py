"""A consent from the request to the revocation, over the real chain."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from anchor.statement import grant_id
from fhir_bridge.access.decide import Deny, Permit, Policy, Request, Why, decide
from fhir_bridge.api.relaying import grants_of
from fhir_bridge.api.wire import consent
from fhir_bridge.api.wire.card import Slot
from fhir_bridge.api.wire.consent import ConsentState, SubmissionState
from fhir_bridge.api.wire.operation import Visit
from fhir_bridge.api.wire.refusal import Refusal
from fhir_bridge.store.models import PATIENT
from tests.fhir_bridge.api.clinic import CLASSES, DAY, HOSPITAL, Clinic, KioskClient, Refused, SoftCard


def decision(clinic: Clinic, card: SoftCard) -> Permit | Deny:
    patient = clinic.pseudonym(card)
    request = Request(patient, frozenset({HOSPITAL}), "TREAT", CLASSES[0])
    return decide(request, Policy(), grants_of(clinic.desk, patient), int(clinic.time))


def test_a_consent_is_signed_verified_by_the_contract_and_revoked(clinic: Clinic, kiosk: KioskClient) -> None:
    card = clinic.enrol(kiosk, 0)
    clinic.request(card)
    assert clinic.turn()
    assert decision(clinic, card) == Deny(Why.NO_GRANT)

    visit = kiosk.log_in(card)
    decisions = kiosk.consent(visit, card)
    submitted = kiosk.ask(consent.DECIDE, decisions)
    assert submitted.state is SubmissionState.PENDING
    assert decision(clinic, card) == Deny(Why.NOT_CONFIRMED)
    assert clinic.turn()
    done = kiosk.ask(consent.SUBMISSION, consent.SubmissionQuery(visit, submitted.id))
    assert (done.state, bool(done.receipt)) == (SubmissionState.CONFIRMED, True)
    assert isinstance(decision(clinic, card), Permit)
    (given,) = kiosk.ask(consent.MY_CONSENTS, Visit(visit)).consents
    assert (given.state, given.grantee) == (ConsentState.LIVE, HOSPITAL)
    on_chain = clinic.care.consents.grant(
        grant_id(clinic.desk.keeping.chain_name(clinic.pseudonym(card)), given.commitment)
    )
    assert on_chain is not None

    revoked = kiosk.ask(consent.DECIDE, kiosk.consent(visit, card, revoke=(given.commitment,)))
    assert decision(clinic, card) == Deny(Why.REVOKED)
    assert kiosk.ask(consent.MY_CONSENTS, Visit(visit)).consents[0].state is ConsentState.PENDING
    assert clinic.turn()
    assert decision(clinic, card) == Deny(Why.REVOKED)
    state = kiosk.ask(consent.SUBMISSION, consent.SubmissionQuery(visit, revoked.id)).state
    assert state is SubmissionState.CONFIRMED
    assert kiosk.ask(consent.MY_CONSENTS, Visit(visit)).consents[0].state is ConsentState.REVOKED


def test_the_same_list_handed_in_again_is_found(clinic: Clinic, kiosk: KioskClient) -> None:
    card = clinic.enrol(kiosk, 0)
    clinic.request(card)
    visit = kiosk.log_in(card)
    decisions = kiosk.consent(visit, card)
    first = kiosk.ask(consent.DECIDE, decisions, key="one")
    assert kiosk.ask(consent.DECIDE, decisions, key="one") == first
    assert kiosk.ask(consent.DECIDE, decisions, key="another") == first
    assert len(clinic.desk.grants.of(clinic.pseudonym(card))) == 1


def declined(kiosk: KioskClient, decisions: consent.Decisions) -> Refusal:
    with pytest.raises(Refused) as found:
        kiosk.ask(consent.DECIDE, decisions)
    return found.value.refusal


def test_t102_what_is_signed_is_what_was_asked_for(clinic: Clinic, kiosk: KioskClient) -> None:
    card, other = clinic.enrol(kiosk, 0), clinic.enrol(kiosk, 1)
    clinic.request(card)
    visit = kiosk.log_in(card)
    good = kiosk.consent(visit, card)
    (one,) = good.decisions
    assert one.opened
    asked = kiosk.ask(consent.CONSENT_REQUESTS, Visit(visit))

    def resigned(**changes: Any) -> consent.Decisions:
        return kiosk.signed(visit, card, asked, (replace(one, **changes),))

    wider = replace(one.opened, classes=(*CLASSES, "http://hl7.org/fhir/resource-types|Condition"))
    assert declined(kiosk, resigned(opened=wider)) is Refusal.WRONG_TEXT
    assert declined(kiosk, resigned(opened=replace(one.opened, grantee="x|y"))) is Refusal.WRONG_TEXT
    assert declined(kiosk, resigned(commitment=b"\1" * 32)) is Refusal.WRONG_TEXT
    assert declined(kiosk, resigned(end=int(clinic.time) + 400 * DAY)) is Refusal.WRONG_TEXT
    assert declined(kiosk, resigned(request="another")) is Refusal.NOT_FOUND
    assert declined(kiosk, resigned(opened=None)) is Refusal.BAD_REQUEST
    assert declined(kiosk, replace(good, text="Something else.")) is Refusal.CARD_UNPROVED
    assert declined(kiosk, replace(good, text_salt=b"\1" * 32)) is Refusal.CARD_UNPROVED
    assert declined(kiosk, replace(good, signature=other.sign(b"\1" * 32))) is Refusal.CARD_UNPROVED
    theirs = other.certificates[Slot.SIGN]
    assert declined(kiosk, replace(good, certificate=theirs)) is Refusal.CARD_UNPROVED
    assert declined(kiosk, replace(good, nonce=good.nonce + 1)) is Refusal.SIGN_AGAIN
    assert declined(kiosk, replace(good, template="0")) is Refusal.WRONG_TEXT
    assert declined(kiosk, replace(good, signature=None)) is Refusal.BAD_REQUEST
    assert kiosk.ask(consent.DECIDE, good).state is SubmissionState.PENDING


def test_t098_nobody_decides_on_anothers_grants_or_requests(clinic: Clinic, kiosk: KioskClient) -> None:
    card, other = clinic.enrol(kiosk, 0), clinic.enrol(kiosk, 1)
    clinic.request(card)
    visit = kiosk.log_in(card)
    mine = kiosk.consent(visit, card)
    submitted = kiosk.ask(consent.DECIDE, mine)
    assert clinic.turn()
    visit = kiosk.log_in(other)
    assert kiosk.ask(consent.CONSENT_REQUESTS, Visit(visit)).requests == ()
    assert kiosk.ask(consent.MY_CONSENTS, Visit(visit)).consents == ()
    stolen = kiosk.consent(visit, other, revoke=(mine.decisions[0].commitment,))
    assert declined(kiosk, stolen) is Refusal.NOT_FOUND
    assert declined(kiosk, replace(mine, visit=visit)) is not None
    with pytest.raises(Refused) as found:
        kiosk.ask(consent.SUBMISSION, consent.SubmissionQuery(visit, submitted.id))
    assert found.value.refusal is Refusal.NOT_FOUND
    assert isinstance(decision(clinic, card), Permit)


def test_t088_a_chain_that_is_away_leaves_it_pending_and_old_grants_deny(
    clinic: Clinic, kiosk: KioskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = clinic.enrol(kiosk, 0)
    clinic.request(card)
    visit = kiosk.log_in(card)

    def away(*_: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(clinic.care.chain.web3.manager, "request_blocking", away)
        submitted = kiosk.ask(consent.DECIDE, kiosk.consent(visit, card))
        assert not clinic.turn()
        state = kiosk.ask(consent.SUBMISSION, consent.SubmissionQuery(visit, submitted.id)).state
        assert state is SubmissionState.PENDING
        assert kiosk.ask(consent.MY_CONSENTS, Visit(visit)).consents[0].state is ConsentState.PENDING
    assert clinic.turn()
    assert isinstance(decision(clinic, card), Permit)
    with monkeypatch.context() as patch:
        patch.setattr(clinic.care.chain.web3.manager, "request_blocking", away)
        clinic.time += 61
        assert not clinic.turn()
        assert decision(clinic, card) == Deny(Why.STALE)
    assert clinic.turn()
    assert isinstance(decision(clinic, card), Permit)


def test_a_list_that_the_contract_refuses_is_refused_for_good(clinic: Clinic, kiosk: KioskClient) -> None:
    card = clinic.enrol(kiosk, 0)
    clinic.request(card)
    visit = kiosk.log_in(card)
    submitted = kiosk.ask(consent.DECIDE, kiosk.consent(visit, card))
    clinic.care.cards.suspend(clinic.desk.keeping.chain_name(clinic.pseudonym(card)))
    assert clinic.turn()
    state = kiosk.ask(consent.SUBMISSION, consent.SubmissionQuery(visit, submitted.id)).state
    assert state is SubmissionState.REFUSED
    assert decision(clinic, card) == Deny(Why.NOT_CONFIRMED)
    assert kiosk.ask(consent.MY_CONSENTS, Visit(visit)).consents == ()


def test_a_no_needs_no_signature(clinic: Clinic, kiosk: KioskClient) -> None:
    card = clinic.enrol(kiosk, 0)
    request = clinic.request(card)
    visit = kiosk.log_in(card)
    refusing = consent.Decisions(visit, 0, (), (request,), "1", "en", None, None, None, None)
    assert kiosk.ask(consent.DECIDE, refusing).state is SubmissionState.CONFIRMED
    assert kiosk.ask(consent.CONSENT_REQUESTS, Visit(visit)).requests == ()


def test_the_record_says_what_was_signed_and_by_whom(clinic: Clinic, kiosk: KioskClient) -> None:
    card = clinic.enrol(kiosk, 0)
    clinic.request(card)
    visit = kiosk.log_in(card)
    submitted = kiosk.ask(consent.DECIDE, kiosk.consent(visit, card))
    done = kiosk.ask(consent.SUBMISSION, consent.SubmissionQuery(visit, submitted.id))
    bundle = json.loads(clinic.desk.service.release.open(done.receipt))
    found = {entry["resource"]["resourceType"]: entry["resource"] for entry in bundle["entry"]}
    assert found["Consent"]["scope"]["coding"][0]["code"] == "patient-privacy"
    assert found["Consent"]["category"][0]["coding"][0]["code"] == "59284-0"
    assert found["Consent"]["provision"]["type"] == "permit"
    assert [one["code"] for one in found["Consent"]["provision"]["class"]] == ["Observation", "Encounter"]
    assert len(found["Provenance"]["signature"]) == 2
    owner = clinic.desk.service.journal.record(done.receipt).record.pseudonym
    assert owner == clinic.pseudonym(card)


def test_t067_of_an_erased_patient_nothing_permits(clinic: Clinic, kiosk: KioskClient) -> None:
    card = clinic.enrol(kiosk, 0)
    clinic.request(card)
    visit = kiosk.log_in(card)
    kiosk.ask(consent.DECIDE, kiosk.consent(visit, card))
    assert clinic.turn()
    assert isinstance(decision(clinic, card), Permit)
    patient = clinic.pseudonym(card)
    rows = PATIENT.update().where(PATIENT.c.pseudonym == patient)
    with clinic.desk.service.journal.database.writing() as connection:
        connection.execute(rows.values(wrapped_key=b""))
    assert decision(clinic, card) == Deny(Why.NO_GRANT)
    with pytest.raises(Refused) as found:
        kiosk.ask(consent.MY_CONSENTS, Visit(visit))
    assert found.value.refusal is Refusal.ERASED
