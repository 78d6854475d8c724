// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IHospitalRecord} from "./IHospitalRecord.sol";
import {IPharmacyAccess} from "./IPharmacyAccess.sol";
import {Roster} from "./Roster.sol";

/// @title PharmacyAccess
/// @notice See `IPharmacyAccess`. A prescription is one storage slot.
contract PharmacyAccess is IPharmacyAccess, Roster {
    bytes32 private constant TREATMENT = "TREAT";

    /// @notice Where hospitals are enlisted and grants stand.
    IHospitalRecord public immutable hospitals;

    mapping(bytes32 prescription => Prescription) private _prescriptions;

    constructor(address governance, IHospitalRecord hospitals_) Roster(governance) {
        hospitals = hospitals_;
    }

    /// @inheritdoc IPharmacyAccess
    function registerPharmacy(uint64 pharmacy, address account) external onlyOwner {
        _enlist(pharmacy, account);
    }

    /// @inheritdoc IPharmacyAccess
    function issue(bytes32 prescription, uint32 fills, uint64 end) external {
        uint64 hospital = _hospital();
        if (prescription == 0 || fills == 0 || end <= block.timestamp) revert WrongPrescription();
        if (_prescriptions[prescription].hospital != 0) revert AlreadyIssued(prescription);
        _prescriptions[prescription] = Prescription(hospital, end, fills, 0, false);
        emit Issued(prescription, hospital, fills, end);
    }

    /// @inheritdoc IPharmacyAccess
    function cancel(bytes32 prescription) external {
        Prescription storage found = _prescriptions[prescription];
        if (found.hospital != _hospital()) revert NotIssuer(prescription);
        if (found.cancelled) revert NotLive(prescription);
        found.cancelled = true;
        emit Cancelled(prescription);
    }

    /// @inheritdoc IPharmacyAccess
    function dispense(bytes32 prescription, uint32 fill) external {
        uint64 pharmacy = _caller();
        Prescription memory found = _prescriptions[prescription];
        if (found.cancelled || block.timestamp >= found.end) revert NotLive(prescription);
        if (found.dispensed >= found.fills || fill != found.dispensed + 1) {
            revert NotNextFill(found.dispensed, found.fills);
        }
        _prescriptions[prescription].dispensed = fill;
        emit Dispensed(prescription, pharmacy, fill);
    }

    /// @inheritdoc IPharmacyAccess
    function getPatientFullInfo(bytes32 grant, IHospitalRecord.Opening calldata opening)
        external
        view
        returns (PatientFullInfo memory info)
    {
        bool mine = opening.grantee == granteeOf(_caller()) && opening.purpose == TREATMENT;
        if (!mine || !hospitals.mayRead(grant, opening, uint64(block.timestamp))) revert NoConsent(grant);
        return PatientFullInfo(hospitals.historyOf(opening.patient), hospitals.grantOf(grant).end);
    }

    /// @inheritdoc IPharmacyAccess
    function prescriptionOf(bytes32 prescription) external view returns (Prescription memory found) {
        return _prescriptions[prescription];
    }

    /// @inheritdoc IPharmacyAccess
    function granteeOf(uint64 pharmacy) public view returns (bytes32 grantee) {
        return bytes32((uint256(uint160(address(this))) << 64) | pharmacy);
    }

    function _hospital() private view returns (uint64 hospital) {
        hospital = hospitals.memberOf(msg.sender);
        if (hospital == 0) revert NotHospital(msg.sender);
    }
}
