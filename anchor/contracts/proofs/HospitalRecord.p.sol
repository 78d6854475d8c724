// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HospitalRecord} from "../HospitalRecord.sol";
import {IHospitalRecord} from "../IHospitalRecord.sol";
import {IPatientSmartCard} from "../IPatientSmartCard.sol";
import {AbstractCards, Proof} from "./Proof.sol";

contract HospitalRecordProof is Proof {
    AbstractCards private cards;
    HospitalRecord private records;

    function setUp() public {
        cards = new AbstractCards();
        records = new HospitalRecord(address(1), cards);
        svm.enableSymbolicStorage(address(cards));
        svm.enableSymbolicStorage(address(records));
    }

    function check_only_its_opening_reads_a_grant_and_only_while_it_holds(
        bytes32 id,
        IHospitalRecord.Opening memory opening,
        uint64 time
    ) public view {
        bool may = records.mayRead(id, opening, time);
        IHospitalRecord.Grant memory times = records.grantOf(id);
        bytes32 commitment =
            keccak256(abi.encode(opening.salt, opening.grantee, opening.purpose, opening.classes));
        bool holds = times.start <= time && time < times.end && (times.revoked == 0 || time < times.revoked);
        assert(may == (holds && id == keccak256(abi.encode(opening.patient, commitment))));
    }

    /// @notice A consent without its decisions.
    struct Given {
        bytes32 patient;
        bytes32 signer;
        uint64 nonce;
        bytes32 text;
    }

    /// @dev Whoever sends it, the signer's active card has signed this very consent, and speaks for the patient.
    function check_a_grant_is_made_by_the_card_of_the_patient_or_a_live_representative(
        Given memory given,
        IHospitalRecord.Decision memory one,
        IPatientSmartCard.Proof memory proof
    ) public {
        IHospitalRecord.Decision[] memory decisions = new IHospitalRecord.Decision[](1);
        decisions[0] = one;
        assertEntitled(given, decisions, proof);
    }

    function check_two_grants_are_made_by_the_card_of_the_patient_or_a_live_representative(
        Given memory given,
        IHospitalRecord.Decision memory one,
        IHospitalRecord.Decision memory other,
        IPatientSmartCard.Proof memory proof
    ) public {
        vm.assume(one.commitment != other.commitment);
        IHospitalRecord.Decision[] memory decisions = new IHospitalRecord.Decision[](2);
        (decisions[0], decisions[1]) = (one, other);
        assertEntitled(given, decisions, proof);
    }

    function assertEntitled(
        Given memory given,
        IHospitalRecord.Decision[] memory decisions,
        IPatientSmartCard.Proof memory proof
    ) private {
        anyTime();
        vm.assume(given.nonce < type(uint64).max);
        bytes32 key = keccak256(abi.encode(proof.x, proof.y));
        bool entitled = signs(given, decisions, key) && decidable(given, decisions);
        bool speaks = speaksFor(given, decisions);
        records.decide(
            IHospitalRecord.Consent(given.patient, given.signer, given.nonce, given.text, decisions), proof
        );
        assert(entitled);
        assert(speaks);
        assert(cards.getPatientInfo(given.patient).nonce == given.nonce + 1);
    }

    function signs(Given memory given, IHospitalRecord.Decision[] memory decisions, bytes32 key)
        private
        view
        returns (bool)
    {
        IPatientSmartCard.Card memory card = cards.getPatientInfo(given.signer);
        return card.status == IPatientSmartCard.Status.Active && card.key == bytes23(key)
            && cards.signed(digestOf(given, decisions), key);
    }

    function speaksFor(Given memory given, IHospitalRecord.Decision[] memory decisions) private view returns (bool) {
        IPatientSmartCard.Mandate memory mandate = cards.mandateOf(given.patient, given.signer);
        for (uint256 i = 0; i < decisions.length; i++) {
            uint8 scope = decisions[i].end == 0 ? 2 : 1;
            bool live = mandate.scope & scope == scope && block.timestamp < mandate.end;
            if (given.signer != given.patient && !live) return false;
        }
        return true;
    }

    function decidable(Given memory given, IHospitalRecord.Decision[] memory decisions) private view returns (bool) {
        if (cards.getPatientInfo(given.patient).nonce != given.nonce) return false;
        for (uint256 i = 0; i < decisions.length; i++) {
            IHospitalRecord.Grant memory before =
                records.grantOf(records.grantId(given.patient, decisions[i].commitment));
            bool fresh = before.start == 0 && decisions[i].end > block.timestamp;
            bool live = before.start != 0 && before.revoked == 0;
            if (decisions[i].end == 0 ? !live : !fresh) return false;
        }
        return true;
    }

    function check_no_other_call_touches_a_grant(bytes32 id) public {
        anyTime();
        IHospitalRecord.Grant memory before = records.grantOf(id);
        bytes memory data = svm.createCalldata("HospitalRecord");
        vm.assume(bytes4(data) != IHospitalRecord.decide.selector);
        vm.prank(svm.createAddress("caller"));
        (bool done,) = address(records).call(data);
        done;
        IHospitalRecord.Grant memory later = records.grantOf(id);
        assert(later.start == before.start && later.end == before.end && later.revoked == before.revoked);
    }

    function check_a_record_that_was_written_stands(bytes32 patient, uint256 position) public {
        bytes32 before = records.recordAt(patient, position);
        vm.assume(before != 0);
        bytes memory data = svm.createCalldata("HospitalRecord");
        vm.assume(bytes4(data) != IHospitalRecord.decide.selector);
        vm.prank(svm.createAddress("caller"));
        (bool done,) = address(records).call(data);
        done;
        assert(records.recordAt(patient, position) == before);
    }

    function digestOf(Given memory given, IHospitalRecord.Decision[] memory decisions)
        private
        view
        returns (bytes32)
    {
        bytes32 kind = keccak256("Decision(bytes32 commitment,uint64 end)");
        bytes memory list;
        for (uint256 i = 0; i < decisions.length; i++) {
            list = bytes.concat(list, keccak256(abi.encode(kind, decisions[i].commitment, decisions[i].end)));
        }
        kind = keccak256(
            "Consent(bytes32 patient,bytes32 signer,uint64 nonce,bytes32 text,Decision[] decisions)Decision(bytes32 commitment,uint64 end)"
        );
        bytes32 statement =
            keccak256(abi.encode(kind, given.patient, given.signer, given.nonce, given.text, keccak256(list)));
        kind = keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
        bytes32 domain = keccak256(
            abi.encode(kind, keccak256("fhir-anchor"), keccak256("1"), block.chainid, address(records))
        );
        return keccak256(abi.encodePacked(hex"1901", domain, statement));
    }
}
