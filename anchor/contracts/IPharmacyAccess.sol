// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IHospitalRecord} from "./IHospitalRecord.sol";

/// @title Prescriptions, and what a pharmacy may know
/// @notice A hospital issues a prescription as a salted commitment that names nobody; pharmacies dispense it, each allowed fill once, before
/// its end and unless it is cancelled. The commitment to a patient's history is given to a pharmacy that shows a live grant.
interface IPharmacyAccess {
    /// @notice A prescription: who issued it, when it ends (seconds since 1970, excluded), how often it may be dispensed and how often it was.
    struct Prescription {
        uint64 hospital;
        uint64 end;
        uint32 fills;
        uint32 dispensed;
        bool cancelled;
    }

    /// @notice What a pharmacy is given: the commitment to the patient's history, and until when it may ask again.
    struct PatientFullInfo {
        bytes32 history;
        uint64 end;
    }

    /// @notice A hospital has issued a prescription.
    event Issued(bytes32 indexed prescription, uint64 indexed hospital, uint32 fills, uint64 end);

    /// @notice A pharmacy has dispensed this fill (the first is 1).
    event Dispensed(bytes32 indexed prescription, uint64 indexed pharmacy, uint32 fill);

    /// @notice The hospital has cancelled what is left.
    event Cancelled(bytes32 indexed prescription);

    /// @notice The account acts for no hospital.
    error NotHospital(address account);

    /// @notice A prescription has an id, at least one fill, and an end to come.
    error WrongPrescription();

    /// @notice The prescription was issued before.
    error AlreadyIssued(bytes32 prescription);

    /// @notice The hospital did not issue this prescription.
    error NotIssuer(bytes32 prescription);

    /// @notice The prescription was cancelled, or has ended, or was never issued.
    error NotLive(bytes32 prescription);

    /// @notice The fill is not the next one that may be dispensed.
    error NotNextFill(uint32 dispensed, uint32 fills);

    /// @notice The grant is not a live one to this pharmacy for treatment.
    error NoConsent(bytes32 grant);

    /// @notice Lets an account act for a pharmacy. Only the governance.
    function registerPharmacy(uint64 pharmacy, address account) external;

    /// @notice Issues a prescription. Only a hospital.
    /// @param prescription a salted commitment to what is prescribed, and to whom
    function issue(bytes32 prescription, uint32 fills, uint64 end) external;

    /// @notice Cancels what is left of a prescription. Only the hospital that issued it.
    function cancel(bytes32 prescription) external;

    /// @notice Dispenses a fill. Only a pharmacy.
    /// @param fill one more than were dispensed, so that a fill sent twice is not dispensed twice
    function dispense(bytes32 prescription, uint32 fill) external;

    /// @notice The history of the patient of a grant, for the pharmacy that calls. Like all of a chain's state it can be read around this
    /// contract; the answer is for those who hold themselves to it, gateways and other contracts.
    /// @param opening of a live grant to that pharmacy, for the purpose "TREAT"
    function getPatientFullInfo(bytes32 grant, IHospitalRecord.Opening calldata opening)
        external
        view
        returns (PatientFullInfo memory info);

    /// @notice A prescription; all zero when it was never issued.
    function prescriptionOf(bytes32 prescription) external view returns (Prescription memory found);

    /// @notice How a pharmacy stands in a grant's opening.
    function granteeOf(uint64 pharmacy) external view returns (bytes32 grantee);
}
