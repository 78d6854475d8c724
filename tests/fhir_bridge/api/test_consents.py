"""A consent from the request to the revocation, over the real chain."""

from __future__ import annotations

from anchor.statement import grant_id
from fhir_bridge.access.decide import Deny, Permit, Policy, Request, Why, decide
from fhir_bridge.api.relaying import grants_of
from fhir_bridge.api.wire import consent
from fhir_bridge.api.wire.consent import ConsentState, SubmissionState
from fhir_bridge.api.wire.operation import Visit
from tests.fhir_bridge.api.clinic import CLASSES, HOSPITAL, Clinic, KioskClient, SoftCard


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
