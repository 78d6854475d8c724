// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Claims and their payment
/// @notice Insurers say what a policy covers and until when, and deposit a token. A hospital submits a claim: what the policy covers is set aside
/// for it, what it does not cover is denied at once. The insurer approves or denies, and pays an approved claim once, out of its own
/// balance; the hospital withdraws what it is owed. Policies and claims are salted commitments that name nobody. The token is
/// chosen at deployment, and must be one that takes no fee of a transfer.
interface IInsuranceProvider {
    /// @notice Where a claim stands.
    enum Status {
        None,
        Submitted,
        Approved,
        Denied,
        Paid
    }

    /// @notice What a policy still covers, and until when (seconds since 1970, excluded).
    struct Policy {
        uint128 left;
        uint64 end;
    }

    /// @notice A claim of a hospital on an insurer, in the token's smallest unit. One storage slot, and one for the policy.
    struct Claim {
        uint64 insurer;
        uint64 hospital;
        uint96 amount;
        Status status;
        bytes32 policy;
    }

    /// @notice An insurer has said what a policy covers.
    event PolicySet(uint64 indexed insurer, bytes32 indexed policy, uint128 left, uint64 end);

    /// @notice A hospital has submitted a claim.
    event ClaimSubmitted(bytes32 indexed claim, uint64 indexed insurer, uint64 indexed hospital, uint96 amount);

    /// @notice The insurer has approved the claim.
    event ClaimApproved(bytes32 indexed claim);

    /// @notice The claim is not covered, or the insurer has denied it.
    event ClaimDenied(bytes32 indexed claim);

    /// @notice The claim was paid: from the insurer's balance to what the hospital is owed.
    event ClaimPaid(bytes32 indexed claim);

    /// @notice An insurer has put this much into its balance.
    event Deposited(uint64 indexed insurer, uint256 amount);

    /// @notice An insurer has taken this much out of its balance.
    event Reclaimed(uint64 indexed insurer, address to, uint256 amount);

    /// @notice A hospital has taken what it was owed.
    event Withdrawn(uint64 indexed hospital, address to, uint256 amount);

    /// @notice The account acts for no hospital.
    error NotHospital(address account);

    /// @notice A claim has an amount.
    error NoAmount();

    /// @notice The hospital has submitted this claim before.
    error AlreadySubmitted(bytes32 claim);

    /// @notice The claim is not on the insurer that calls.
    error NotInsurer(bytes32 claim);

    /// @notice The claim does not stand where this can be done to it.
    error WrongStatus(bytes32 claim, Status status);

    /// @notice The balance is smaller than the amount.
    error BalanceTooSmall(uint256 balance);

    /// @notice Lets an account act for an insurer. Only the governance.
    function registerInsurer(uint64 insurer, address account) external;

    /// @notice Says what a policy covers from now on, beside what is set aside for claims. Only an insurer, for its own policies.
    function setPolicy(bytes32 policy, uint128 left, uint64 end) external;

    /// @notice Puts tokens, which the contract was allowed to take from the caller, into the insurer's balance. Only an insurer.
    function deposit(uint256 amount) external;

    /// @notice Takes tokens out of the insurer's balance. Only an insurer.
    function reclaim(uint256 amount) external;

    /// @notice Submits a claim. Only a hospital.
    /// @param commitment salted, to what is claimed for; with the hospital it makes the claim's id
    function submitClaim(uint64 insurer, bytes32 policy, bytes32 commitment, uint96 amount) external;

    /// @notice Approves a submitted claim. Only its insurer.
    function approveClaim(bytes32 claim) external;

    /// @notice Denies a submitted claim; what was set aside is the policy's again. Only its insurer.
    function denyClaim(bytes32 claim) external;

    /// @notice Pays an approved claim. Only its insurer.
    function processPayment(bytes32 claim) external;

    /// @notice Sends the caller what its hospital is owed. Only a hospital.
    function withdraw() external;

    /// @notice A claim; all zero when it was never submitted.
    function getClaimStatus(bytes32 claim) external view returns (Claim memory found);

    /// @notice What a policy still covers.
    function policyOf(uint64 insurer, bytes32 policy) external view returns (Policy memory found);

    /// @notice An insurer's balance.
    function balanceOf(uint64 insurer) external view returns (uint256 amount);

    /// @notice What a hospital is owed.
    function owedTo(uint64 hospital) external view returns (uint256 amount);

    /// @notice The id of a hospital's claim under a commitment.
    function claimId(uint64 hospital, bytes32 commitment) external pure returns (bytes32 claim);
}
