"""Taps, PINs, cards that were stopped, representatives, and what staff do to cards."""

from __future__ import annotations

import pytest

from anchor.cards import CardStatus
from fhir_bridge.acts import Deed
from fhir_bridge.api.visits import CHALLENGE_LIFE, TAPPED_LIFE
from fhir_bridge.api.wire import card as cards
from fhir_bridge.api.wire import consent, reading, staff
from fhir_bridge.api.wire.card import Role, Slot
from fhir_bridge.api.wire.consent import SubmissionState
from fhir_bridge.api.wire.operation import Visit
from fhir_bridge.api.wire.refusal import Refusal
from tests.fhir_bridge.api.clinic import DAY, SYSTEM, Clinic, KioskClient, Refused, SoftCard


def refused(kiosk: KioskClient, card: SoftCard) -> Refusal:
    with pytest.raises(Refused) as found:
        kiosk.tap(card)
    return found.value.refusal


def test_a_tap_greets_by_a_given_name_and_no_more(clinic: Clinic, kiosk: KioskClient) -> None:
    card = clinic.enrol(kiosk, 0, "Ana")
    greeting = kiosk.tap(card)
    assert (greeting.role, greeting.name, greeting.language) == (Role.PATIENT, "Ana", "en")
    assert kiosk.tap(clinic.officer).role is Role.STAFF
    with pytest.raises(Refused) as ended:
        kiosk.ask(cards.LEAVE, Visit(greeting.visit))
    assert ended.value.refusal is Refusal.NO_VISIT


def test_t102_what_a_card_cannot_prove(clinic: Clinic, kiosk: KioskClient) -> None:
    card, other = clinic.enrol(kiosk, 0), clinic.enrol(kiosk, 1)
    cloned = SoftCard(card.guid, certificates=card.certificates)
    assert refused(kiosk, cloned) is Refusal.CARD_UNPROVED
    assert refused(kiosk, SoftCard(other.guid, card.keys, card.certificates)) is Refusal.CARD_UNPROVED
    stranger = SoftCard()
    stranger.certificates = dict.fromkeys(Slot, clinic.desk.kiosk_authority.spelled)
    assert refused(kiosk, stranger) is Refusal.CARD_FOREIGN
    swapped = SoftCard(card.guid, {**card.keys, Slot.TAP: card.keys[Slot.LOG_IN]}, dict(card.certificates))
    swapped.certificates[Slot.TAP] = card.certificates[Slot.LOG_IN]
    assert refused(kiosk, swapped) is Refusal.CARD_UNPROVED


def test_a_challenge_is_for_one_kiosk_one_proof_and_a_minute(clinic: Clinic, kiosk: KioskClient) -> None:
    card, other = clinic.enrol(kiosk, 0), clinic.kiosk()
    proof = card.prove(Slot.TAP, kiosk.id, kiosk.challenge())
    kiosk.ask(cards.TAP, cards.Tap(card.guid, proof))
    late = card.prove(Slot.TAP, kiosk.id, kiosk.challenge())
    elsewhere = card.prove(Slot.TAP, other.id, other.challenge())
    relayed = card.prove(Slot.TAP, other.id, kiosk.challenge())
    clinic.time += CHALLENGE_LIFE
    for used in (proof, late, elsewhere, relayed):
        with pytest.raises(Refused) as found:
            kiosk.ask(cards.TAP, cards.Tap(card.guid, used))
        assert found.value.refusal is Refusal.CARD_UNPROVED


def test_a_tap_is_no_login_and_another_card_does_not_log_in(clinic: Clinic, kiosk: KioskClient) -> None:
    card, other = clinic.enrol(kiosk, 0), clinic.enrol(kiosk, 1)
    for guid, prover, slot in ((card.guid, card, Slot.TAP), (other.guid, other, Slot.LOG_IN)):
        visit = kiosk.tap(card).visit
        proof = prover.prove(slot, kiosk.id, kiosk.challenge())
        with pytest.raises(Refused) as found:
            kiosk.ask(cards.LOG_IN, cards.LogIn(visit, guid, proof))
        assert found.value.refusal is Refusal.CARD_UNPROVED
    visit = kiosk.tap(card).visit
    clinic.time += TAPPED_LIFE
    with pytest.raises(Refused) as found:
        kiosk.ask(
            cards.LOG_IN, cards.LogIn(visit, card.guid, card.prove(Slot.LOG_IN, kiosk.id, kiosk.challenge()))
        )
    assert found.value.refusal is Refusal.NO_VISIT


def test_a_suspended_card_is_stopped_here_and_on_chain_and_comes_back(
    clinic: Clinic, kiosk: KioskClient
) -> None:
    card = clinic.enrol(kiosk, 0)
    visit = kiosk.log_in(clinic.officer)
    assert kiosk.ask(staff.SUSPEND, staff.OfCard(visit, card.guid)).state is staff.CardState.SUSPENDED
    name = clinic.desk.keeping.chain_name(clinic.pseudonym(card))
    assert clinic.care.cards.info(name).status is CardStatus.SUSPENDED
    assert refused(kiosk, card) is Refusal.CARD_SUSPENDED
    visit = kiosk.log_in(clinic.officer)
    kiosk.ask(staff.REINSTATE, staff.OfCard(visit, card.guid))
    assert kiosk.tap(card).name == "Ana"


def test_a_card_that_the_chain_has_stopped_is_stopped_here(clinic: Clinic, kiosk: KioskClient) -> None:
    card = clinic.enrol(kiosk, 0)
    clinic.care.cards.revoke(clinic.desk.keeping.chain_name(clinic.pseudonym(card)))
    assert refused(kiosk, card) is Refusal.CARD_REVOKED


def test_a_card_that_showed_no_key_is_nobodys(clinic: Clinic, kiosk: KioskClient) -> None:
    card, other = SoftCard(), SoftCard()
    visit = kiosk.log_in(clinic.officer)
    issued = kiosk.ask(staff.NEW_CARD, clinic.new_card(visit, card, 0))
    card.certificates = {one.slot: one.certificate for one in issued.certificates}
    other.guid = card.guid
    with pytest.raises(Refused) as found:
        kiosk.ask(staff.POSSESSION, clinic.possession(kiosk, visit, other, issued))
    assert found.value.refusal is Refusal.CARD_UNPROVED
    assert refused(kiosk, card) is Refusal.CARD_UNKNOWN


def test_a_lost_card_is_replaced_by_two_members_of_staff_after_the_delay(
    clinic: Clinic, kiosk: KioskClient
) -> None:
    lost, found, second = clinic.enrol(kiosk, 0), SoftCard(), clinic.staff()
    visit = kiosk.log_in(clinic.officer)
    kiosk.ask(staff.SUSPEND, staff.OfCard(visit, lost.guid))
    issued = kiosk.ask(staff.NEW_CARD, clinic.new_card(visit, found, 0))
    assert issued.replaces
    found.certificates = {one.slot: one.certificate for one in issued.certificates}
    waiting = kiosk.ask(staff.REPLACE, clinic.possession(kiosk, visit, found, issued))
    assert (waiting.state, waiting.ready) == (staff.CardState.WAITING, int(clinic.time) + 3 * DAY)
    with pytest.raises(Refused) as same:
        kiosk.ask(staff.CONFIRM_REPLACEMENT, staff.OfCard(visit, found.guid))
    assert same.value.refusal is Refusal.SAME_OFFICER
    visit = kiosk.log_in(second)
    with pytest.raises(Refused) as early:
        kiosk.ask(staff.CONFIRM_REPLACEMENT, staff.OfCard(visit, found.guid))
    assert early.value.refusal is Refusal.TOO_EARLY
    clinic.time += 3 * DAY
    clinic.enrol(kiosk, 1)  # any block carries the chain's time on
    visit = kiosk.log_in(second)
    done = kiosk.ask(staff.CONFIRM_REPLACEMENT, staff.OfCard(visit, found.guid))
    assert done.state is staff.CardState.ACTIVE
    assert kiosk.tap(found).name == "Ana"
    assert refused(kiosk, lost) is Refusal.CARD_REVOKED


def test_secrets_are_the_cards_own_and_traced(clinic: Clinic, kiosk: KioskClient) -> None:
    card = clinic.enrol(kiosk, 0)
    visit = kiosk.log_in(clinic.officer)

    def ask(guid: bytes, purpose: staff.SecretsFor) -> staff.CardSecrets:
        return kiosk.ask(staff.CARD_SECRETS, staff.SecretsQuery(visit, guid, purpose))

    first = ask(card.guid, staff.SecretsFor.ENROL)
    assert first == ask(card.guid, staff.SecretsFor.ENROL)
    assert first.management_key
    assert first.puk.isdigit()
    assert ask(card.guid, staff.SecretsFor.UNBLOCK) == staff.CardSecrets(first.puk, None)
    assert ask(b"\7" * 16, staff.SecretsFor.ENROL) != first
    assert str(first.puk) not in repr(first)
    deeds = [one.act.deed for one in clinic.desk.service.trace.acts([clinic.pseudonym(card)])]
    assert deeds.count(Deed.CARD_SECRETS) == 3
    for guid, expected in ((clinic.officer.guid, Refusal.NOT_FOUND), (b"\7" * 16, Refusal.CARD_UNKNOWN)):
        with pytest.raises(Refused) as found:
            ask(guid, staff.SecretsFor.UNBLOCK)
        assert found.value.refusal is expected


def test_a_patient_is_found_by_the_whole_number_alone(clinic: Clinic, kiosk: KioskClient) -> None:
    visit = kiosk.log_in(clinic.officer)
    for number in ("77", "77%", "770 OR 1=1", "7700", "*"):
        asked = staff.NewCard(
            visit,
            staff.RecordNumber(SYSTEM, number),
            staff.IdentityCheck.PASSPORT,
            b"\1" * 16,
            "Ana",
            "en",
            SoftCard().made(),
        )
        with pytest.raises(Refused) as found:
            kiosk.ask(staff.NEW_CARD, asked)
        assert found.value.refusal is Refusal.NOT_FOUND


def test_a_guardian_decides_within_their_scope(clinic: Clinic, kiosk: KioskClient) -> None:
    mother = clinic.enrol(kiosk, 1, "Mira")
    visit = kiosk.log_in(clinic.officer)
    guardian = staff.Guardian(
        visit=visit,
        patient=staff.RecordNumber(SYSTEM, "770"),
        name="Luka",
        representative=mother.guid,
        may_grant=True,
        may_revoke=False,
        end=int(clinic.time) + DAY,
    )
    assert kiosk.ask(staff.APPOINT_GUARDIAN, guardian).state is staff.CardState.ACTIVE
    (stands,) = kiosk.tap(mother).represents
    assert (stands.name, stands.may_grant, stands.may_revoke) == ("Luka", True, False)

    visit = kiosk.log_in(mother, stands_for=0)
    child = next(one for one in clinic.desk.cards.mandates(clinic.pseudonym(mother), 0)).patient
    clinic.request_of(child)
    submitted = kiosk.ask(consent.DECIDE, kiosk.consent(visit, mother))
    assert clinic.turn()
    state = kiosk.ask(consent.SUBMISSION, consent.SubmissionQuery(visit, submitted.id)).state
    assert state is SubmissionState.CONFIRMED
    (given,) = kiosk.ask(consent.MY_CONSENTS, Visit(visit)).consents
    assert given.signed_for
    with pytest.raises(Refused) as found:
        kiosk.ask(consent.DECIDE, kiosk.consent(visit, mother, revoke=(given.commitment,)))
    assert found.value.refusal is Refusal.NOT_ENTITLED
    acts = [one.act for one in clinic.desk.service.trace.acts([child]) if one.act.deed is Deed.CONSENT]
    assert clinic.pseudonym(mother) in acts[0].by.name

    clinic.time += DAY
    assert kiosk.tap(mother).represents == ()


def test_who_read_says_so_itself_and_takes_an_objection(clinic: Clinic, kiosk: KioskClient) -> None:
    card, other = clinic.enrol(kiosk, 0), clinic.enrol(kiosk, 1)
    visit = kiosk.log_in(card)
    first = kiosk.ask(reading.WHO_READ, Visit(visit)).readings
    assert [one.deed for one in first][:2] == ["own-data", "log-in"]
    kiosk.ask(reading.OBJECT, reading.Objection(visit, first[0].id, "That was not me"))
    theirs = kiosk.ask(reading.WHO_READ, Visit(kiosk.log_in(other))).readings
    assert not {one.id for one in first} & {one.id for one in theirs}
    visit = kiosk.log_in(card)
    with pytest.raises(Refused) as found:
        kiosk.ask(reading.OBJECT, reading.Objection(visit, theirs[0].id, ""))
    assert found.value.refusal is Refusal.NOT_FOUND
