// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IHospitalRecord} from "../IHospitalRecord.sol";
import {IPatientSmartCard} from "../IPatientSmartCard.sol";
import {IRoster} from "../IRoster.sol";
import {Care} from "./Care.sol";

contract HospitalRecordTest is Care {
    uint64 private constant END = NOW + 90 days;

    function test_records_stand_in_the_order_of_writing(bytes32[5] memory commitments) public {
        vm.startPrank(hospital);
        for (uint256 i = 0; i < 5; i++) {
            vm.assume(commitments[i] != 0);
            vm.expectEmit();
            emit IHospitalRecord.RecordAdded(ANNA, 7, i, commitments[i]);
            records.addMedicalRecord(ANNA, i, commitments[i]);
        }
        bytes32[] memory found = records.getMedicalRecords(ANNA);
        check(found.length == 5, "five");
        for (uint256 i = 0; i < 5; i++) {
            check(found[i] == commitments[i] && records.recordAt(ANNA, i) == commitments[i], "in order");
        }
        check(records.getMedicalRecords(BERT).length == 0, "of the patient alone");
    }

    function test_a_record_goes_to_the_first_free_position(uint256 position) public {
        vm.assume(position != 1);
        vm.startPrank(hospital);
        records.addMedicalRecord(ANNA, 0, "first");
        vm.expectRevert(abi.encodeWithSelector(IHospitalRecord.NotNext.selector, position));
        records.addMedicalRecord(ANNA, position, "second");
        check(records.recordAt(ANNA, 0) == "first", "unchanged");
        vm.assume(position > 1);
        vm.expectRevert(abi.encodeWithSelector(IHospitalRecord.NotNext.selector, position));
        records.addMedicalRecord(BERT, position, "first");
    }

    function test_only_a_hospital_writes() public {
        bytes memory refusal = abi.encodeWithSelector(IRoster.NotEnlisted.selector, pharmacy);
        vm.startPrank(pharmacy);
        vm.expectRevert(refusal);
        records.addMedicalRecord(ANNA, 0, "record");
        vm.expectRevert(refusal);
        records.updateMedicalHistory(ANNA, 0, "history");
    }

    function test_nothing_is_written_for_zero() public {
        bytes memory refusal = abi.encodeWithSelector(IHospitalRecord.NoCommitment.selector);
        vm.startPrank(hospital);
        vm.expectRevert(refusal);
        records.addMedicalRecord(ANNA, 0, 0);
        vm.expectRevert(refusal);
        records.updateMedicalHistory(ANNA, 0, 0);
    }

    function test_a_history_replaces_the_one_that_is_known(bytes32 first, bytes32 next, bytes32 wrong) public {
        vm.assume(first != 0 && next != 0 && wrong != first);
        vm.startPrank(hospital);
        vm.expectEmit();
        emit IHospitalRecord.HistoryUpdated(ANNA, 7, first);
        records.updateMedicalHistory(ANNA, 0, first);
        vm.expectRevert(abi.encodeWithSelector(IHospitalRecord.HistoryMoved.selector, first));
        records.updateMedicalHistory(ANNA, wrong, next);
        records.updateMedicalHistory(ANNA, first, next);
        check(records.historyOf(ANNA) == next && records.historyOf(BERT) == 0, "set");
    }

    function test_a_grant_holds_from_now_to_its_end() public {
        enrol(ANNA, ANNAS);
        IHospitalRecord.Opening memory opened = opening(ANNA, "salt");
        IHospitalRecord.Consent memory given = consent(ANNA, commitment(opened), END);
        IPatientSmartCard.Proof memory proof = signConsent(ANNAS, given);
        vm.expectEmit();
        emit IHospitalRecord.Granted(ANNA, grant(opened), END);
        vm.expectEmit();
        emit IHospitalRecord.Decided(ANNA, ANNA, 0, "text");
        vm.prank(stranger);
        records.decide(given, proof);
        check(!records.mayRead(grant(opened), opened, NOW - 1), "not before");
        check(records.mayRead(grant(opened), opened, NOW), "from now");
        check(records.mayRead(grant(opened), opened, END - 1), "to the end");
        check(!records.mayRead(grant(opened), opened, END), "and no longer");
        IHospitalRecord.Grant memory times = records.grantOf(grant(opened));
        check(times.start == NOW && times.end == END && times.revoked == 0, "times");
        check(records.grantId(ANNA, commitment(opened)) == grant(opened), "id");
        check(nonce(ANNA) == 1, "nonce");
    }

    function test_only_its_opening_opens_a_grant(uint8 part, bytes32 other) public {
        enrol(ANNA, ANNAS);
        IHospitalRecord.Opening memory opened = opening(ANNA, "salt");
        decide(ANNAS, consent(ANNA, commitment(opened), END));
        bytes32 id = grant(opened);
        if (part % 5 == 0) opened.patient ^= other;
        if (part % 5 == 1) opened.salt ^= other;
        if (part % 5 == 2) opened.grantee ^= other;
        if (part % 5 == 3) opened.purpose ^= other;
        if (part % 5 == 4) opened.classes ^= other;
        check(records.mayRead(id, opened, NOW) == (other == 0), "opening");
        check(records.mayRead(grant(opened), opened, NOW) == (other == 0), "its own id");
    }

    function test_a_revoked_grant_is_over_from_then_on() public {
        enrol(ANNA, ANNAS);
        IHospitalRecord.Opening memory opened = opening(ANNA, "salt");
        decide(ANNAS, consent(ANNA, commitment(opened), END));
        vm.warp(NOW + 5);
        IHospitalRecord.Consent memory end = consent(ANNA, commitment(opened), 0);
        IPatientSmartCard.Proof memory proof = signConsent(ANNAS, end);
        vm.expectEmit();
        emit IHospitalRecord.Revoked(ANNA, grant(opened));
        records.decide(end, proof);
        check(records.mayRead(grant(opened), opened, NOW + 4), "it held before");
        check(!records.mayRead(grant(opened), opened, NOW + 5), "and not since");
        check(!records.mayRead(grant(opened), opened, NOW + 6), "and not later");
        refuses(ANNAS, consent(ANNA, commitment(opened), 0), IHospitalRecord.NotGranted.selector, grant(opened));
        refuses(ANNAS, consent(ANNA, commitment(opened), END), IHospitalRecord.AlreadyGranted.selector, grant(opened));
    }

    function test_what_was_never_granted_is_not_revoked_and_what_has_ended_not_granted(uint64 end) public {
        enrol(ANNA, ANNAS);
        bytes32 id = records.grantId(ANNA, "commitment");
        refuses(ANNAS, consent(ANNA, "commitment", 0), IHospitalRecord.NotGranted.selector, id);
        refuses(ANNAS, consent(ANNA, "commitment", NOW), IHospitalRecord.Expired.selector, id);
        vm.assume(end > 0 && end <= NOW);
        refuses(ANNAS, consent(ANNA, "commitment", end), IHospitalRecord.Expired.selector, id);
    }

    function test_a_list_decides_something() public {
        enrol(ANNA, ANNAS);
        IHospitalRecord.Consent memory given = consent(ANNA, "commitment", END);
        given.decisions = new IHospitalRecord.Decision[](0);
        IPatientSmartCard.Proof memory proof = signConsent(ANNAS, given);
        vm.expectRevert(abi.encodeWithSelector(IHospitalRecord.NothingDecided.selector));
        records.decide(given, proof);
    }

    function test_one_signature_for_a_list_of_grants_and_revocations() public {
        enrol(ANNA, ANNAS);
        decide(ANNAS, consent(ANNA, "one", END));
        IHospitalRecord.Consent memory given = consent(ANNA, "two", END);
        given.decisions = new IHospitalRecord.Decision[](3);
        given.decisions[0] = IHospitalRecord.Decision("two", END);
        given.decisions[1] = IHospitalRecord.Decision("one", 0);
        given.decisions[2] = IHospitalRecord.Decision("three", END + 1);
        decide(ANNAS, given);
        check(records.grantOf(records.grantId(ANNA, "one")).revoked == NOW, "one");
        check(records.grantOf(records.grantId(ANNA, "two")).end == END, "two");
        check(records.grantOf(records.grantId(ANNA, "three")).end == END + 1, "three");
    }

    function test_a_replay_is_refused() public {
        enrol(ANNA, ANNAS);
        IHospitalRecord.Consent memory given = consent(ANNA, "commitment", END);
        IPatientSmartCard.Proof memory proof = signConsent(ANNAS, given);
        records.decide(given, proof);
        vm.expectRevert(
            abi.encodeWithSelector(IHospitalRecord.AlreadyGranted.selector, records.grantId(ANNA, "commitment"))
        );
        records.decide(given, proof);
        given.decisions[0].commitment = "other";
        proof = signConsent(ANNAS, given);
        vm.expectRevert(abi.encodeWithSelector(IPatientSmartCard.WrongNonce.selector, 1));
        records.decide(given, proof);
    }

    function test_one_that_was_held_back_dies_with_the_next() public {
        enrol(ANNA, ANNAS);
        IHospitalRecord.Consent memory held = consent(ANNA, "held", END);
        IPatientSmartCard.Proof memory proof = signConsent(ANNAS, held);
        decide(ANNAS, consent(ANNA, "next", END));
        vm.expectRevert(abi.encodeWithSelector(IPatientSmartCard.WrongNonce.selector, 1));
        records.decide(held, proof);
    }

    function test_the_signature_is_over_everything(uint8 part, bytes32 other) public {
        vm.assume(other != 0);
        enrol(ANNA, ANNAS);
        IHospitalRecord.Consent memory given = consent(ANNA, "commitment", END);
        IPatientSmartCard.Proof memory proof = signConsent(ANNAS, given);
        if (part % 3 == 0) given.text ^= other;
        if (part % 3 == 1) given.decisions[0].commitment ^= other;
        if (part % 3 == 2) given.decisions[0].end += 1 + uint64(uint256(other) >> 224);
        vm.expectRevert(abi.encodeWithSelector(IPatientSmartCard.NotSigned.selector, ANNA));
        records.decide(given, proof);
    }

    function test_another_card_chain_or_contract_is_refused() public {
        enrol(ANNA, ANNAS);
        enrol(BERT, BERTS);
        IHospitalRecord.Consent memory given = consent(ANNA, "commitment", END);
        bytes memory refusal = abi.encodeWithSelector(IPatientSmartCard.NotSigned.selector, ANNA);
        IPatientSmartCard.Proof memory proof = signConsent(BERTS, given);
        vm.expectRevert(refusal);
        records.decide(given, proof);
        proof = signConsent(ANNAS, given);
        vm.chainId(99);
        vm.expectRevert(refusal);
        records.decide(given, proof);
        vm.chainId(31337);
        vm.expectRevert(refusal);
        vm.prank(stranger);
        cards.useStatement(ANNA, ANNA, 1, 0, keccak256("statement"), proof);
    }

    function test_a_suspended_card_decides_nothing() public {
        enrol(ANNA, ANNAS);
        IHospitalRecord.Consent memory given = consent(ANNA, "commitment", END);
        IPatientSmartCard.Proof memory proof = signConsent(ANNAS, given);
        vm.prank(officer);
        cards.suspend(ANNA);
        vm.expectRevert(abi.encodeWithSelector(IPatientSmartCard.NotSigned.selector, ANNA));
        records.decide(given, proof);
    }

    function test_a_representative_decides_within_scope_and_time(uint8 scope) public {
        vm.assume(scope == 1 || scope == 2);
        enrol(BERT, BERTS);
        enrol(ANNA, ANNAS);
        decide(ANNAS, consent(ANNA, "one", END));
        IPatientSmartCard.Mandate memory mandate = IPatientSmartCard.Mandate(scope, NOW + 10);
        cards.appoint(ANNA, BERT, mandate, appointment(ANNA, ANNAS, BERT, mandate));
        IHospitalRecord.Consent memory grants = asBert(consent(ANNA, "two", END));
        IHospitalRecord.Consent memory revokes = asBert(consent(ANNA, "one", 0));
        IHospitalRecord.Consent memory beyond = scope == 1 ? revokes : grants;
        refuses(BERTS, beyond, IPatientSmartCard.NotEntitled.selector, BERT);
        vm.warp(NOW + 10);
        refuses(BERTS, scope == 1 ? grants : revokes, IPatientSmartCard.NotEntitled.selector, BERT);
        vm.warp(NOW + 9);
        refuses(ANNAS, scope == 1 ? grants : revokes, IPatientSmartCard.NotSigned.selector, BERT);
        decide(BERTS, scope == 1 ? grants : revokes);
        check(records.grantOf(records.grantId(ANNA, "two")).end == (scope == 1 ? END : 0), "granted");
        check((records.grantOf(records.grantId(ANNA, "one")).revoked != 0) == (scope == 2), "revoked");
    }

    function test_a_child_without_a_card_consents_by_a_guardian() public {
        enrol(BERT, BERTS);
        vm.prank(officer);
        cards.appointGuardian(ANNA, BERT, IPatientSmartCard.Mandate(3, END));
        decide(BERTS, asBert(consent(ANNA, "one", END)));
        check(nonce(ANNA) == 1 && status(ANNA) == IPatientSmartCard.Status.None, "counted");
        enrol(ANNA, ANNAS);
        check(nonce(ANNA) == 1, "and goes on");
    }

    function asBert(IHospitalRecord.Consent memory given) private pure returns (IHospitalRecord.Consent memory) {
        given.signer = BERT;
        return given;
    }

    function refuses(uint256 secret, IHospitalRecord.Consent memory given, bytes4 reason, bytes32 what) private {
        IPatientSmartCard.Proof memory proof = signConsent(secret, given);
        vm.expectRevert(abi.encodeWithSelector(reason, what));
        records.decide(given, proof);
    }
}
