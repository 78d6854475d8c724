// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Heads of append-only logs
/// @notice Whoever opens a log may publish its tree heads (size and RFC 6962 root). Heads only grow, and a published
/// root stands for ever: a reader who was given a checkpoint asks here whether the log's owner stood by it.
/// The contract knows nothing of what a log holds.
interface IAnchorLog {
    /// @notice A log was opened by its first owner.
    event Opened(bytes32 indexed log, address indexed owner);

    /// @notice The log's tree had `root` when it had `size` leaves.
    event Published(bytes32 indexed log, uint64 indexed size, bytes32 root);

    /// @notice The owner offers the log to another account; nothing changes until that account accepts.
    event Offered(bytes32 indexed log, address indexed to);

    /// @notice The log has a new owner.
    event Accepted(bytes32 indexed log, address indexed owner);

    /// @notice The log was opened before.
    error AlreadyOpen(bytes32 log);

    /// @notice The caller does not own the log, or nobody has opened it.
    error NotOwner(bytes32 log, address caller);

    /// @notice The log was not offered to the caller.
    error NotOffered(bytes32 log, address caller);

    /// @notice The size is not above the size published last.
    error NotGrowing(uint64 size, uint64 published);

    /// @notice A root of zero stands for "nothing published".
    error EmptyRoot();

    /// @notice Opens a log owned by the caller.
    /// @param name chosen by the caller, for example a hash of the log's public keys
    /// @return log the log's id: `logId(caller, name)`, so nobody can take another's id
    function open(bytes32 name) external returns (bytes32 log);

    /// @notice Publishes the head of a log. Only its owner, and only with a size above the last.
    /// @param log the log's id
    /// @param size number of leaves
    /// @param root RFC 6962 root at that size, not zero
    function publish(bytes32 log, uint64 size, bytes32 root) external;

    /// @notice Offers a log to another account, replacing an earlier offer; the zero address withdraws it.
    function offer(bytes32 log, address to) external;

    /// @notice Takes over a log that was offered to the caller.
    function accept(bytes32 log) external;

    /// @notice The id of the log that `owner` opens under `name`.
    function logId(address owner, bytes32 name) external pure returns (bytes32 log);

    /// @notice The root published for a size; zero when none was.
    function rootAt(bytes32 log, uint64 size) external view returns (bytes32 root);

    /// @notice The head published last; all zero when the log is not open, size and root zero before the first.
    function head(bytes32 log) external view returns (address owner, uint64 size, bytes32 root);
}
