// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAnchorLog} from "./IAnchorLog.sol";

/// @title AnchorLog
/// @notice See `IAnchorLog`. One storage slot holds owner and size, so a publication writes one new slot and one used one.
contract AnchorLog is IAnchorLog {
    struct Log {
        address owner;
        uint64 size;
        mapping(uint64 size => bytes32) roots;
    }

    mapping(bytes32 log => Log) private _logs;
    mapping(bytes32 log => address) private _offers;

    /// @inheritdoc IAnchorLog
    function open(bytes32 name) external returns (bytes32 log) {
        log = logId(msg.sender, name);
        if (_logs[log].owner != address(0)) revert AlreadyOpen(log);
        _logs[log].owner = msg.sender;
        emit Opened(log, msg.sender);
    }

    /// @inheritdoc IAnchorLog
    function publish(bytes32 log, uint64 size, bytes32 root) external {
        Log storage last = _logs[log];
        if (last.owner != msg.sender) revert NotOwner(log, msg.sender);
        if (size <= last.size) revert NotGrowing(size, last.size);
        if (root == 0) revert EmptyRoot();
        last.size = size;
        last.roots[size] = root;
        emit Published(log, size, root);
    }

    /// @inheritdoc IAnchorLog
    function offer(bytes32 log, address to) external {
        if (_logs[log].owner != msg.sender) revert NotOwner(log, msg.sender);
        _offers[log] = to;
        emit Offered(log, to);
    }

    /// @inheritdoc IAnchorLog
    function accept(bytes32 log) external {
        if (_offers[log] != msg.sender) revert NotOffered(log, msg.sender);
        delete _offers[log];
        _logs[log].owner = msg.sender;
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
        Log storage last = _logs[log];
        return (last.owner, last.size, last.roots[last.size]);
    }
}
