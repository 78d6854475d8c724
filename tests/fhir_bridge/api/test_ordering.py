"""What staff do to a card that is not there, by the hospital's number and their own card's signature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from anchor.cards import CardStatus
from fhir_bridge.acts import Deed
from fhir_bridge.api.wire import staff
from fhir_bridge.api.wire.card import Slot
from fhir_bridge.api.wire.refusal import Refusal
from fhir_bridge.api.wire.staff import CardState, IdentityCheck, Order, Ordered
from tests.fhir_bridge.api.clinic import DAY, SYSTEM, Clinic, KioskClient, Refused, SoftCard


def order(
    kiosk: KioskClient,
    by: SoftCard,
    what: Ordered,
    *,
    number: str = "770",
    check: IdentityCheck | None = None,
    change: Callable[[Order], Order] = lambda one: one,
) -> staff.CardStanding:
    visit, patient = kiosk.log_in(by), staff.RecordNumber(SYSTEM, number)
    challenge = staff.order_challenge(kiosk.id, visit, what, patient)
    asked = Order(visit, what, patient, check, by.prove(Slot.LOG_IN, kiosk.id, challenge))
    return kiosk.ask(staff.ORDER, change(asked))


def refusal(ask: Callable[[], object]) -> Refusal:
    with pytest.raises(Refused) as found:
        ask()
    return found.value.refusal


def test_a_lost_card_is_suspended_by_number_and_comes_back(clinic: Clinic, kiosk: KioskClient) -> None:
    lost, other = clinic.enrol(kiosk, 0), clinic.enrol(kiosk, 1)
    standing = order(kiosk, clinic.officer, Ordered.SUSPEND)
    assert standing == staff.CardStanding(lost.guid, CardState.SUSPENDED, None)
    name = clinic.desk.keeping.chain_name(clinic.pseudonym(lost))
    assert clinic.care.cards.info(name).status is CardStatus.SUSPENDED
    assert refusal(lambda: kiosk.tap(lost)) is Refusal.CARD_SUSPENDED
    assert kiosk.tap(other).name == "Ana"
    assert refusal(lambda: order(kiosk, clinic.officer, Ordered.SUSPEND)) is Refusal.NOT_FOUND
    assert refusal(lambda: order(kiosk, clinic.officer, Ordered.REINSTATE)) is Refusal.BAD_REQUEST
    order(kiosk, clinic.officer, Ordered.REINSTATE, check=IdentityCheck.PASSPORT)
    assert kiosk.tap(lost).name == "Ana"
    acts = [one.act for one in clinic.desk.service.trace.acts([clinic.pseudonym(lost)])]
    changed = [one for one in acts if one.deed is Deed.CARD_CHANGED]
    assert len(changed) == 2
    assert all(clinic.pseudonym(clinic.officer) in one.by.name for one in changed)
    assert changed[-1].by.name.endswith(", identity by passport")


def test_what_an_identity_was_checked_by_stands_in_the_trace(clinic: Clinic, kiosk: KioskClient) -> None:
    card = clinic.enrol(kiosk, 0)
    acts = [one.act for one in clinic.desk.service.trace.acts([clinic.pseudonym(card)])]
    issued = [one.by.name for one in acts if one.deed is Deed.CARD_ISSUED]
    assert issued[0].endswith(", identity by passport")


@pytest.mark.parametrize(
    "change",
    [
        lambda one: replace(one, order=Ordered.CONFIRM_REPLACEMENT),
        lambda one: replace(one, patient=staff.RecordNumber(SYSTEM, "771")),
        lambda one: replace(one, proof=replace(one.proof, challenge=b"\1" * 32)),
        lambda one: replace(one, proof=replace(one.proof, signature=b"\1" * 70)),
    ],
    ids=["order", "number", "challenge", "signature"],
)
def test_t103_an_order_is_the_one_that_the_staff_card_signed(
    clinic: Clinic, kiosk: KioskClient, change: Callable[[Order], Order]
) -> None:
    cards = clinic.enrol(kiosk, 0), clinic.enrol(kiosk, 1)
    ask = lambda: order(kiosk, clinic.officer, Ordered.SUSPEND, change=change)  # noqa: E731 -- asked once, below
    assert refusal(ask) is Refusal.CARD_UNPROVED
    assert [kiosk.tap(one).name for one in cards] == ["Ana", "Ana"]


def test_only_an_officer_orders_and_only_what_can_be_found(clinic: Clinic, kiosk: KioskClient) -> None:
    clinic.enrol(kiosk, 0)
    nurse = clinic.staff(may_enrol=False)
    assert refusal(lambda: order(kiosk, nurse, Ordered.SUSPEND)) is Refusal.STAFF_ONLY
    for number in ("771", "7", "77%"):
        ask = lambda number=number: order(kiosk, clinic.officer, Ordered.SUSPEND, number=number)  # noqa: E731 -- the same
        assert refusal(ask) is Refusal.NOT_FOUND


def test_a_replacement_is_confirmed_by_number_by_a_second_officer_after_the_delay(
    clinic: Clinic, kiosk: KioskClient
) -> None:
    lost, found, second = clinic.enrol(kiosk, 0), SoftCard(), clinic.staff()
    order(kiosk, clinic.officer, Ordered.SUSPEND)
    visit = kiosk.log_in(clinic.officer)
    issued = kiosk.ask(staff.NEW_CARD, clinic.new_card(visit, found, 0))
    found.certificates = {one.slot: one.certificate for one in issued.certificates}
    kiosk.ask(staff.REPLACE, clinic.possession(kiosk, visit, found, issued))
    confirm = Ordered.CONFIRM_REPLACEMENT
    assert refusal(lambda: order(kiosk, clinic.officer, confirm)) is Refusal.SAME_OFFICER
    assert refusal(lambda: order(kiosk, second, confirm)) is Refusal.TOO_EARLY
    clinic.time += 3 * DAY
    clinic.enrol(kiosk, 1)  # any block carries the chain's time on
    assert order(kiosk, second, confirm) == staff.CardStanding(found.guid, CardState.ACTIVE, None)
    assert kiosk.tap(found).name == "Ana"
    assert refusal(lambda: kiosk.tap(lost)) is Refusal.CARD_REVOKED
