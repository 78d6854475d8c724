// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPatientSmartCard} from "../IPatientSmartCard.sol";
import {IRoster} from "../IRoster.sol";
import {Care} from "./Care.sol";

contract MandatesTest is Care {
    IPatientSmartCard.Mandate private both = IPatientSmartCard.Mandate(3, NOW + 1 days);

    function test_the_patients_card_appoints_and_dismisses() public {
        enrol(ANNA, ANNAS);
        IPatientSmartCard.Proof memory proof = appointment(ANNA, ANNAS, BERT, both);
        vm.expectEmit();
        emit IPatientSmartCard.MandateSet(ANNA, BERT, 3, NOW + 1 days);
        cards.appoint(ANNA, BERT, both, proof);
        check(cards.speaksFor(BERT, ANNA, 1) && cards.speaksFor(BERT, ANNA, 2), "both");
        check(nonce(ANNA) == 1, "nonce");
        vm.expectRevert(abi.encodeWithSelector(IPatientSmartCard.NotSigned.selector, ANNA));
        cards.appoint(ANNA, BERT, both, proof);
        IPatientSmartCard.Mandate memory none = IPatientSmartCard.Mandate(0, 0);
        cards.appoint(ANNA, BERT, none, appointment(ANNA, ANNAS, BERT, none));
        check(!cards.speaksFor(BERT, ANNA, 1), "dismissed");
    }

    function test_the_signature_is_over_everything(bytes32 other, uint8 scope, uint64 end) public {
        vm.assume(scope > 0 && scope < 4 && end > NOW && end != both.end);
        enrol(ANNA, ANNAS);
        bytes memory refusal = abi.encodeWithSelector(IPatientSmartCard.NotSigned.selector, ANNA);
        IPatientSmartCard.Proof memory proof = appointment(ANNA, ANNAS, BERT, both);
        vm.expectRevert(refusal);
        cards.appoint(ANNA, BERT, IPatientSmartCard.Mandate(3, end), proof);
        vm.expectRevert(refusal);
        cards.appoint(ANNA, BERT, IPatientSmartCard.Mandate(scope == 3 ? 1 : scope, both.end), proof);
        vm.assume(other != BERT);
        vm.expectRevert(refusal);
        cards.appoint(ANNA, other, both, proof);
    }

    function test_a_mandate_has_a_known_scope_and_an_end_to_come(uint8 scope, uint64 end) public {
        enrol(ANNA, ANNAS);
        bool fine = scope > 0 && scope < 4 && end > NOW;
        vm.assume(!fine && (scope != 0 || end != 0));
        IPatientSmartCard.Mandate memory mandate = IPatientSmartCard.Mandate(scope, end);
        IPatientSmartCard.Proof memory proof = appointment(ANNA, ANNAS, BERT, mandate);
        bytes memory refusal = abi.encodeWithSelector(IPatientSmartCard.WrongMandate.selector);
        vm.expectRevert(refusal);
        cards.appoint(ANNA, BERT, mandate, proof);
        vm.startPrank(officer);
        vm.expectRevert(refusal);
        cards.appointGuardian(BERT, ANNA, mandate);
        vm.expectRevert(refusal);
        cards.requestMandate(ANNA, BERT, mandate);
    }

    function test_a_mandate_that_ends_now_has_ended() public {
        vm.prank(officer);
        vm.expectRevert(abi.encodeWithSelector(IPatientSmartCard.WrongMandate.selector));
        cards.appointGuardian(BERT, ANNA, IPatientSmartCard.Mandate(3, NOW));
        vm.prank(officer);
        cards.appointGuardian(BERT, ANNA, IPatientSmartCard.Mandate(3, NOW + 1));
    }

    function test_scopes_are_apart(uint8 scope) public {
        vm.assume(scope == 1 || scope == 2);
        enrol(ANNA, ANNAS);
        IPatientSmartCard.Mandate memory mandate = IPatientSmartCard.Mandate(scope, NOW + 1);
        cards.appoint(ANNA, BERT, mandate, appointment(ANNA, ANNAS, BERT, mandate));
        check(cards.speaksFor(BERT, ANNA, scope) && !cards.speaksFor(BERT, ANNA, 3 - scope), "one");
        check(!cards.speaksFor(BERT, ANNA, 3), "not both");
        check(!cards.speaksFor(ANNA, BERT, scope), "not the other way");
        vm.warp(NOW + 1);
        check(!cards.speaksFor(BERT, ANNA, scope), "over");
        check(cards.speaksFor(ANNA, ANNA, 3), "the patient always");
    }

    function test_a_child_without_a_card_has_a_guardian_by_one_officer() public {
        vm.expectRevert(abi.encodeWithSelector(IRoster.NotEnlisted.selector, stranger));
        vm.prank(stranger);
        cards.appointGuardian(BERT, ANNA, both);
        vm.startPrank(officer);
        vm.expectRevert(abi.encodeWithSelector(IPatientSmartCard.NoPatient.selector));
        cards.appointGuardian(0, ANNA, both);
        cards.appointGuardian(BERT, ANNA, both);
        check(cards.mandateOf(BERT, ANNA).scope == 3 && cards.mandateOf(BERT, ANNA).end == both.end, "mandate");
        check(cards.speaksFor(ANNA, BERT, 3), "speaks");
        vm.stopPrank();
        enrol(BERT, BERTS);
        check(!cards.speaksFor(ANNA, BERT, 1), "ends with the child's own card");
        vm.prank(officer);
        vm.expectRevert(abi.encodeWithSelector(IPatientSmartCard.AlreadyRegistered.selector, BERT));
        cards.appointGuardian(BERT, ANNA, both);
    }

    function test_a_patient_with_a_card_has_a_guardian_by_two_officers() public {
        enrol(ANNA, ANNAS);
        vm.expectEmit();
        emit IPatientSmartCard.MandateRequested(ANNA, BERT, 3, both.end, 1, NOW + DELAY);
        IPatientSmartCard.Mandate memory mandate = IPatientSmartCard.Mandate(3, both.end);
        vm.prank(officer);
        cards.requestMandate(ANNA, BERT, mandate);
        check(!cards.speaksFor(BERT, ANNA, 1), "not yet");
        vm.warp(NOW + DELAY);
        vm.expectRevert(abi.encodeWithSelector(IPatientSmartCard.WrongMandate.selector));
        vm.prank(second);
        cards.confirmMandate(ANNA, BERT, mandate);
    }

    function test_a_mandate_is_confirmed_as_it_was_asked_for(uint8 scope, bytes32 other) public {
        vm.assume(scope == 1 || scope == 2);
        enrol(ANNA, ANNAS);
        IPatientSmartCard.Mandate memory asked = IPatientSmartCard.Mandate(scope, NOW + 30 days);
        vm.prank(officer);
        cards.requestMandate(ANNA, BERT, asked);
        vm.warp(NOW + DELAY);
        bytes memory refusal = abi.encodeWithSelector(IPatientSmartCard.NotRequested.selector, ANNA);
        vm.startPrank(second);
        vm.expectRevert(refusal);
        cards.confirmMandate(ANNA, BERT, IPatientSmartCard.Mandate(3, asked.end));
        vm.expectRevert(refusal);
        cards.confirmMandate(ANNA, BERT, IPatientSmartCard.Mandate(scope, asked.end + 1));
        if (other != BERT) {
            vm.expectRevert(refusal);
            cards.confirmMandate(ANNA, other, asked);
        }
        cards.confirmMandate(ANNA, BERT, asked);
        check(cards.speaksFor(BERT, ANNA, scope), "set");
        vm.expectRevert(refusal);
        cards.confirmMandate(ANNA, BERT, asked);
        vm.stopPrank();
        vm.prank(officer);
        cards.dismiss(ANNA, BERT);
        check(!cards.speaksFor(BERT, ANNA, scope) && cards.mandateOf(ANNA, BERT).end == 0, "dismissed");
    }

    function test_only_an_officer_asks_for_or_ends_a_mandate() public {
        enrol(ANNA, ANNAS);
        IPatientSmartCard.Mandate memory mandate = both;
        bytes memory refusal = abi.encodeWithSelector(IRoster.NotEnlisted.selector, stranger);
        vm.startPrank(stranger);
        vm.expectRevert(refusal);
        cards.requestMandate(ANNA, BERT, mandate);
        vm.expectRevert(refusal);
        cards.dismiss(ANNA, BERT);
    }

    function test_a_new_card_starts_without_representatives() public {
        enrol(ANNA, ANNAS);
        cards.appoint(ANNA, BERT, both, appointment(ANNA, ANNAS, BERT, both));
        IPatientSmartCard.Proof memory old = replacement(ANNA, ANNAS, keyOf(SPARE));
        cards.replaceCard(ANNA, old, possession(ANNA, SPARE));
        check(!cards.speaksFor(BERT, ANNA, 1), "ended");
    }
}
