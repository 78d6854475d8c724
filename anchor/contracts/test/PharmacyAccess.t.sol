// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IHospitalRecord} from "../IHospitalRecord.sol";
import {IPharmacyAccess} from "../IPharmacyAccess.sol";
import {IRoster} from "../IRoster.sol";
import {Care} from "./Care.sol";

contract PharmacyAccessTest is Care {
    bytes32 private constant RX = "prescription";
    uint64 private constant END = NOW + 30 days;

    function test_each_fill_is_dispensed_once(uint32 fills) public {
        fills = 1 + fills % 5;
        vm.expectEmit();
        emit IPharmacyAccess.Issued(RX, 7, fills, END);
        issue(fills);
        vm.startPrank(pharmacy);
        for (uint32 fill = 1; fill <= fills; fill++) {
            refusesFill(fill - 1, fills);
            dispensing.dispense(RX, fill - 1);
            refusesFill(fill - 1, fills);
            dispensing.dispense(RX, fill + 1);
            vm.expectEmit();
            emit IPharmacyAccess.Dispensed(RX, 5, fill);
            dispensing.dispense(RX, fill);
            check(dispensing.prescriptionOf(RX).dispensed == fill, "counted");
        }
        refusesFill(fills, fills);
        dispensing.dispense(RX, fills + 1);
    }

    function test_never_after_its_end_or_cancel() public {
        issue(3);
        vm.startPrank(pharmacy);
        vm.warp(END - 1);
        dispensing.dispense(RX, 1);
        vm.warp(END);
        vm.expectRevert(abi.encodeWithSelector(IPharmacyAccess.NotLive.selector, RX));
        dispensing.dispense(RX, 2);
        vm.warp(NOW);
        vm.startPrank(hospital);
        vm.expectEmit();
        emit IPharmacyAccess.Cancelled(RX);
        dispensing.cancel(RX);
        vm.expectRevert(abi.encodeWithSelector(IPharmacyAccess.NotLive.selector, RX));
        dispensing.cancel(RX);
        vm.startPrank(pharmacy);
        vm.expectRevert(abi.encodeWithSelector(IPharmacyAccess.NotLive.selector, RX));
        dispensing.dispense(RX, 2);
        vm.expectRevert(abi.encodeWithSelector(IPharmacyAccess.NotLive.selector, bytes32("never issued")));
        dispensing.dispense("never issued", 1);
    }

    function test_only_a_hospital_issues_and_only_the_issuer_cancels() public {
        vm.expectRevert(abi.encodeWithSelector(IPharmacyAccess.NotHospital.selector, pharmacy));
        vm.prank(pharmacy);
        dispensing.issue(RX, 1, END);
        issue(1);
        vm.expectRevert(abi.encodeWithSelector(IPharmacyAccess.NotHospital.selector, pharmacy));
        vm.prank(pharmacy);
        dispensing.cancel(RX);
        records.registerHospital(8, stranger);
        vm.expectRevert(abi.encodeWithSelector(IPharmacyAccess.NotIssuer.selector, RX));
        vm.prank(stranger);
        dispensing.cancel(RX);
        vm.expectRevert(abi.encodeWithSelector(IPharmacyAccess.AlreadyIssued.selector, RX));
        vm.prank(stranger);
        dispensing.issue(RX, 1, END);
    }

    function test_only_a_pharmacy_dispenses(address other) public {
        vm.assume(other != pharmacy);
        issue(1);
        vm.expectRevert(abi.encodeWithSelector(IRoster.NotEnlisted.selector, other));
        vm.prank(other);
        dispensing.dispense(RX, 1);
    }

    function test_a_prescription_has_an_id_fills_and_an_end_to_come(uint64 end) public {
        vm.assume(end <= NOW);
        bytes memory refusal = abi.encodeWithSelector(IPharmacyAccess.WrongPrescription.selector);
        vm.startPrank(hospital);
        vm.expectRevert(refusal);
        dispensing.issue(0, 1, END);
        vm.expectRevert(refusal);
        dispensing.issue(RX, 0, END);
        vm.expectRevert(refusal);
        dispensing.issue(RX, 1, end);
        vm.expectRevert(refusal);
        dispensing.issue(RX, 1, NOW);
    }

    function test_a_pharmacy_learns_the_history_with_a_live_grant_to_it() public {
        IHospitalRecord.Opening memory opened = opening(ANNA, "salt");
        given(opened);
        vm.prank(hospital);
        records.updateMedicalHistory(ANNA, 0, "history");
        vm.startPrank(pharmacy);
        IPharmacyAccess.PatientFullInfo memory info = dispensing.getPatientFullInfo(grant(opened), opened);
        check(info.history == "history" && info.end == END, "info");
        vm.warp(END);
        vm.expectRevert(abi.encodeWithSelector(IPharmacyAccess.NoConsent.selector, grant(opened)));
        dispensing.getPatientFullInfo(grant(opened), opened);
    }

    function test_and_not_without() public {
        IHospitalRecord.Opening memory opened = opening(ANNA, "salt");
        bytes memory refusal = abi.encodeWithSelector(IPharmacyAccess.NoConsent.selector, grant(opened));
        vm.prank(pharmacy);
        vm.expectRevert(refusal);
        dispensing.getPatientFullInfo(grant(opened), opened);
        given(opened);
        dispensing.registerPharmacy(6, stranger);
        vm.prank(stranger);
        vm.expectRevert(refusal);
        dispensing.getPatientFullInfo(grant(opened), opened);
        vm.prank(hospital);
        vm.expectRevert(abi.encodeWithSelector(IRoster.NotEnlisted.selector, hospital));
        dispensing.getPatientFullInfo(grant(opened), opened);
    }

    function test_and_not_for_another_purpose(bytes32 purpose) public {
        vm.assume(purpose != "TREAT");
        IHospitalRecord.Opening memory opened = opening(ANNA, "salt");
        opened.purpose = purpose;
        given(opened);
        vm.prank(pharmacy);
        vm.expectRevert(abi.encodeWithSelector(IPharmacyAccess.NoConsent.selector, grant(opened)));
        dispensing.getPatientFullInfo(grant(opened), opened);
    }

    function test_a_grantee_is_the_contracts_address_and_the_members_number(uint64 number) public view {
        bytes32 expected = bytes32(abi.encodePacked(bytes4(0), address(dispensing), number));
        check(dispensing.granteeOf(number) == expected, "grantee");
    }

    function given(IHospitalRecord.Opening memory opened) private {
        enrol(ANNA, ANNAS);
        decide(ANNAS, consent(ANNA, commitment(opened), END));
    }

    function issue(uint32 fills) private {
        vm.prank(hospital);
        dispensing.issue(RX, fills, END);
        check(dispensing.prescriptionOf(RX).fills == fills && dispensing.prescriptionOf(RX).end == END, "issued");
    }

    function refusesFill(uint32 dispensed, uint32 fills) private {
        vm.expectRevert(abi.encodeWithSelector(IPharmacyAccess.NotNextFill.selector, dispensed, fills));
    }
}
