// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Who may act in a contract
/// @notice Members (an officer, a hospital, a pharmacy, an insurer) are numbers that the contract's owner gives out; they
/// act through accounts. The owner is the governance: one address, which may be a multi-signature wallet, that enlists and
/// strikes accounts and does nothing else. An account that is lost or stolen is struck and another enlisted for the
/// same member, so what the member has done, and what it is owed, stays its own.
interface IRoster {
    /// @notice The account now acts for the member.
    event Enlisted(uint64 indexed member, address account);

    /// @notice The account no longer acts for the member.
    event Struck(uint64 indexed member, address account);

    /// @notice The account acts for nobody here.
    error NotEnlisted(address account);

    /// @notice The account acts for a member already.
    error AlreadyEnlisted(address account);

    /// @notice Zero stands for "no member".
    error NoMember();

    /// @notice Governance is handed over, never given up.
    error GovernanceStays();

    /// @notice Passes the caller's place to another account of the same member.
    function handOver(address to) external;

    /// @notice Ends what an account may do. Only the governance.
    function strike(address account) external;

    /// @notice The member that an account acts for; zero for nobody.
    function memberOf(address account) external view returns (uint64 member);
}
