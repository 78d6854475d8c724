"""Representatives: for a patient without a card at once, with one by two officers; they end with the card."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fhir_bridge.acts import Deed
from fhir_bridge.api.wire import consent, staff
from fhir_bridge.api.wire.consent import SubmissionState
from fhir_bridge.api.wire.refusal import Refusal
from fhir_bridge.api.wire.staff import CardState, Mandated, Ordered
from tests.fhir_bridge.api.clinic import DAY, SYSTEM, Clinic, KioskClient, SoftCard
from tests.fhir_bridge.api.test_ordering import order, refusal

DELAY = 3 * DAY
CONFIRM = Ordered.CONFIRM_MANDATE


def appoint(clinic: Clinic, kiosk: KioskClient, by: SoftCard, representative: SoftCard) -> Mandated:
    asked = staff.Guardian(
        visit=kiosk.log_in(by),
        patient=staff.RecordNumber(SYSTEM, "770"),
        name="Ana",
        representative=representative.guid,
        may_grant=True,
        may_revoke=True,
        end=int(clinic.time) + 90 * DAY,
    )
    return kiosk.ask(staff.APPOINT_GUARDIAN, asked)


def later(clinic: Clinic, kiosk: KioskClient) -> None:
    """After the delay; any block carries the chain's time on."""
    clinic.time += DELAY
    visit, card = kiosk.log_in(clinic.officer), SoftCard()
    issued = kiosk.ask(staff.NEW_CARD, clinic.new_card(visit, card, 1))
    card.certificates = {one.slot: one.certificate for one in issued.certificates}
    kiosk.ask(staff.REPLACE, clinic.possession(kiosk, visit, card, issued))


@pytest.fixture
def family(clinic: Clinic, kiosk: KioskClient) -> tuple[SoftCard, SoftCard, SoftCard]:
    """A patient with a card, who is to stand for them, and another officer."""
    return clinic.enrol(kiosk, 0), clinic.enrol(kiosk, 1, "Mira"), clinic.staff()


def test_for_a_patient_with_a_card_two_officers_and_a_delay(
    clinic: Clinic, kiosk: KioskClient, family: tuple[SoftCard, SoftCard, SoftCard]
) -> None:
    patient, daughter, second = family
    asked = appoint(clinic, kiosk, clinic.officer, daughter)
    assert asked.state is CardState.WAITING
    assert asked.ready is not None
    assert asked.ready >= clinic.time + DELAY
    assert kiosk.tap(daughter).represents == ()
    confirm: Callable[[SoftCard], Callable[[], object]] = lambda by: lambda: order(kiosk, by, CONFIRM)  # noqa: E731 -- a name for what is asked four times
    assert refusal(lambda: appoint(clinic, kiosk, second, daughter)) is Refusal.TOO_EARLY
    assert refusal(confirm(clinic.officer)) is Refusal.SAME_OFFICER
    assert refusal(confirm(second)) is Refusal.TOO_EARLY
    assert refusal(confirm(clinic.staff(may_enrol=False))) is Refusal.STAFF_ONLY
    later(clinic, kiosk)
    assert order(kiosk, second, CONFIRM) == staff.CardStanding(daughter.guid, CardState.ACTIVE, None)
    assert refusal(confirm(second)) is Refusal.NOT_FOUND
    (stands,) = kiosk.tap(daughter).represents
    assert (stands.name, stands.may_grant, stands.may_revoke) == ("Ana", True, True)

    clinic.request(patient)
    visit = kiosk.log_in(daughter, stands_for=0)
    submitted = kiosk.ask(consent.DECIDE, kiosk.consent(visit, daughter))
    assert clinic.turn()
    state = kiosk.ask(consent.SUBMISSION, consent.SubmissionQuery(visit, submitted.id)).state
    assert state is SubmissionState.CONFIRMED
    acts = [one.act for one in clinic.desk.service.trace.acts([clinic.pseudonym(patient)])]
    assert [one.deed for one in acts].count(
        Deed.CARD_CHANGED
    ) == 4  # two asked, two confirmed; one of each refused
    signed = next(one for one in acts if one.deed is Deed.CONSENT)
    assert clinic.pseudonym(daughter) in signed.by.name
    assert clinic.pseudonym(patient) in signed.by.name


def test_nobody_is_their_own_representative(
    clinic: Clinic, kiosk: KioskClient, family: tuple[SoftCard, SoftCard, SoftCard]
) -> None:
    assert refusal(lambda: appoint(clinic, kiosk, clinic.officer, family[0])) is Refusal.NOT_ENTITLED


def test_t103_a_mandate_ends_when_the_patient_is_given_a_card(clinic: Clinic, kiosk: KioskClient) -> None:
    mother = clinic.enrol(kiosk, 1, "Mira")
    assert appoint(clinic, kiosk, clinic.officer, mother).state is CardState.ACTIVE
    assert [one.name for one in kiosk.tap(mother).represents] == ["Ana"]
    visit = kiosk.log_in(mother, stands_for=0)
    child = next(one for one in clinic.desk.cards.mandates(clinic.pseudonym(mother), 0)).patient
    clinic.request_of(child)
    decisions = kiosk.consent(visit, mother)
    clinic.enrol(kiosk, 0)
    assert kiosk.tap(mother).represents == ()
    late = consent.LateDecisions(mother.guid, clinic.desk.keeping.chain_name(child), decisions)
    assert refusal(lambda: kiosk.ask(consent.DECIDE_LATE, late)) is Refusal.NOT_ENTITLED
