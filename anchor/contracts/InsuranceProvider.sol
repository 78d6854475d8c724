// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IInsuranceProvider} from "./IInsuranceProvider.sol";
import {IRoster} from "./IRoster.sol";
import {Roster} from "./Roster.sol";

/// @title InsuranceProvider
/// @notice See `IInsuranceProvider`. Cover is set aside when a claim is submitted, so that two claims cannot be approved for the same cover. State
/// is written before a token moves.
contract InsuranceProvider is IInsuranceProvider, Roster {
    using SafeERC20 for IERC20;

    /// @notice Where hospitals are enlisted.
    IRoster public immutable hospitals;
    /// @notice What is paid with.
    IERC20 public immutable token;

    mapping(uint64 insurer => mapping(bytes32 policy => Policy)) private _policies;
    mapping(bytes32 claim => Claim) private _claims;
    mapping(uint64 insurer => uint256) private _balances;
    mapping(uint64 hospital => uint256) private _owed;

    constructor(address governance, IRoster hospitals_, IERC20 token_) Roster(governance) {
        hospitals = hospitals_;
        token = token_;
    }

    /// @inheritdoc IInsuranceProvider
    function registerInsurer(uint64 insurer, address account) external onlyOwner {
        _enlist(insurer, account);
    }

    /// @inheritdoc IInsuranceProvider
    function setPolicy(bytes32 policy, uint128 left, uint64 end) external {
        uint64 insurer = _caller();
        _policies[insurer][policy] = Policy(left, end);
        emit PolicySet(insurer, policy, left, end);
    }

    /// @inheritdoc IInsuranceProvider
    function deposit(uint256 amount) external {
        uint64 insurer = _caller();
        _balances[insurer] += amount;
        emit Deposited(insurer, amount);
        token.safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @inheritdoc IInsuranceProvider
    function reclaim(uint256 amount) external {
        uint64 insurer = _caller();
        _take(insurer, amount);
        emit Reclaimed(insurer, msg.sender, amount);
        token.safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc IInsuranceProvider
    function submitClaim(uint64 insurer, bytes32 policy, bytes32 commitment, uint96 amount) external {
        uint64 hospital = _hospital();
        if (amount == 0) revert NoAmount();
        bytes32 claim = claimId(hospital, commitment);
        if (_claims[claim].status != Status.None) revert AlreadySubmitted(claim);
        bool covered = _setAside(_policies[insurer][policy], amount);
        _claims[claim] = Claim(insurer, hospital, amount, covered ? Status.Submitted : Status.Denied, policy);
        emit ClaimSubmitted(claim, insurer, hospital, amount);
        if (!covered) emit ClaimDenied(claim);
    }

    /// @inheritdoc IInsuranceProvider
    function approveClaim(bytes32 claim) external {
        _move(claim, Status.Submitted, Status.Approved);
        emit ClaimApproved(claim);
    }

    /// @inheritdoc IInsuranceProvider
    function denyClaim(bytes32 claim) external {
        Claim storage found = _move(claim, Status.Submitted, Status.Denied);
        _policies[found.insurer][found.policy].left += found.amount;
        emit ClaimDenied(claim);
    }

    /// @inheritdoc IInsuranceProvider
    function processPayment(bytes32 claim) external {
        Claim storage found = _move(claim, Status.Approved, Status.Paid);
        _take(found.insurer, found.amount);
        _owed[found.hospital] += found.amount;
        emit ClaimPaid(claim);
    }

    /// @inheritdoc IInsuranceProvider
    function withdraw() external {
        uint64 hospital = _hospital();
        uint256 amount = _owed[hospital];
        if (amount == 0) revert NoAmount();
        delete _owed[hospital];
        emit Withdrawn(hospital, msg.sender, amount);
        token.safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc IInsuranceProvider
    function getClaimStatus(bytes32 claim) external view returns (Claim memory found) {
        return _claims[claim];
    }

    /// @inheritdoc IInsuranceProvider
    function policyOf(uint64 insurer, bytes32 policy) external view returns (Policy memory found) {
        return _policies[insurer][policy];
    }

    /// @inheritdoc IInsuranceProvider
    function balanceOf(uint64 insurer) external view returns (uint256 amount) {
        return _balances[insurer];
    }

    /// @inheritdoc IInsuranceProvider
    function owedTo(uint64 hospital) external view returns (uint256 amount) {
        return _owed[hospital];
    }

    /// @inheritdoc IInsuranceProvider
    function claimId(uint64 hospital, bytes32 commitment) public pure returns (bytes32 claim) {
        return keccak256(abi.encode(hospital, commitment));
    }

    function _move(bytes32 claim, Status from, Status to) private returns (Claim storage found) {
        found = _claims[claim];
        if (found.insurer != _caller()) revert NotInsurer(claim);
        if (found.status != from) revert WrongStatus(claim, found.status);
        found.status = to;
    }

    function _take(uint64 insurer, uint256 amount) private {
        uint256 balance = _balances[insurer];
        if (balance < amount) revert BalanceTooSmall(balance);
        _balances[insurer] = balance - amount;
    }

    function _setAside(Policy storage policy, uint96 amount) private returns (bool covered) {
        covered = block.timestamp < policy.end && amount <= policy.left;
        if (covered) policy.left -= amount;
    }

    function _hospital() private view returns (uint64 hospital) {
        hospital = hospitals.memberOf(msg.sender);
        if (hospital == 0) revert NotHospital(msg.sender);
    }
}
