from __future__ import annotations

from typing import Any

import pytest

from anchor.cards import NO_MANDATE, CardStatus, Mandate
from anchor.errors import ContractRefusedError
from anchor.statement import Appointment, Objection, Possession, Replacement, Scope

DELAY = 3 * 86_400


def test_a_card_is_enrolled_suspended_reinstated_and_revoked(world: Any, card: Any) -> None:
    anna = world.enrol("anna", card(1))
    officer, digest = world.officer(), bytes(32)
    proof = card(1).sign(digest)
    assert world.cards.info(anna).key == card(1).key
    for act, status in (
        (officer.suspend, CardStatus.SUSPENDED),
        (officer.reinstate, CardStatus.ACTIVE),
        (officer.suspend, CardStatus.SUSPENDED),
        (officer.revoke, CardStatus.REVOKED),
    ):
        act(anna)
        assert world.cards.info(anna).status is status
        assert world.cards.is_signed(anna, digest, proof) is (status is CardStatus.ACTIVE)
    with pytest.raises(ContractRefusedError, match="WrongStatus"):
        officer.reinstate(anna)


def test_the_old_card_names_the_new_one(world: Any, card: Any) -> None:
    anna = world.enrol("anna", card(1))
    place = world.cards.place
    old = card(1).sign(Replacement(anna, card(2).key, 0).digest(place))
    new = card(2).sign(Possession(anna, card(2).key, 0).digest(place))
    with pytest.raises(ContractRefusedError, match="NotSigned"):
        world.cards.replace(anna, new, new)
    world.cards.replace(anna, old, new)
    assert (world.cards.info(anna).key, world.cards.info(anna).nonce) == (card(2).key, 1)


def test_a_lost_card_takes_two_officers_and_the_delay(world: Any, card: Any) -> None:
    anna = world.enrol("anna", card(1))
    officer, second = world.officer(), world.officer("second officer")
    officer.suspend(anna)
    officer.request_replacement(
        anna, card(2).sign(Possession(anna, card(2).key, 0).digest(world.cards.place))
    )
    pending = world.cards.pending(anna)
    assert pending.officer == 1
    assert pending.ready == world.now() + DELAY == world.now() + world.cards.delay()
    with pytest.raises(ContractRefusedError, match="NotReady"):
        second.confirm_replacement(anna, card(2).key)
    world.advance(DELAY)
    with pytest.raises(ContractRefusedError, match="SameOfficer"):
        officer.confirm_replacement(anna, card(2).key)
    second.confirm_replacement(anna, card(2).key)
    assert world.cards.info(anna).key == card(2).key
    assert world.cards.info(anna).status is CardStatus.ACTIVE
    assert world.cards.pending(anna) is None


def test_the_patient_objects_while_it_waits(world: Any, card: Any) -> None:
    anna = world.enrol("anna", card(1))
    officer = world.officer()
    officer.request_replacement(
        anna, card(2).sign(Possession(anna, card(2).key, 0).digest(world.cards.place))
    )
    change = world.cards.pending(anna).change
    world.cards.object_to(anna, card(1).sign(Objection(anna, change, 0).digest(world.cards.place)))
    assert world.cards.pending(anna) is None
    (told,) = world.cards.told("ChangeWithdrawn")
    assert told.fields["change"] == change
    officer.request_mandate(anna, bytes(32), Mandate(Scope.GRANT, world.now() + DELAY + 9000))
    officer.withdraw_change(anna)
    assert world.cards.pending(anna) is None


def test_mandates_by_card_and_by_officers(world: Any, card: Any) -> None:
    anna, bert = world.enrol("anna", card(1)), world.enrol("bert", card(2))
    child, place = bytes(31) + b"\x07", world.cards.place
    mandate = Mandate(Scope.GRANT | Scope.REVOKE, world.now() + 2 * DELAY)
    appointed = Appointment(anna, bert, mandate.scope, mandate.end, 0).digest(place)
    world.cards.appoint(anna, bert, mandate, card(1).sign(appointed))
    assert world.cards.mandate(anna, bert) == mandate
    assert world.cards.speaks_for(bert, anna, Scope.GRANT)
    ended = Appointment(anna, bert, Scope(0), 0, 1).digest(place)
    world.cards.appoint(anna, bert, NO_MANDATE, card(1).sign(ended))
    assert not world.cards.speaks_for(bert, anna, Scope.GRANT)
    officer, second = world.officer(), world.officer("second officer")
    officer.appoint_guardian(child, bert, mandate)
    assert world.cards.speaks_for(bert, child, Scope.REVOKE)
    officer.dismiss(child, bert)
    assert not world.cards.speaks_for(bert, child, Scope.REVOKE)
    officer.request_mandate(anna, bert, mandate)
    world.advance(DELAY)
    second.confirm_mandate(anna, bert, mandate)
    assert world.cards.speaks_for(bert, anna, Scope.GRANT | Scope.REVOKE)
