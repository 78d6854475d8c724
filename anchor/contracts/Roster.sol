// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IRoster} from "./IRoster.sol";

/// @title Roster
/// @notice See `IRoster`. Each contract opens its own door to `_enlist`, under the name of what its members are.
abstract contract Roster is IRoster, Ownable2Step {
    /// @dev A whole slot: it is written without being read and masked.
    struct Place {
        uint256 member;
    }

    mapping(address account => Place) private _places;

    constructor(address governance) Ownable(governance) {}

    /// @inheritdoc IRoster
    function handOver(address to) external {
        uint64 member = _caller();
        _strike(msg.sender, member);
        _enlist(member, to);
    }

    /// @inheritdoc IRoster
    function strike(address account) external onlyOwner {
        _strike(account, _enlisted(account));
    }

    /// @notice Refused always: without governance no stolen account could be struck.
    function renounceOwnership() public pure override {
        revert GovernanceStays();
    }

    /// @inheritdoc IRoster
    function memberOf(address account) public view returns (uint64 member) {
        return uint64(_places[account].member);
    }

    function _enlist(uint64 member, address account) internal {
        if (member == 0) revert NoMember();
        Place storage place = _places[account];
        if (place.member != 0) revert AlreadyEnlisted(account);
        place.member = member;
        emit Enlisted(member, account);
    }

    function _caller() internal view returns (uint64 member) {
        return _enlisted(msg.sender);
    }

    function _strike(address account, uint64 member) private {
        delete _places[account];
        emit Struck(member, account);
    }

    function _enlisted(address account) private view returns (uint64 member) {
        member = uint64(_places[account].member);
        if (member == 0) revert NotEnlisted(account);
    }
}
