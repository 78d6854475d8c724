// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAnchorLog} from "./IAnchorLog.sol";

/// @title AnchorLog
/// @notice See `IAnchorLog`. Owner and size share a slot, read once and written once: a publication writes that and one new slot.
contract AnchorLog is IAnchorLog {
    struct Log {
        uint256 ownerAndSize; // the owner's 160 bits above the size's 64
        mapping(uint64 size => bytes32) roots;
    }

    mapping(bytes32 log => Log) private _logs;
    mapping(bytes32 log => address) private _offers;

    /// @inheritdoc IAnchorLog
    function open(bytes32 name) external returns (bytes32 log) {
        log = logId(msg.sender, name);
        if (_logs[log].ownerAndSize != 0) revert AlreadyOpen(log);
        _logs[log].ownerAndSize = _pack(msg.sender, 0);
        emit Opened(log, msg.sender);
    }

    /// @inheritdoc IAnchorLog
    function publish(bytes32 log, uint64 size, bytes32 root) external {
        Log storage found = _logs[log];
        (address owner, uint64 published) = _unpack(found.ownerAndSize);
        if (owner != msg.sender) revert NotOwner(log, msg.sender);
        if (size <= published) revert NotGrowing(size, published);
        if (root == 0) revert EmptyRoot();
        found.ownerAndSize = _pack(msg.sender, size);
        found.roots[size] = root;
        emit Published(log, size, root);
    }

    /// @inheritdoc IAnchorLog
    function offer(bytes32 log, address to) external {
        (address owner,) = _unpack(_logs[log].ownerAndSize);
        if (owner != msg.sender) revert NotOwner(log, msg.sender);
        _offers[log] = to;
        emit Offered(log, to);
    }

    /// @inheritdoc IAnchorLog
    function accept(bytes32 log) external {
        if (_offers[log] != msg.sender) revert NotOffered(log, msg.sender);
        delete _offers[log];
        (, uint64 size) = _unpack(_logs[log].ownerAndSize);
        _logs[log].ownerAndSize = _pack(msg.sender, size);
        emit Accepted(log, msg.sender);
    }

    /// @inheritdoc IAnchorLog
    function logId(address owner, bytes32 name) public pure returns (bytes32 log) {
        return keccak256(abi.encode(owner, name));
    }

    /// @inheritdoc IAnchorLog
    function rootAt(bytes32 log, uint64 size) external view returns (bytes32 root) {
        return _logs[log].roots[size];
    }

    /// @inheritdoc IAnchorLog
    function head(bytes32 log) external view returns (address owner, uint64 size, bytes32 root) {
        (owner, size) = _unpack(_logs[log].ownerAndSize);
        root = _logs[log].roots[size];
    }

    function _pack(address owner, uint64 size) private pure returns (uint256) {
        return (uint256(uint160(owner)) << 64) | size;
    }

    function _unpack(uint256 ownerAndSize) private pure returns (address owner, uint64 size) {
        return (address(uint160(ownerAndSize >> 64)), uint64(ownerAndSize));
    }
}
