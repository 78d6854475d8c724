// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IHospitalRecord} from "../IHospitalRecord.sol";
import {IInsuranceProvider} from "../IInsuranceProvider.sol";
import {Care} from "./Care.sol";

/// @notice Does whatever it is asked to, by whoever it is asked as, and counts what went through.
contract Clinic is Care {
    uint256 public constant FEW = 4;

    mapping(bytes32 claim => uint256) public paid;
    mapping(bytes32 prescription => uint256) public dispensed;
    uint256 public withdrawn;
    bytes32[] public written;
    bool public openedWithoutGrant;

    address[] private actors = [officer, hospital, pharmacy, insurer, stranger];
    mapping(bytes32 grant => bool) private granted;

    constructor() {
        enrol(ANNA, ANNAS);
        enrol(BERT, BERTS);
        coin.mint(insurer, 1_000_000);
        vm.prank(insurer);
        coin.approve(address(claims), 1_000_000);
    }

    modifier by(uint8 actor) {
        vm.startPrank(actors[actor % actors.length]);
        _;
        vm.stopPrank();
    }

    function wait(uint16 time) external {
        vm.warp(block.timestamp + time);
    }

    function deposit(uint8 actor, uint16 amount) external by(actor) {
        claims.deposit(amount);
    }

    function reclaim(uint8 actor, uint16 amount) external by(actor) {
        claims.reclaim(amount);
    }

    function setPolicy(uint8 actor, uint16 left) external by(actor) {
        claims.setPolicy("policy", left, uint64(block.timestamp) + 1 days);
    }

    function submit(uint8 actor, uint8 which, uint8 amount) external by(actor) {
        claims.submitClaim(3, "policy", bytes32(which % FEW), amount);
    }

    function approve(uint8 actor, uint8 which) external by(actor) {
        claims.approveClaim(claim(which));
    }

    function deny(uint8 actor, uint8 which) external by(actor) {
        claims.denyClaim(claim(which));
    }

    function pay(uint8 actor, uint8 which) external by(actor) {
        claims.processPayment(claim(which));
        paid[claim(which)]++;
    }

    function withdraw(uint8 actor) external by(actor) {
        withdrawn += claims.owedTo(7);
        claims.withdraw();
    }

    function issue(uint8 actor, uint8 which, uint8 fills, uint16 time) external by(actor) {
        dispensing.issue(prescription(which), fills % 3, uint64(block.timestamp) + time);
    }

    function dispense(uint8 actor, uint8 which, uint8 fill) external by(actor) {
        dispensing.dispense(prescription(which), fill % 4);
        dispensed[prescription(which)]++;
    }

    function cancel(uint8 actor, uint8 which) external by(actor) {
        dispensing.cancel(prescription(which));
    }

    function add(uint8 actor, uint8 position, bytes32 commitment_) external by(actor) {
        records.addMedicalRecord(ANNA, position % (written.length + 2), commitment_);
        written.push(commitment_);
    }

    function decideAs(bool anna, uint8 which, bool revokes) external {
        IHospitalRecord.Opening memory opened = opening(ANNA, bytes32(which % FEW));
        uint64 end = revokes ? 0 : uint64(block.timestamp) + 1 days;
        decide(anna ? ANNAS : BERTS, consent(ANNA, commitment(opened), end));
        granted[grant(opened)] = anna;
    }

    function read(uint8 which) external {
        IHospitalRecord.Opening memory opened = opening(ANNA, bytes32(which % FEW));
        bool may = records.mayRead(grant(opened), opened, uint64(block.timestamp));
        if (may && !granted[grant(opened)]) openedWithoutGrant = true;
    }

    function count() external view returns (uint256) {
        return written.length;
    }

    function recordsOf() external view returns (bytes32[] memory) {
        return records.getMedicalRecords(ANNA);
    }

    function claim(uint8 which) public view returns (bytes32) {
        return claims.claimId(7, bytes32(which % FEW));
    }

    function prescription(uint8 which) public pure returns (bytes32) {
        return bytes32(1 + which % FEW);
    }

    function claimsContract() external view returns (IInsuranceProvider) {
        return claims;
    }

    function fillsOf(uint8 which) external view returns (uint32 dispensed_, uint32 fills) {
        dispensed_ = dispensing.prescriptionOf(prescription(which)).dispensed;
        fills = dispensing.prescriptionOf(prescription(which)).fills;
    }

    function held() external view returns (uint256) {
        return coin.balanceOf(address(claims));
    }
}

contract CareInvariants {
    Clinic private clinic = new Clinic();

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(clinic);
    }

    function invariant_a_claim_is_paid_at_most_once() public view {
        for (uint8 i = 0; i < clinic.FEW(); i++) {
            require(clinic.paid(clinic.claim(i)) <= 1, "paid twice");
        }
    }

    function invariant_what_is_held_is_what_is_owed() public view {
        IInsuranceProvider claims = clinic.claimsContract();
        require(clinic.held() == claims.balanceOf(3) + claims.owedTo(7), "held");
    }

    function invariant_no_prescription_is_dispensed_beyond_its_fills() public view {
        for (uint8 i = 0; i < clinic.FEW(); i++) {
            (uint32 counted, uint32 fills) = clinic.fillsOf(i);
            require(counted <= fills && clinic.dispensed(clinic.prescription(i)) == counted, "dispensed");
        }
    }

    function invariant_records_stand_as_they_were_written() public view {
        bytes32[] memory found = clinic.recordsOf();
        require(found.length == clinic.count(), "count");
        for (uint256 i = 0; i < found.length; i++) {
            require(found[i] == clinic.written(i), "record");
        }
    }

    function invariant_nobody_reads_without_a_grant_by_the_patients_card() public view {
        require(!clinic.openedWithoutGrant(), "opened");
    }
}
