// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PatientSmartCard} from "../PatientSmartCard.sol";

/// @notice The cheat codes of halmos that the proofs here use.
interface Svm {
    function enableSymbolicStorage(address target) external;
    function createCalldata(string calldata contractName) external returns (bytes memory data);
    function createUint(uint256 bits, string calldata name) external returns (uint256 value);
    function createAddress(string calldata name) external returns (address value);
    function createBytes32(string calldata name) external returns (bytes32 value);
}

interface Vm {
    function assume(bool condition) external pure;
    function prank(address caller) external;
    function warp(uint256 time) external;
}

/// @notice What every proof needs. A proof starts from storage of any content, does one call of any content by anyone at any time, and looks
/// at what changed: what holds of every single step holds of every history.
abstract contract Proof {
    Svm internal constant svm = Svm(address(uint160(uint256(keccak256("svm cheat code")))));
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @dev A time that fits the contracts' 64 bits.
    function anyTime() internal {
        uint256 time = svm.createUint(64, "time");
        vm.assume(time > 0 && time < 1 << 62);
        vm.warp(time);
    }

    /// @dev Any call by anyone; whether it went through.
    function anyCall(address target, string memory name) internal returns (bool done, bytes4 selector) {
        bytes memory data = svm.createCalldata(name);
        selector = bytes4(data);
        vm.prank(svm.createAddress("caller"));
        (done,) = target.call(data);
    }
}

/// @notice The cards, with P-256 put away: a key has signed a digest when this storage says so, and it says anything.
contract AbstractCards is PatientSmartCard {
    mapping(bytes32 digest => mapping(bytes32 key => bool)) public signed;

    constructor() PatientSmartCard(address(1), 3 days) {}

    function _verify(bytes32 digest, Proof calldata proof) internal view override returns (bool) {
        return signed[digest][keccak256(abi.encode(proof.x, proof.y))];
    }
}
