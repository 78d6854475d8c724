"""Records, prescriptions, claims and who may act, on every chain."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest

from anchor.claims import Claim, ClaimStatus, Policy, claim_id
from anchor.dispensing import PatientInfo, Prescription
from anchor.errors import ContractRefusedError, LedgerUnavailableError
from anchor.evm import answering, connect

DAY = 86_400
ANNA = sha256(b"anna").digest()
POLICY = sha256(b"policy").digest()
CARE = sha256(b"care").digest()


def test_records_and_history(world: Any) -> None:
    hospital = world.hospital()
    first, second = sha256(b"1").digest(), sha256(b"2").digest()
    hospital.add(ANNA, 0, first)
    hospital.add(ANNA, 1, second)
    hospital.add(ANNA, 1, second)
    assert hospital.of(ANNA) == [first, second]
    assert (hospital.record(ANNA, 1), hospital.record(ANNA, 2)) == (second, None)
    with pytest.raises(ContractRefusedError, match="NotNext"):
        hospital.add(ANNA, 3, first)
    assert hospital.history(ANNA) is None
    hospital.update_history(ANNA, first, previous=None)
    with pytest.raises(ContractRefusedError, match="HistoryMoved"):
        hospital.update_history(ANNA, second, previous=None)
    hospital.update_history(ANNA, second, previous=first)
    assert hospital.history(ANNA) == second
    with pytest.raises(ContractRefusedError, match="NotEnlisted"):
        world.records.using(world.account("pharmacy")).add(ANNA, 2, first)


def test_a_prescription_is_dispensed_once_a_fill(world: Any) -> None:
    doctor = world.dispensing.using(world.account("hospital"))
    pharmacy = world.dispensing.using(world.account("pharmacy"))
    end = world.now() + DAY
    doctor.issue(CARE, fills=2, end=end)
    pharmacy.dispense(CARE, 1)
    pharmacy.dispense(CARE, 1)
    assert pharmacy.prescription(CARE) == Prescription(7, end, 2, 1, cancelled=False)
    world.dispensing.register_pharmacy(6, world.account("other pharmacy").address)
    other = world.dispensing.using(world.account("other pharmacy"))
    with pytest.raises(ContractRefusedError, match="NotNextFill"):
        other.dispense(CARE, 1)
    other.dispense(CARE, 2)
    with pytest.raises(ContractRefusedError, match="NotNextFill"):
        pharmacy.dispense(CARE, 3)
    doctor.issue(POLICY, fills=2, end=end)
    doctor.cancel(POLICY)
    with pytest.raises(ContractRefusedError, match="NotLive"):
        pharmacy.dispense(POLICY, 1)
    doctor.issue(ANNA, fills=1, end=end)
    world.advance(DAY + 1)
    with pytest.raises(ContractRefusedError, match="NotLive"):
        pharmacy.dispense(ANNA, 1)
    assert pharmacy.prescription(bytes(32)) is None


def test_a_pharmacy_learns_of_a_patient_with_consent_alone(world: Any, card: Any) -> None:
    patient = world.enrol("anna", card(1))
    pharmacy = world.dispensing.using(world.account("pharmacy"))
    opening = world.opening(patient)
    with pytest.raises(ContractRefusedError, match="NoConsent"):
        pharmacy.patient(opening)
    world.grant(card(1), opening)
    end = world.consents.grant(opening.grant()).end
    assert pharmacy.patient(opening) == PatientInfo(None, end)
    world.hospital().update_history(patient, CARE, previous=None)
    assert pharmacy.patient(opening) == PatientInfo(CARE, end)


def test_a_claim_from_submission_to_withdrawal(world: Any) -> None:
    insurer = world.claims.using(world.account("insurer"))
    hospital = world.claims.using(world.account("hospital"))
    world.send_coins("insurer", "mint", world.account("insurer").address, 1000)
    world.send_coins("insurer", "approve", world.coin.w3.to_checksum_address(insurer.address), 1000)
    insurer.deposit(700)
    insurer.set_policy(POLICY, Policy(500, world.now() + DAY))
    hospital.submit(CARE, insurer=3, policy=POLICY, amount=400)
    hospital.submit(ANNA, insurer=3, policy=POLICY, amount=400)
    claim, beyond = claim_id(7, CARE), claim_id(7, ANNA)
    assert insurer.claim(claim) == Claim(3, 7, 400, ClaimStatus.SUBMITTED, POLICY)
    assert insurer.claim(beyond).status is ClaimStatus.DENIED
    assert insurer.policy(3, POLICY).left == 100
    insurer.approve(claim)
    insurer.pay(claim)
    insurer.pay(claim)
    assert (insurer.balance(3), insurer.owed(7)) == (300, 400)
    with pytest.raises(ContractRefusedError, match="WrongStatus"):
        world.claims.using(world.account("insurer")).deny(claim)
    hospital.withdraw()
    assert world.coin.functions.balanceOf(world.account("hospital").address).call() == 400
    insurer.reclaim(300)
    assert (insurer.balance(3), insurer.owed(7)) == (0, 0)
    hospital.submit(POLICY, insurer=3, policy=POLICY, amount=100)
    insurer.deny(claim_id(7, POLICY))
    assert insurer.policy(3, POLICY).left == 100
    assert insurer.claim(bytes(32)) is None


def test_every_role_is_rotated_and_revoked(world: Any) -> None:
    records, new = world.records, world.account("new account").address
    world.hospital().hand_over(new)
    assert records.member_of(new) == 7
    assert records.member_of(world.account("hospital").address) == 0
    records.strike(new)
    with pytest.raises(ContractRefusedError, match="NotEnlisted"):
        records.using(world.account("new account")).add(ANNA, 0, CARE)
    records.register_hospital(7, world.account("hospital").address)
    world.hospital().add(ANNA, 0, CARE)
    with pytest.raises(ContractRefusedError, match="OwnableUnauthorizedAccount"):
        world.hospital().register_hospital(8, new)
    board = world.account("board")
    records.offer_governance(board.address)
    records.withdraw_offer()
    with pytest.raises(ContractRefusedError, match="OwnableUnauthorizedAccount"):
        records.using(board).accept_governance()
    records.offer_governance(board.address)
    records.using(board).accept_governance()
    assert records.governance() == board.address.lower()
    with pytest.raises(ContractRefusedError, match="OwnableUnauthorizedAccount"):
        records.strike(world.account("hospital").address)


def test_t086_a_refusal_is_told_apart_from_a_chain_that_does_not_answer(world: Any) -> None:
    with pytest.raises(ContractRefusedError) as caught:
        world.hospital().add(ANNA, 5, CARE)
    assert caught.value.reason == "NotNext"
    assert not isinstance(caught.value, LedgerUnavailableError)
    with pytest.raises(LedgerUnavailableError), answering():
        connect("http://127.0.0.1:1").eth.block_number  # noqa: B018 -- a property that asks the node
