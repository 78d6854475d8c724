// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IInsuranceProvider} from "../IInsuranceProvider.sol";
import {InsuranceProvider} from "../InsuranceProvider.sol";
import {IRoster} from "../IRoster.sol";
import {Proof} from "./Proof.sol";

/// @notice A token that says yes, and a roster in which anybody may be any hospital.
contract Neighbour {
    mapping(address account => uint64) public memberOf;

    function transfer(address, uint256) external pure returns (bool) {
        return true;
    }

    function transferFrom(address, address, uint256) external pure returns (bool) {
        return true;
    }
}

contract InsuranceProviderProof is Proof {
    InsuranceProvider private claims;

    function setUp() public {
        Neighbour neighbour = new Neighbour();
        claims = new InsuranceProvider(address(1), IRoster(address(neighbour)), IERC20(address(neighbour)));
        svm.enableSymbolicStorage(address(claims));
        svm.enableSymbolicStorage(address(neighbour));
    }

    function check_a_claim_is_paid_at_most_once(bytes32 id) public {
        anyTime();
        IInsuranceProvider.Claim memory before = claims.getClaimStatus(id);
        vm.assume(before.status == IInsuranceProvider.Status.Paid);
        (bool done, bytes4 selector) = anyCall(address(claims), "InsuranceProvider");
        assert(claims.getClaimStatus(id).status == IInsuranceProvider.Status.Paid);
        done;
        selector;
    }

    function check_a_payment_moves_its_amount_once_it_was_approved(bytes32 id, address caller) public {
        IInsuranceProvider.Claim memory before = claims.getClaimStatus(id);
        uint256 balance = claims.balanceOf(before.insurer);
        uint256 owed = claims.owedTo(before.hospital);
        vm.prank(caller);
        claims.processPayment(id);
        assert(before.status == IInsuranceProvider.Status.Approved);
        assert(claims.memberOf(caller) == before.insurer && before.insurer != 0);
        assert(claims.getClaimStatus(id).status == IInsuranceProvider.Status.Paid);
        assert(claims.balanceOf(before.insurer) == balance - before.amount);
        assert(claims.owedTo(before.hospital) == owed + before.amount);
    }

    function check_only_its_insurer_approves_and_only_what_was_submitted(bytes32 id) public {
        anyTime();
        IInsuranceProvider.Status before = claims.getClaimStatus(id).status;
        vm.assume(before != IInsuranceProvider.Status.Approved);
        bytes memory data = svm.createCalldata("InsuranceProvider");
        address caller = svm.createAddress("caller");
        uint64 member = claims.memberOf(caller);
        vm.prank(caller);
        (bool done,) = address(claims).call(data);
        done;
        if (claims.getClaimStatus(id).status == IInsuranceProvider.Status.Approved) {
            assert(before == IInsuranceProvider.Status.Submitted);
            assert(member == claims.getClaimStatus(id).insurer);
        }
    }
}
