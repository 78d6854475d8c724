// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AnchorLog} from "../AnchorLog.sol";
import {Proof} from "./Proof.sol";

contract AnchorLogProof is Proof {
    AnchorLog private anchor;

    function setUp() public {
        anchor = new AnchorLog();
        svm.enableSymbolicStorage(address(anchor));
    }

    function check_roots_never_change_and_sizes_never_shrink(bytes32 log, uint64 size) public {
        bytes32 root = anchor.rootAt(log, size);
        (, uint64 head,) = anchor.head(log);
        anyCall(address(anchor), "AnchorLog");
        (, uint64 headAfter,) = anchor.head(log);
        assert(headAfter >= head);
        if (size <= head) assert(anchor.rootAt(log, size) == root);
    }
}
