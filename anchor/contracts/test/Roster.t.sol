// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IRoster} from "../IRoster.sol";
import {Care} from "./Care.sol";

contract RosterTest is Care {
    function test_only_the_governance_enlists(address other) public {
        vm.assume(other != address(this));
        bytes memory refusal = abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, other);
        vm.startPrank(other);
        vm.expectRevert(refusal);
        cards.registerOfficer(9, other);
        vm.expectRevert(refusal);
        records.registerHospital(9, other);
        vm.expectRevert(refusal);
        dispensing.registerPharmacy(9, other);
        vm.expectRevert(refusal);
        claims.registerInsurer(9, other);
        vm.expectRevert(refusal);
        records.strike(hospital);
    }

    function test_who_is_enlisted_acts_for_its_member() public view {
        check(cards.memberOf(officer) == 1 && cards.memberOf(second) == 2, "officers");
        check(records.memberOf(hospital) == 7, "hospital");
        check(dispensing.memberOf(pharmacy) == 5, "pharmacy");
        check(claims.memberOf(insurer) == 3, "insurer");
        check(records.memberOf(stranger) == 0, "nobody");
    }

    function test_an_account_acts_for_one_member(uint64 member) public {
        vm.assume(member != 0);
        vm.expectRevert(abi.encodeWithSelector(IRoster.AlreadyEnlisted.selector, hospital));
        records.registerHospital(member, hospital);
    }

    function test_a_member_has_several_accounts(uint64 member, address account) public {
        vm.assume(member != 0 && account != hospital);
        vm.expectEmit();
        emit IRoster.Enlisted(member, account);
        records.registerHospital(member, account);
        check(records.memberOf(account) == member, "enlisted");
    }

    function test_no_member_is_zero() public {
        vm.expectRevert(abi.encodeWithSelector(IRoster.NoMember.selector));
        records.registerHospital(0, stranger);
    }

    function test_a_struck_account_acts_no_more_and_its_member_goes_on() public {
        vm.expectEmit();
        emit IRoster.Struck(7, hospital);
        records.strike(hospital);
        check(records.memberOf(hospital) == 0, "struck");
        vm.expectRevert(abi.encodeWithSelector(IRoster.NotEnlisted.selector, hospital));
        vm.prank(hospital);
        records.addMedicalRecord(ANNA, 0, "record");
        records.registerHospital(7, stranger);
        check(records.memberOf(stranger) == 7, "another account");
        vm.expectRevert(abi.encodeWithSelector(IRoster.NotEnlisted.selector, hospital));
        records.strike(hospital);
    }

    function test_a_place_is_handed_over_by_who_has_it(address to) public {
        vm.assume(to != hospital);
        vm.expectEmit();
        emit IRoster.Struck(7, hospital);
        vm.expectEmit();
        emit IRoster.Enlisted(7, to);
        vm.prank(hospital);
        records.handOver(to);
        check(records.memberOf(hospital) == 0 && records.memberOf(to) == 7, "handed over");
    }

    function test_a_place_is_not_handed_to_who_has_one_or_by_who_has_none() public {
        records.registerHospital(8, second);
        vm.expectRevert(abi.encodeWithSelector(IRoster.AlreadyEnlisted.selector, second));
        vm.prank(hospital);
        records.handOver(second);
        vm.expectRevert(abi.encodeWithSelector(IRoster.NotEnlisted.selector, stranger));
        vm.prank(stranger);
        records.handOver(address(1));
    }

    function test_governance_is_handed_over_in_two_steps_and_never_given_up(address to) public {
        vm.assume(to != address(this) && to != address(0));
        vm.expectRevert(abi.encodeWithSelector(IRoster.GovernanceStays.selector));
        records.renounceOwnership();
        records.transferOwnership(to);
        check(records.owner() == address(this), "not yet");
        vm.prank(to);
        records.acceptOwnership();
        check(records.owner() == to, "handed over");
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, address(this)));
        records.registerHospital(9, stranger);
    }
}
