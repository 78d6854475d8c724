// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IHospitalRecord} from "../IHospitalRecord.sol";
import {IPharmacyAccess} from "../IPharmacyAccess.sol";
import {PharmacyAccess} from "../PharmacyAccess.sol";
import {Neighbour} from "./InsuranceProvider.p.sol";
import {Proof} from "./Proof.sol";

contract PharmacyAccessProof is Proof {
    PharmacyAccess private dispensing;

    function setUp() public {
        Neighbour neighbour = new Neighbour();
        dispensing = new PharmacyAccess(address(1), IHospitalRecord(address(neighbour)));
        svm.enableSymbolicStorage(address(dispensing));
        svm.enableSymbolicStorage(address(neighbour));
    }

    function check_never_dispensed_beyond_its_fills(bytes32 id) public {
        anyTime();
        IPharmacyAccess.Prescription memory before = dispensing.prescriptionOf(id);
        vm.assume(before.dispensed <= before.fills);
        vm.assume(before.hospital != 0 || (before.fills == 0 && before.dispensed == 0 && before.end == 0));
        anyCall(address(dispensing), "PharmacyAccess");
        IPharmacyAccess.Prescription memory later = dispensing.prescriptionOf(id);
        assert(later.dispensed <= later.fills);
        assert(later.dispensed >= before.dispensed);
        if (before.hospital != 0) {
            assert(later.fills == before.fills && later.end == before.end && later.hospital == before.hospital);
            assert(later.cancelled || !before.cancelled);
        }
    }

    function check_dispensed_by_a_pharmacy_while_it_is_live_and_once_a_fill(bytes32 id) public {
        anyTime();
        IPharmacyAccess.Prescription memory before = dispensing.prescriptionOf(id);
        vm.assume(before.hospital != 0 || (before.fills == 0 && before.dispensed == 0 && before.end == 0));
        bytes memory data = svm.createCalldata("PharmacyAccess");
        address caller = svm.createAddress("caller");
        uint64 member = dispensing.memberOf(caller);
        vm.prank(caller);
        (bool done,) = address(dispensing).call(data);
        done;
        if (dispensing.prescriptionOf(id).dispensed != before.dispensed) {
            assert(member != 0);
            assert(!before.cancelled && block.timestamp < before.end);
            assert(dispensing.prescriptionOf(id).dispensed == before.dispensed + 1);
        }
    }
}
