// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPatientSmartCard} from "./IPatientSmartCard.sol";
import {IRoster} from "./IRoster.sol";

/// @title Patients' records and consents
/// @notice Hospitals write commitments to records; what they commit to, and to whom it belongs, is not told. Who may read is decided by
/// the patient's card, or a live representative's: a list of decisions under one signature, which anyone may send. A decision
/// names a salted commitment to grantee, purpose and data classes, so that nobody can tell from two grants whether they are
/// to the same grantee; whoever shows the opening gets an answer from `mayRead`.
/// The signature is over the EIP-712 digest, in the domain ("fhir-anchor", "1", chain, contract), of
/// `Consent(bytes32 patient,bytes32 signer,uint64 nonce,bytes32 text,Decision[] decisions)Decision(bytes32 commitment,uint64 end)`.
interface IHospitalRecord is IRoster {
    /// @notice Until when (seconds since 1970, excluded) a grant lets its grantee read; an end of zero revokes a grant made before.
    struct Decision {
        bytes32 commitment;
        uint64 end;
    }

    /// @notice What a card signs: for which patient, as whom (the patient or a representative), the patient's next nonce, the salted hash
    /// of the text that was shown, and the decisions.
    struct Consent {
        bytes32 patient;
        bytes32 signer;
        uint64 nonce;
        bytes32 text;
        Decision[] decisions;
    }

    /// @notice What a grant's commitment opens to. `grantee` is, for a member of a roster, the contract's address and the member's number
    /// (20 and 8 bytes after 4 of zero); for others an identifier's hash. `purpose` is a code in ASCII, `classes` a hash
    /// of the data classes. The commitment is keccak256(salt, grantee, purpose, classes).
    struct Opening {
        bytes32 patient;
        bytes32 salt;
        bytes32 grantee;
        bytes32 purpose;
        bytes32 classes;
    }

    /// @notice A grant holds from `start` until `end` or `revoked`, whichever is first (seconds since 1970; zero: not revoked).
    struct Grant {
        uint64 start;
        uint64 end;
        uint64 revoked;
    }

    /// @notice A hospital has written the record at this position of the patient's list.
    event RecordAdded(bytes32 indexed patient, uint64 indexed hospital, uint256 position, bytes32 commitment);

    /// @notice A hospital has set the patient's history.
    event HistoryUpdated(bytes32 indexed patient, uint64 indexed hospital, bytes32 commitment);

    /// @notice A card has decided this about the grants told of before it in the same transaction.
    event Decided(bytes32 indexed patient, bytes32 indexed signer, uint64 nonce, bytes32 text);

    /// @notice A grant was made.
    event Granted(bytes32 indexed patient, bytes32 indexed grant, uint64 end);

    /// @notice A grant was revoked.
    event Revoked(bytes32 indexed patient, bytes32 indexed grant);

    /// @notice Zero stands for "nothing written".
    error NoCommitment();

    /// @notice The position is not the first free one of the patient's list.
    error NotNext(uint256 position);

    /// @notice The history is not the one that was to be replaced.
    error HistoryMoved(bytes32 current);

    /// @notice A list must decide something.
    error NothingDecided();

    /// @notice The grant's end has passed.
    error Expired(bytes32 grant);

    /// @notice This commitment was granted before; a new grant has a new salt.
    error AlreadyGranted(bytes32 grant);

    /// @notice There is no such grant to revoke, or it is revoked.
    error NotGranted(bytes32 grant);

    /// @notice Lets an account act for a hospital. Only the governance.
    function registerHospital(uint64 hospital, address account) external;

    /// @notice Writes the commitment to a record. Only a hospital.
    /// @param position the first free one of the patient's list, so that a record sent twice is not written twice
    function addMedicalRecord(bytes32 patient, uint256 position, bytes32 commitment) external;

    /// @notice Sets the commitment to a patient's history. Only a hospital.
    /// @param previous the one that is replaced (zero for the first), so that no update of another hospital is lost
    function updateMedicalHistory(bytes32 patient, bytes32 previous, bytes32 commitment) external;

    /// @notice Takes a list of decisions. Anyone may send it; the card's signature decides, as `IPatientSmartCard.useStatement` says.
    function decide(Consent calldata consent, IPatientSmartCard.Proof calldata proof) external;

    /// @notice Whether the grant lets the grantee of the opening read at a time; of the future as far as is known now.
    function mayRead(bytes32 grant, Opening calldata opening, uint64 time) external view returns (bool);

    /// @notice The commitments to a patient's records, in the order in which they were written.
    function getMedicalRecords(bytes32 patient) external view returns (bytes32[] memory commitments);

    /// @notice The commitment at a position; zero where none is yet.
    function recordAt(bytes32 patient, uint256 position) external view returns (bytes32 commitment);

    /// @notice The commitment to a patient's history; zero before the first.
    function historyOf(bytes32 patient) external view returns (bytes32 commitment);

    /// @notice The times of a grant; all zero when it was not made.
    function grantOf(bytes32 grant) external view returns (Grant memory times);

    /// @notice The cards whose signatures decide.
    function cards() external view returns (IPatientSmartCard);

    /// @notice The id of the grant of a patient under a commitment.
    function grantId(bytes32 patient, bytes32 commitment) external pure returns (bytes32 grant);
}
