// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPatientSmartCard} from "../IPatientSmartCard.sol";
import {AbstractCards, Proof} from "./Proof.sol";

contract PatientSmartCardProof is Proof {
    AbstractCards private cards;

    function setUp() public {
        cards = new AbstractCards();
        svm.enableSymbolicStorage(address(cards));
    }

    function check_a_nonce_never_comes_back(bytes32 patient) public {
        anyTime();
        uint64 before = cards.getPatientInfo(patient).nonce;
        vm.assume(before < type(uint64).max);
        anyCall(address(cards), "AbstractCards");
        uint64 later = cards.getPatientInfo(patient).nonce;
        assert(later == before || later == before + 1);
    }

    function check_a_key_is_set_by_an_officer_the_old_card_or_a_second_officer_in_time(bytes32 patient) public {
        anyTime();
        IPatientSmartCard.Card memory before = cards.getPatientInfo(patient);
        IPatientSmartCard.Change memory change = cards.pendingChange(patient);
        bytes memory data = svm.createCalldata("AbstractCards");
        address caller = svm.createAddress("caller");
        uint64 officer = cards.memberOf(caller);
        vm.prank(caller);
        (bool done,) = address(cards).call(data);
        done;
        if (cards.getPatientInfo(patient).key == before.key) return;
        bytes4 selector = bytes4(data);
        if (selector == IPatientSmartCard.registerPatient.selector) {
            assert(officer != 0 && before.status == IPatientSmartCard.Status.None);
        } else if (selector == IPatientSmartCard.replaceCard.selector) {
            assert(before.status == IPatientSmartCard.Status.Active);
        } else {
            assert(selector == IPatientSmartCard.confirmReplacement.selector);
            assert(officer != 0 && change.officer != 0 && officer != change.officer);
            assert(block.timestamp >= change.ready);
        }
    }

    function check_a_suspended_or_revoked_card_signs_nothing(
        bytes32 holder,
        bytes32 digest,
        IPatientSmartCard.Proof memory proof
    ) public view {
        IPatientSmartCard.Card memory card = cards.getPatientInfo(holder);
        if (cards.isSigned(holder, digest, proof)) {
            assert(card.status == IPatientSmartCard.Status.Active);
            bytes32 key = keccak256(abi.encode(proof.x, proof.y));
            assert(card.key == bytes23(key) && cards.signed(digest, key));
        }
    }
}
