// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AnchorLog} from "../AnchorLog.sol";
import {IAnchorLog} from "../IAnchorLog.sol";
import {Test} from "./Test.sol";

contract AnchorLogTest is Test {
    AnchorLog private anchor = new AnchorLog();
    bytes32 private log = anchor.open("clinic");

    function test_a_log_is_opened_once_and_by_its_opener() public {
        check(log == anchor.logId(address(this), "clinic"), "id");
        vm.expectRevert(abi.encodeWithSelector(IAnchorLog.AlreadyOpen.selector, log));
        anchor.open("clinic");
        vm.prank(address(7));
        check(anchor.open("clinic") != log, "another account's log of the same name is another log");
    }

    function test_who_has_a_log_is_told() public {
        bytes32 other = anchor.logId(address(this), "other");
        vm.expectEmit();
        emit IAnchorLog.Opened(other, address(this));
        anchor.open("other");
        vm.expectEmit();
        emit IAnchorLog.Offered(other, address(7));
        anchor.offer(other, address(7));
        vm.expectEmit();
        emit IAnchorLog.Accepted(other, address(7));
        vm.prank(address(7));
        anchor.accept(other);
    }

    function test_a_head_is_told_and_stands(uint64 size, bytes32 root) public {
        vm.assume(size != 0 && root != 0);
        vm.expectEmit();
        emit IAnchorLog.Published(log, size, root);
        anchor.publish(log, size, root);
        (address owner, uint64 last, bytes32 lastRoot) = anchor.head(log);
        check(owner == address(this) && last == size && lastRoot == root, "head");
        check(anchor.rootAt(log, size) == root, "root");
    }

    function test_sizes_only_grow(uint64 first, uint64 second) public {
        vm.assume(first != 0 && second <= first);
        anchor.publish(log, first, "first");
        vm.expectRevert(abi.encodeWithSelector(IAnchorLog.NotGrowing.selector, second, first));
        anchor.publish(log, second, "second");
        check(anchor.rootAt(log, first) == "first", "unchanged");
    }

    function test_an_empty_root_is_refused() public {
        vm.expectRevert(abi.encodeWithSelector(IAnchorLog.EmptyRoot.selector));
        anchor.publish(log, 1, 0);
    }

    function test_only_the_owner_publishes(address other) public {
        vm.assume(other != address(this));
        vm.expectRevert(abi.encodeWithSelector(IAnchorLog.NotOwner.selector, log, other));
        vm.prank(other);
        anchor.publish(log, 1, "root");
    }

    function test_nobody_publishes_to_a_log_that_is_not_open(bytes32 other) public {
        vm.assume(other != log);
        vm.expectRevert(abi.encodeWithSelector(IAnchorLog.NotOwner.selector, other, address(this)));
        anchor.publish(other, 1, "root");
    }

    function test_a_log_is_handed_over_when_it_is_accepted(address to) public {
        vm.assume(to != address(this) && to != address(0));
        anchor.publish(log, 5, "five");
        anchor.offer(log, to);
        anchor.publish(log, 6, "six");
        vm.prank(to);
        anchor.accept(log);
        (address owner, uint64 size,) = anchor.head(log);
        check(owner == to && size == 6, "the new owner has the log as it was");
        vm.expectRevert(abi.encodeWithSelector(IAnchorLog.NotOwner.selector, log, address(this)));
        anchor.publish(log, 7, "seven");
        vm.prank(to);
        anchor.publish(log, 7, "seven");
        vm.expectRevert(abi.encodeWithSelector(IAnchorLog.NotOffered.selector, log, to));
        vm.prank(to);
        anchor.accept(log);
    }

    function test_nobody_takes_what_was_not_offered_or_was_withdrawn(address other) public {
        vm.assume(other != address(0));
        anchor.offer(log, other);
        anchor.offer(log, address(0));
        vm.expectRevert(abi.encodeWithSelector(IAnchorLog.NotOffered.selector, log, other));
        vm.prank(other);
        anchor.accept(log);
    }

    function test_only_the_owner_offers(address other) public {
        vm.assume(other != address(this));
        vm.expectRevert(abi.encodeWithSelector(IAnchorLog.NotOwner.selector, log, other));
        vm.prank(other);
        anchor.offer(log, other);
    }
}

/// @notice Publishes whatever it is asked to, and remembers what stood.
contract Publisher is Test {
    AnchorLog public immutable anchor = new AnchorLog();
    bytes32 public immutable log = anchor.open("log");
    uint64[] public sizes;
    mapping(uint64 size => bytes32) public roots;

    function grow(uint16 step, bytes32 root) external {
        publish((sizes.length == 0 ? 0 : sizes[sizes.length - 1]) + step, root);
    }

    function publish(uint64 size, bytes32 root) public {
        anchor.publish(log, size, root);
        sizes.push(size);
        roots[size] = root;
    }

    function count() external view returns (uint256) {
        return sizes.length;
    }
}

contract AnchorLogInvariants is Test {
    Publisher private publisher = new Publisher();

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(publisher);
    }

    function invariant_roots_never_change_and_sizes_never_shrink() public view {
        uint64 last = 0;
        for (uint256 i = 0; i < publisher.count(); i++) {
            uint64 size = publisher.sizes(i);
            check(size > last, "growing");
            check(publisher.anchor().rootAt(publisher.log(), size) == publisher.roots(size), "standing");
            last = size;
        }
        (, uint64 head,) = publisher.anchor().head(publisher.log());
        check(head == last, "head");
    }
}
