"""Decisions that were signed while the bridge was away, handed in when their visit is over."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from fhir_bridge.access.decide import Permit, Policy, Request, decide
from fhir_bridge.acts import Deed, Outcome
from fhir_bridge.api.relaying import grants_of
from fhir_bridge.api.visits import VISIT_LIFE
from fhir_bridge.api.wire import card as cards
from fhir_bridge.api.wire import consent, staff
from fhir_bridge.api.wire.consent import LateDecisions, SubmissionState
from fhir_bridge.api.wire.operation import Visit
from fhir_bridge.api.wire.refusal import Refusal
from tests.fhir_bridge.api.clinic import (
    CLASSES,
    DAY,
    HOSPITAL,
    SYSTEM,
    Clinic,
    KioskClient,
    Refused,
    SoftCard,
)


def signed(clinic: Clinic, kiosk: KioskClient, card: SoftCard) -> LateDecisions:
    """What a kiosk keeps of a visit that ended without the bridge."""
    clinic.request(card)
    visit = kiosk.log_in(card)
    decisions = kiosk.consent(visit, card)
    kiosk.ask(cards.LEAVE, Visit(visit))
    clinic.time += VISIT_LIFE + 60
    return LateDecisions(card.guid, clinic.desk.keeping.chain_name(clinic.pseudonym(card)), decisions)


def refusal(kiosk: KioskClient, asked: LateDecisions) -> Refusal:
    with pytest.raises(Refused) as found:
        kiosk.ask(consent.DECIDE_LATE, asked)
    return found.value.refusal


def permits(clinic: Clinic, card: SoftCard) -> bool:
    patient = clinic.pseudonym(card)
    request = Request(patient, frozenset({HOSPITAL}), "TREAT", CLASSES[0])
    return isinstance(decide(request, Policy(), grants_of(clinic.desk, patient), int(clinic.time)), Permit)


def test_signed_decisions_outlive_their_visit_and_count_once(clinic: Clinic, kiosk: KioskClient) -> None:
    card = clinic.enrol(kiosk, 0)
    late = signed(clinic, kiosk, card)
    with pytest.raises(Refused) as over:
        kiosk.ask(consent.DECIDE, late.signed)
    assert over.value.refusal is Refusal.NO_VISIT
    first = kiosk.ask(consent.DECIDE_LATE, late, key="late-1")
    assert first.state is SubmissionState.PENDING
    assert kiosk.ask(consent.DECIDE_LATE, late, key="late-1") == first
    assert clinic.turn()
    assert permits(clinic, card)
    again = kiosk.ask(consent.DECIDE_LATE, late, key="late-2")
    assert (again.id, again.state) == (first.id, SubmissionState.CONFIRMED)
    assert len(clinic.desk.grants.of(clinic.pseudonym(card))) == 1
    acts = [one.act for one in clinic.desk.service.trace.acts([clinic.pseudonym(card)])]
    assert [one.outcome for one in acts if one.deed is Deed.CONSENT] == [Outcome.DONE]


def test_what_reached_the_bridge_while_the_visit_went_on_is_found(clinic: Clinic, kiosk: KioskClient) -> None:
    card = clinic.enrol(kiosk, 0)
    clinic.request(card)
    visit = kiosk.log_in(card)
    decisions = kiosk.consent(visit, card)
    live = kiosk.ask(consent.DECIDE, decisions, key="1")
    name = clinic.desk.keeping.chain_name(clinic.pseudonym(card))
    assert kiosk.ask(consent.DECIDE_LATE, LateDecisions(card.guid, name, decisions), key="late-1") == live


Changed = Callable[[LateDecisions], LateDecisions]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda one: replace(one, guid=b"\7" * 16), Refusal.CARD_UNKNOWN),
        (lambda one: replace(one, patient=b"\7" * 32), Refusal.NOT_ENTITLED),
        (lambda one: replace(one, signed=replace(one.signed, text="Something else.")), Refusal.CARD_UNPROVED),
        (
            lambda one: replace(one, signed=replace(one.signed, nonce=one.signed.nonce + 1)),
            Refusal.SIGN_AGAIN,
        ),
        (lambda one: replace(one, signed=replace(one.signed, template="0")), Refusal.WRONG_TEXT),
        (lambda one: replace(one, signed=replace(one.signed, certificate=b"\1")), Refusal.CARD_UNPROVED),
        (lambda one: replace(one, signed=replace(one.signed, decisions=())), Refusal.BAD_REQUEST),
    ],
    ids=["card", "patient", "text", "nonce", "template", "certificate", "nothing"],
)
def test_t102_what_was_not_signed_so_is_refused_and_the_desk_is_called(
    clinic: Clinic, kiosk: KioskClient, change: Changed, expected: Refusal
) -> None:
    card = clinic.enrol(kiosk, 0)
    late = signed(clinic, kiosk, card)
    assert refusal(kiosk, change(late)) is expected
    calls = [help_ for _, help_, _ in clinic.desk.arrivals.calls(0)]
    assert calls == ([] if expected is Refusal.BAD_REQUEST else [f"consent-refused: {expected.code}"])
    assert clinic.desk.grants.of(clinic.pseudonym(card)) == []


def test_a_card_that_was_stopped_meanwhile_has_not_signed(clinic: Clinic, kiosk: KioskClient) -> None:
    card = clinic.enrol(kiosk, 0)
    late = signed(clinic, kiosk, card)
    kiosk.ask(staff.SUSPEND, staff.OfCard(kiosk.log_in(clinic.officer), card.guid))
    assert refusal(kiosk, late) is Refusal.CARD_SUSPENDED
    acts = [one.act for one in clinic.desk.service.trace.acts([clinic.pseudonym(card)])]
    assert [one.outcome for one in acts if one.deed is Deed.CONSENT] == [Outcome.REFUSED]


def test_a_permission_that_has_ended_meanwhile_is_not_given(clinic: Clinic, kiosk: KioskClient) -> None:
    card = clinic.enrol(kiosk, 0)
    late = signed(clinic, kiosk, card)
    clinic.time += 91 * DAY
    fresh = clinic.kiosk()
    assert refusal(fresh, late) is Refusal.WRONG_TEXT


def test_one_card_does_not_sign_for_another(clinic: Clinic, kiosk: KioskClient) -> None:
    card, other = clinic.enrol(kiosk, 0), clinic.enrol(kiosk, 1)
    late = signed(clinic, kiosk, card)
    assert refusal(kiosk, replace(late, guid=other.guid)) is Refusal.NOT_ENTITLED


def test_a_representative_is_believed_until_their_mandate_ends(clinic: Clinic, kiosk: KioskClient) -> None:
    mother = clinic.enrol(kiosk, 1, "Mira")
    number = staff.RecordNumber(SYSTEM, "770")
    mandate = staff.Guardian(
        kiosk.log_in(clinic.officer),
        number,
        "Luka",
        mother.guid,
        may_grant=True,
        may_revoke=False,
        end=int(clinic.time) + DAY,
    )
    kiosk.ask(staff.APPOINT_GUARDIAN, mandate)
    child = next(one for one in clinic.desk.cards.mandates(clinic.pseudonym(mother), 0)).patient
    clinic.request_of(child)
    decisions = kiosk.consent(kiosk.log_in(mother, stands_for=0), mother)
    late = LateDecisions(mother.guid, clinic.desk.keeping.chain_name(child), decisions)
    clinic.time += DAY
    assert refusal(kiosk, late) is Refusal.NOT_ENTITLED
    clinic.time -= DAY
    assert kiosk.ask(consent.DECIDE_LATE, late).state is SubmissionState.PENDING


def test_t103_that_somebody_helped_stands_in_record_and_trace(clinic: Clinic, kiosk: KioskClient) -> None:
    card = clinic.enrol(kiosk, 0)
    clinic.request(card)
    visit = kiosk.log_in(card)
    submitted = kiosk.ask(consent.DECIDE, replace(kiosk.consent(visit, card), assisted=True))
    done = kiosk.ask(consent.SUBMISSION, consent.SubmissionQuery(visit, submitted.id))
    bundle = json.loads(clinic.desk.service.release.open(done.receipt))
    found = {entry["resource"]["resourceType"]: entry["resource"] for entry in bundle["entry"]}
    assert found["Provenance"]["extension"] == [{"url": "urn:fhir-anchor:assisted", "valueBoolean": True}]
    acts = [one.act for one in clinic.desk.service.trace.acts([clinic.pseudonym(card)])]
    (consented,) = (one for one in acts if one.deed is Deed.CONSENT)
    assert consented.by.name.endswith(", assisted")
