// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IInsuranceProvider} from "../IInsuranceProvider.sol";
import {IRoster} from "../IRoster.sol";
import {Care} from "./Care.sol";

contract InsuranceProviderTest is Care {
    bytes32 private constant POLICY = "policy";
    uint64 private constant END = NOW + 365 days;
    bytes32 private immutable claim = keccak256(abi.encode(uint64(7), bytes32("care")));

    function test_a_claim_is_covered_approved_and_paid_once(uint96 amount) public {
        vm.assume(amount != 0);
        deposit(amount);
        cover(amount);
        submit(amount);
        check(claims.policyOf(3, POLICY).left == 0, "set aside");
        refusesStatus(IInsuranceProvider.Status.Submitted);
        vm.prank(insurer);
        claims.processPayment(claim);
        approve();
        vm.expectEmit();
        emit IInsuranceProvider.ClaimPaid(claim);
        vm.prank(insurer);
        claims.processPayment(claim);
        check(claims.balanceOf(3) == 0 && claims.owedTo(7) == amount, "paid");
        refusesStatus(IInsuranceProvider.Status.Paid);
        vm.prank(insurer);
        claims.processPayment(claim);
        vm.expectEmit();
        emit IInsuranceProvider.Withdrawn(7, hospital, amount);
        vm.startPrank(hospital);
        claims.withdraw();
        check(coin.balanceOf(hospital) == amount && claims.owedTo(7) == 0, "withdrawn");
        vm.expectRevert(abi.encodeWithSelector(IInsuranceProvider.NoAmount.selector));
        claims.withdraw();
    }

    function test_payments_add_up_and_only_their_amount_leaves() public {
        deposit(100);
        cover(100);
        submit(30);
        vm.prank(hospital);
        claims.submitClaim(3, POLICY, "more care", 20);
        bytes32 other = claims.claimId(7, "more care");
        vm.startPrank(insurer);
        claims.approveClaim(claim);
        claims.approveClaim(other);
        claims.processPayment(claim);
        claims.processPayment(other);
        check(claims.balanceOf(3) == 50 && claims.owedTo(7) == 50, "added");
        check(claims.policyOf(3, POLICY).left == 50, "left");
    }

    function test_what_is_not_covered_is_denied_at_once(uint96 amount, uint128 left) public {
        vm.assume(amount != 0);
        cover(left);
        bool covered = amount <= left;
        vm.expectEmit();
        emit IInsuranceProvider.ClaimSubmitted(claim, 3, 7, amount);
        if (!covered) {
            vm.expectEmit();
            emit IInsuranceProvider.ClaimDenied(claim);
        }
        submit(amount);
        IInsuranceProvider.Claim memory found = claims.getClaimStatus(claim);
        check(found.insurer == 3 && found.hospital == 7 && found.amount == amount, "claim");
        check(found.policy == POLICY, "policy");
        check(
            found.status == (covered ? IInsuranceProvider.Status.Submitted : IInsuranceProvider.Status.Denied), "rule"
        );
        check(claims.policyOf(3, POLICY).left == (covered ? left - amount : left), "left");
    }

    function test_a_policy_that_has_ended_covers_nothing() public {
        cover(10);
        vm.warp(END - 1);
        submit(5);
        check(claims.getClaimStatus(claim).status == IInsuranceProvider.Status.Submitted, "covered");
        vm.warp(END);
        vm.prank(hospital);
        claims.submitClaim(3, POLICY, "late", 5);
        check(claims.getClaimStatus(claims.claimId(7, "late")).status == IInsuranceProvider.Status.Denied, "over");
    }

    function test_the_last_of_the_cover_is_covered() public {
        cover(10);
        submit(10);
        check(claims.getClaimStatus(claim).status == IInsuranceProvider.Status.Submitted, "covered");
    }

    function test_the_same_cover_is_not_claimed_twice() public {
        cover(10);
        submit(6);
        vm.prank(hospital);
        claims.submitClaim(3, POLICY, "again", 5);
        check(claims.getClaimStatus(claims.claimId(7, "again")).status == IInsuranceProvider.Status.Denied, "denied");
    }

    function test_a_denied_claim_gives_its_cover_back_and_stays_denied() public {
        cover(10);
        submit(6);
        vm.expectEmit();
        emit IInsuranceProvider.ClaimDenied(claim);
        vm.startPrank(insurer);
        claims.denyClaim(claim);
        check(claims.policyOf(3, POLICY).left == 10, "given back");
        refusesStatus(IInsuranceProvider.Status.Denied);
        claims.denyClaim(claim);
        refusesStatus(IInsuranceProvider.Status.Denied);
        claims.approveClaim(claim);
        refusesStatus(IInsuranceProvider.Status.Denied);
        claims.processPayment(claim);
    }

    function test_an_approved_claim_is_not_denied_or_approved_again() public {
        cover(10);
        submit(6);
        approve();
        vm.startPrank(insurer);
        refusesStatus(IInsuranceProvider.Status.Approved);
        claims.denyClaim(claim);
        refusesStatus(IInsuranceProvider.Status.Approved);
        claims.approveClaim(claim);
    }

    function test_an_insurer_decides_on_its_own_claims_alone() public {
        claims.registerInsurer(4, stranger);
        deposit(10);
        cover(10);
        submit(6);
        bytes memory refusal = abi.encodeWithSelector(IInsuranceProvider.NotInsurer.selector, claim);
        vm.startPrank(stranger);
        vm.expectRevert(refusal);
        claims.approveClaim(claim);
        vm.expectRevert(refusal);
        claims.denyClaim(claim);
        vm.startPrank(insurer);
        claims.approveClaim(claim);
        vm.startPrank(stranger);
        vm.expectRevert(refusal);
        claims.processPayment(claim);
    }

    function test_who_acts_for_no_insurer_does_nothing(address other) public {
        vm.assume(other != insurer);
        bytes memory refusal = abi.encodeWithSelector(IRoster.NotEnlisted.selector, other);
        vm.startPrank(other);
        vm.expectRevert(refusal);
        claims.setPolicy(POLICY, 1, END);
        vm.expectRevert(refusal);
        claims.deposit(1);
        vm.expectRevert(refusal);
        claims.reclaim(1);
        vm.expectRevert(refusal);
        claims.approveClaim(claim);
    }

    function test_only_a_hospital_claims_and_withdraws_and_each_claim_once() public {
        bytes memory refusal = abi.encodeWithSelector(IInsuranceProvider.NotHospital.selector, stranger);
        vm.startPrank(stranger);
        vm.expectRevert(refusal);
        claims.submitClaim(3, POLICY, "care", 1);
        vm.expectRevert(refusal);
        claims.withdraw();
        vm.stopPrank();
        cover(10);
        submit(1);
        vm.startPrank(hospital);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceProvider.AlreadySubmitted.selector, claim));
        claims.submitClaim(3, POLICY, "care", 1);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceProvider.NoAmount.selector));
        claims.submitClaim(3, POLICY, "more", 0);
    }

    function test_an_insurers_balance_is_its_own(uint96 amount, uint96 back) public {
        vm.assume(back <= amount);
        coin.mint(insurer, amount);
        vm.startPrank(insurer);
        coin.approve(address(claims), amount);
        vm.expectEmit();
        emit IInsuranceProvider.Deposited(3, amount);
        claims.deposit(amount);
        check(claims.balanceOf(3) == amount && coin.balanceOf(address(claims)) == amount, "in");
        vm.expectEmit();
        emit IInsuranceProvider.Reclaimed(3, insurer, back);
        claims.reclaim(back);
        check(claims.balanceOf(3) == amount - back && coin.balanceOf(insurer) == back, "out");
        vm.expectRevert(abi.encodeWithSelector(IInsuranceProvider.BalanceTooSmall.selector, amount - back));
        claims.reclaim(uint256(amount) + 1);
    }

    function test_no_claim_is_paid_from_anothers_balance() public {
        claims.registerInsurer(4, stranger);
        coin.mint(stranger, 10);
        vm.startPrank(stranger);
        coin.approve(address(claims), 10);
        claims.deposit(10);
        vm.stopPrank();
        deposit(5);
        cover(10);
        submit(6);
        approve();
        vm.expectRevert(abi.encodeWithSelector(IInsuranceProvider.BalanceTooSmall.selector, 5));
        vm.prank(insurer);
        claims.processPayment(claim);
        check(claims.getClaimStatus(claim).status == IInsuranceProvider.Status.Approved, "still to be paid");
    }

    function test_a_deposit_moves_tokens_or_nothing() public {
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(claims), 0, 5)
        );
        vm.prank(insurer);
        claims.deposit(5);
        check(claims.balanceOf(3) == 0, "nothing");
    }

    function test_a_claim_is_named_by_hospital_and_commitment(uint64 who, bytes32 commitment) public view {
        check(claims.claimId(who, commitment) == keccak256(abi.encode(who, commitment)), "id");
    }

    function test_a_policy_is_told() public {
        vm.expectEmit();
        emit IInsuranceProvider.PolicySet(3, POLICY, 12, END);
        cover(12);
        check(claims.policyOf(3, POLICY).left == 12 && claims.policyOf(3, POLICY).end == END, "policy");
        check(claims.policyOf(4, POLICY).left == 0, "of its insurer alone");
    }

    function test_an_approval_is_told() public {
        cover(10);
        submit(6);
        vm.expectEmit();
        emit IInsuranceProvider.ClaimApproved(claim);
        approve();
    }

    function deposit(uint256 amount) private {
        coin.mint(insurer, amount);
        vm.startPrank(insurer);
        coin.approve(address(claims), amount);
        claims.deposit(amount);
        vm.stopPrank();
    }

    function cover(uint128 left) private {
        vm.prank(insurer);
        claims.setPolicy(POLICY, left, END);
    }

    function submit(uint96 amount) private {
        vm.prank(hospital);
        claims.submitClaim(3, POLICY, "care", amount);
    }

    function approve() private {
        vm.prank(insurer);
        claims.approveClaim(claim);
    }

    function refusesStatus(IInsuranceProvider.Status found) private {
        vm.expectRevert(abi.encodeWithSelector(IInsuranceProvider.WrongStatus.selector, claim, found));
    }
}
