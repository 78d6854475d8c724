// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {IPatientSmartCard} from "../IPatientSmartCard.sol";
import {IRoster} from "../IRoster.sol";
import {Care} from "./Care.sol";

contract PatientSmartCardTest is Care {
    function test_a_card_is_enrolled_with_proof_that_it_holds_its_key() public {
        IPatientSmartCard.Proof memory proof = possession(ANNA, ANNAS);
        vm.expectEmit();
        emit IPatientSmartCard.CardSet(ANNA, keyOf(ANNAS));
        vm.prank(officer);
        cards.registerPatient(ANNA, proof);
        IPatientSmartCard.Card memory card = cards.getPatientInfo(ANNA);
        check(card.key == keyOf(ANNAS) && card.nonce == 0, "card");
        check(card.status == IPatientSmartCard.Status.Active, "active");
        check(cards.delay() == DELAY, "delay");
    }

    function test_without_that_proof_it_is_not() public {
        IPatientSmartCard.Proof memory proof = possession(BERT, ANNAS);
        vm.startPrank(officer);
        vm.expectRevert(abi.encodeWithSelector(IPatientSmartCard.NotSigned.selector, ANNA));
        cards.registerPatient(ANNA, proof);
        proof = possession(ANNA, ANNAS);
        (uint256 x, uint256 y) = vm.publicKeyP256(SPARE);
        (proof.x, proof.y) = (bytes32(x), bytes32(y));
        vm.expectRevert(abi.encodeWithSelector(IPatientSmartCard.NotSigned.selector, ANNA));
        cards.registerPatient(ANNA, proof);
    }

    function test_only_an_officer_enrols_and_once() public {
        IPatientSmartCard.Proof memory proof = possession(ANNA, ANNAS);
        vm.expectRevert(abi.encodeWithSelector(IRoster.NotEnlisted.selector, stranger));
        vm.prank(stranger);
        cards.registerPatient(ANNA, proof);
        enrol(ANNA, ANNAS);
        proof = possession(ANNA, SPARE);
        vm.startPrank(officer);
        vm.expectRevert(abi.encodeWithSelector(IPatientSmartCard.AlreadyRegistered.selector, ANNA));
        cards.registerPatient(ANNA, proof);
        proof = possession(0, SPARE);
        vm.expectRevert(abi.encodeWithSelector(IPatientSmartCard.NoPatient.selector));
        cards.registerPatient(0, proof);
    }

    function test_a_signature_is_by_the_active_card(bytes32 digest) public {
        check(!cards.isSigned(ANNA, digest, sign(ANNAS, digest)), "not enrolled");
        enrol(ANNA, ANNAS);
        check(cards.isSigned(ANNA, digest, sign(ANNAS, digest)), "enrolled");
        check(!cards.isSigned(ANNA, digest, sign(SPARE, digest)), "another card");
        check(!cards.isSigned(ANNA, ~digest, sign(ANNAS, digest)), "another digest");
        check(!cards.isSigned(BERT, digest, sign(ANNAS, digest)), "another holder");
    }

    function test_no_bit_of_a_signature_may_change(uint8 bit, uint8 part) public {
        enrol(ANNA, ANNAS);
        IPatientSmartCard.Proof memory proof = sign(ANNAS, "digest");
        bytes32 mask = bytes32(uint256(1) << bit);
        if (part % 4 == 0) proof.r ^= mask;
        if (part % 4 == 1) proof.s ^= mask;
        if (part % 4 == 2) proof.x ^= mask;
        if (part % 4 == 3) proof.y ^= mask;
        check(!cards.isSigned(ANNA, "digest", proof), "changed");
    }

    function test_the_upper_s_is_refused(bytes32 digest) public {
        enrol(ANNA, ANNAS);
        IPatientSmartCard.Proof memory proof = sign(ANNAS, digest);
        proof.s = bytes32(P256.N - uint256(proof.s));
        check(!cards.isSigned(ANNA, digest, proof), "malleable");
    }

    function test_a_card_is_suspended_reinstated_and_revoked() public {
        enrol(ANNA, ANNAS);
        IPatientSmartCard.Proof memory proof = sign(ANNAS, "digest");
        vm.startPrank(officer);
        vm.expectEmit();
        emit IPatientSmartCard.StatusSet(ANNA, IPatientSmartCard.Status.Suspended);
        cards.suspend(ANNA);
        check(!cards.isSigned(ANNA, "digest", proof), "suspended");
        refusesStatus(IPatientSmartCard.Status.Suspended);
        cards.suspend(ANNA);
        cards.reinstate(ANNA);
        check(cards.isSigned(ANNA, "digest", proof), "reinstated");
        refusesStatus(IPatientSmartCard.Status.Active);
        cards.reinstate(ANNA);
        vm.expectEmit();
        emit IPatientSmartCard.StatusSet(ANNA, IPatientSmartCard.Status.Revoked);
        cards.revoke(ANNA);
        check(!cards.isSigned(ANNA, "digest", proof), "revoked");
        check(status(ANNA) == IPatientSmartCard.Status.Revoked, "revoked");
        refusesStatus(IPatientSmartCard.Status.Revoked);
        cards.reinstate(ANNA);
        refusesStatus(IPatientSmartCard.Status.Revoked);
        cards.revoke(ANNA);
    }

    function test_a_suspended_card_may_be_revoked_and_nobody_elses() public {
        enrol(ANNA, ANNAS);
        vm.startPrank(officer);
        cards.suspend(ANNA);
        cards.revoke(ANNA);
        check(status(ANNA) == IPatientSmartCard.Status.Revoked, "revoked");
        vm.expectRevert(
            abi.encodeWithSelector(IPatientSmartCard.WrongStatus.selector, BERT, IPatientSmartCard.Status.None)
        );
        cards.revoke(BERT);
    }

    function test_only_an_officer_changes_where_a_card_stands(address other) public {
        vm.assume(other != officer && other != second);
        enrol(ANNA, ANNAS);
        bytes memory refusal = abi.encodeWithSelector(IRoster.NotEnlisted.selector, other);
        vm.prank(officer);
        cards.suspend(ANNA);
        vm.startPrank(other);
        vm.expectRevert(refusal);
        cards.reinstate(ANNA);
        vm.stopPrank();
        vm.prank(officer);
        cards.reinstate(ANNA);
        vm.startPrank(other);
        vm.expectRevert(refusal);
        cards.suspend(ANNA);
        vm.expectRevert(refusal);
        cards.revoke(ANNA);
    }

    function test_the_old_card_makes_way_for_a_new_one() public {
        enrol(ANNA, ANNAS);
        IPatientSmartCard.Proof memory old = replacement(ANNA, ANNAS, keyOf(SPARE));
        IPatientSmartCard.Proof memory fresh = possession(ANNA, SPARE);
        vm.expectEmit();
        emit IPatientSmartCard.CardSet(ANNA, keyOf(SPARE));
        cards.replaceCard(ANNA, old, fresh);
        check(cards.getPatientInfo(ANNA).key == keyOf(SPARE) && nonce(ANNA) == 1, "replaced");
        check(status(ANNA) == IPatientSmartCard.Status.Active, "active");
        vm.expectRevert(abi.encodeWithSelector(IPatientSmartCard.NotSigned.selector, ANNA));
        cards.replaceCard(ANNA, old, fresh);
    }

    function test_no_card_makes_way_for_one_that_it_did_not_name_or_when_suspended() public {
        enrol(ANNA, ANNAS);
        bytes memory refusal = abi.encodeWithSelector(IPatientSmartCard.NotSigned.selector, ANNA);
        IPatientSmartCard.Proof memory old = replacement(ANNA, ANNAS, keyOf(BERTS));
        IPatientSmartCard.Proof memory fresh = possession(ANNA, SPARE);
        vm.expectRevert(refusal);
        cards.replaceCard(ANNA, old, fresh);
        old = replacement(ANNA, SPARE, keyOf(SPARE));
        vm.expectRevert(refusal);
        cards.replaceCard(ANNA, old, fresh);
        old = replacement(ANNA, ANNAS, keyOf(SPARE));
        vm.prank(officer);
        cards.suspend(ANNA);
        vm.expectRevert(refusal);
        cards.replaceCard(ANNA, old, fresh);
    }

    function test_a_lost_card_is_replaced_by_two_officers_after_the_delay() public {
        enrol(ANNA, ANNAS);
        vm.prank(officer);
        cards.suspend(ANNA);
        bytes32 change = requestSpare();
        IPatientSmartCard.Change memory waiting = cards.pendingChange(ANNA);
        check(waiting.officer == 1 && waiting.ready == NOW + DELAY && waiting.change == change, "it can be seen");
        vm.warp(NOW + DELAY - 1);
        vm.expectRevert(abi.encodeWithSelector(IPatientSmartCard.NotReady.selector, NOW + DELAY));
        vm.prank(second);
        cards.confirmReplacement(ANNA, keyOf(SPARE));
        vm.warp(NOW + DELAY);
        vm.expectRevert(abi.encodeWithSelector(IPatientSmartCard.SameOfficer.selector, 1));
        vm.prank(officer);
        cards.confirmReplacement(ANNA, keyOf(SPARE));
        vm.startPrank(second);
        vm.expectRevert(abi.encodeWithSelector(IPatientSmartCard.NotRequested.selector, ANNA));
        cards.confirmReplacement(ANNA, keyOf(BERTS));
        vm.expectRevert(abi.encodeWithSelector(IPatientSmartCard.NotRequested.selector, BERT));
        cards.confirmReplacement(BERT, keyOf(SPARE));
        cards.confirmReplacement(ANNA, keyOf(SPARE));
        check(cards.getPatientInfo(ANNA).key == keyOf(SPARE), "replaced");
        check(status(ANNA) == IPatientSmartCard.Status.Active && nonce(ANNA) == 1, "active");
        check(cards.pendingChange(ANNA).officer == 0, "nothing waits");
    }

    function test_the_same_officer_under_another_account_is_one_officer() public {
        enrol(ANNA, ANNAS);
        requestSpare();
        cards.registerOfficer(1, stranger);
        vm.warp(NOW + DELAY);
        vm.expectRevert(abi.encodeWithSelector(IPatientSmartCard.SameOfficer.selector, 1));
        vm.prank(stranger);
        cards.confirmReplacement(ANNA, keyOf(SPARE));
    }

    function test_only_officers_ask_and_confirm() public {
        enrol(ANNA, ANNAS);
        bytes memory refusal = abi.encodeWithSelector(IRoster.NotEnlisted.selector, stranger);
        IPatientSmartCard.Proof memory fresh = possession(ANNA, SPARE);
        vm.expectRevert(refusal);
        vm.prank(stranger);
        cards.requestReplacement(ANNA, fresh);
        requestSpare();
        vm.warp(NOW + DELAY);
        vm.startPrank(stranger);
        vm.expectRevert(refusal);
        cards.confirmReplacement(ANNA, keyOf(SPARE));
        vm.expectRevert(refusal);
        cards.withdrawChange(ANNA);
    }

    function test_one_change_waits_at_a_time_and_is_for_a_patient_who_has_a_card() public {
        IPatientSmartCard.Proof memory fresh = possession(ANNA, SPARE);
        vm.expectRevert(
            abi.encodeWithSelector(IPatientSmartCard.WrongStatus.selector, ANNA, IPatientSmartCard.Status.None)
        );
        vm.prank(officer);
        cards.requestReplacement(ANNA, fresh);
        enrol(ANNA, ANNAS);
        bytes32 change = requestSpare();
        vm.startPrank(second);
        vm.expectRevert(abi.encodeWithSelector(IPatientSmartCard.ChangeWaits.selector, ANNA));
        cards.requestReplacement(ANNA, fresh);
        vm.expectEmit();
        emit IPatientSmartCard.ChangeWithdrawn(ANNA, change);
        cards.withdrawChange(ANNA);
        vm.expectRevert(abi.encodeWithSelector(IPatientSmartCard.NotRequested.selector, ANNA));
        cards.withdrawChange(ANNA);
        vm.warp(NOW + DELAY);
        vm.expectRevert(abi.encodeWithSelector(IPatientSmartCard.NotRequested.selector, ANNA));
        cards.confirmReplacement(ANNA, keyOf(SPARE));
    }

    function test_a_request_needs_the_new_cards_proof() public {
        enrol(ANNA, ANNAS);
        IPatientSmartCard.Proof memory fresh = possession(BERT, SPARE);
        vm.expectRevert(abi.encodeWithSelector(IPatientSmartCard.NotSigned.selector, ANNA));
        vm.prank(officer);
        cards.requestReplacement(ANNA, fresh);
    }

    function test_the_patient_objects_with_the_card() public {
        enrol(ANNA, ANNAS);
        bytes32 change = requestSpare();
        IPatientSmartCard.Proof memory proof = objection(ANNA, SPARE, change);
        vm.expectRevert(abi.encodeWithSelector(IPatientSmartCard.NotSigned.selector, ANNA));
        cards.objectTo(ANNA, proof);
        proof = objection(ANNA, ANNAS, change);
        vm.expectEmit();
        emit IPatientSmartCard.ChangeWithdrawn(ANNA, change);
        cards.objectTo(ANNA, proof);
        check(cards.pendingChange(ANNA).officer == 0 && nonce(ANNA) == 1, "withdrawn");
        requestSpare();
        vm.expectRevert(abi.encodeWithSelector(IPatientSmartCard.NotSigned.selector, ANNA));
        cards.objectTo(ANNA, proof);
    }

    function test_replacing_by_the_old_card_ends_what_waits() public {
        enrol(ANNA, ANNAS);
        requestSpare();
        IPatientSmartCard.Proof memory old = replacement(ANNA, ANNAS, keyOf(BERTS));
        IPatientSmartCard.Proof memory fresh = possession(ANNA, BERTS);
        cards.replaceCard(ANNA, old, fresh);
        check(cards.pendingChange(ANNA).officer == 0, "nothing waits");
    }

    function requestSpare() private returns (bytes32 change) {
        IPatientSmartCard.Proof memory fresh = possession(ANNA, SPARE);
        change = keccak256(
            abi.encode(keccak256("Replacement(bytes32 patient,bytes23 key,uint64 nonce)"), keyOf(SPARE))
        );
        vm.expectEmit();
        emit IPatientSmartCard.ReplacementRequested(ANNA, keyOf(SPARE), 1, NOW + DELAY);
        vm.prank(officer);
        cards.requestReplacement(ANNA, fresh);
    }

    function refusesStatus(IPatientSmartCard.Status found) private {
        vm.expectRevert(abi.encodeWithSelector(IPatientSmartCard.WrongStatus.selector, ANNA, found));
    }
}
