// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IHospitalRecord} from "./IHospitalRecord.sol";
import {IPatientSmartCard} from "./IPatientSmartCard.sol";
import {Roster} from "./Roster.sol";

/// @title HospitalRecord
/// @notice See `IHospitalRecord`. A grant is one storage slot; a patient's records are a list without a stored length.
contract HospitalRecord is IHospitalRecord, Roster {
    bytes32 private constant DECISION = keccak256("Decision(bytes32 commitment,uint64 end)");
    bytes32 private constant CONSENT = keccak256(
        "Consent(bytes32 patient,bytes32 signer,uint64 nonce,bytes32 text,Decision[] decisions)Decision(bytes32 commitment,uint64 end)"
    );

    uint8 private constant GRANT = 1;
    uint8 private constant REVOKE = 2;

    /// @inheritdoc IHospitalRecord
    IPatientSmartCard public immutable cards;

    mapping(bytes32 patient => mapping(uint256 position => bytes32)) private _records;
    mapping(bytes32 patient => bytes32) private _histories;
    mapping(bytes32 grant => Grant) private _grants;

    constructor(address governance, IPatientSmartCard cards_) Roster(governance) {
        cards = cards_;
    }

    /// @inheritdoc IHospitalRecord
    function registerHospital(uint64 hospital, address account) external onlyOwner {
        _enlist(hospital, account);
    }

    /// @inheritdoc IHospitalRecord
    function addMedicalRecord(bytes32 patient, uint256 position, bytes32 commitment) external {
        uint64 hospital = _caller();
        if (commitment == 0) revert NoCommitment();
        mapping(uint256 => bytes32) storage list = _records[patient];
        if (list[position] != 0 || (position != 0 && list[position - 1] == 0)) revert NotNext(position);
        list[position] = commitment;
        emit RecordAdded(patient, hospital, position, commitment);
    }

    /// @inheritdoc IHospitalRecord
    function updateMedicalHistory(bytes32 patient, bytes32 previous, bytes32 commitment) external {
        uint64 hospital = _caller();
        if (commitment == 0) revert NoCommitment();
        bytes32 current = _histories[patient];
        if (current != previous) revert HistoryMoved(current);
        _histories[patient] = commitment;
        emit HistoryUpdated(patient, hospital, commitment);
    }

    /// @inheritdoc IHospitalRecord
    function decide(Consent calldata consent, IPatientSmartCard.Proof calldata proof) external {
        bytes32 patient = consent.patient;
        (bytes32 list, uint8 scope) = _apply(patient, consent.decisions);
        emit Decided(patient, consent.signer, consent.nonce, consent.text);
        bytes32 statement =
            keccak256(abi.encode(CONSENT, patient, consent.signer, consent.nonce, consent.text, list));
        cards.useStatement(patient, consent.signer, scope, consent.nonce, statement, proof);
    }

    /// @inheritdoc IHospitalRecord
    function mayRead(bytes32 grant, Opening calldata opening, uint64 time) external view returns (bool) {
        if (grant != grantId(opening.patient, _commitment(opening))) return false;
        Grant memory times = _grants[grant];
        bool revoked = times.revoked != 0 && times.revoked <= time;
        return times.start <= time && time < times.end && !revoked;
    }

    /// @inheritdoc IHospitalRecord
    function getMedicalRecords(bytes32 patient) external view returns (bytes32[] memory commitments) {
        mapping(uint256 => bytes32) storage list = _records[patient];
        uint256 count = 0;
        while (list[count] != 0) ++count;
        commitments = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            commitments[i] = list[i];
        }
    }

    /// @inheritdoc IHospitalRecord
    function recordAt(bytes32 patient, uint256 position) external view returns (bytes32 commitment) {
        return _records[patient][position];
    }

    /// @inheritdoc IHospitalRecord
    function historyOf(bytes32 patient) external view returns (bytes32 commitment) {
        return _histories[patient];
    }

    /// @inheritdoc IHospitalRecord
    function grantOf(bytes32 grant) external view returns (Grant memory times) {
        return _grants[grant];
    }

    /// @inheritdoc IHospitalRecord
    function grantId(bytes32 patient, bytes32 commitment) public pure returns (bytes32 grant) {
        return keccak256(abi.encode(patient, commitment));
    }

    /// @dev Every decision takes effect here, and the signature over `list` is checked after it: a false one undoes them all.
    function _apply(bytes32 patient, Decision[] calldata decisions) private returns (bytes32 list, uint8 scope) {
        if (decisions.length == 0) revert NothingDecided();
        bytes32[] memory digests = new bytes32[](decisions.length);
        for (uint256 i = 0; i < decisions.length; ++i) {
            (bytes32 commitment, uint64 end) = (decisions[i].commitment, decisions[i].end);
            digests[i] = keccak256(abi.encode(DECISION, commitment, end));
            if (end == 0) {
                scope |= REVOKE;
                _revoke(patient, grantId(patient, commitment));
            } else {
                scope |= GRANT;
                _grant(patient, grantId(patient, commitment), end);
            }
        }
        list = keccak256(abi.encodePacked(digests));
    }

    function _grant(bytes32 patient, bytes32 grant, uint64 end) private {
        if (end <= block.timestamp) revert Expired(grant);
        if (_grants[grant].start != 0) revert AlreadyGranted(grant);
        _grants[grant] = Grant(uint64(block.timestamp), end, 0);
        emit Granted(patient, grant, end);
    }

    function _revoke(bytes32 patient, bytes32 grant) private {
        Grant storage times = _grants[grant];
        if (times.start == 0 || times.revoked != 0) revert NotGranted(grant);
        times.revoked = uint64(block.timestamp);
        emit Revoked(patient, grant);
    }

    function _commitment(Opening calldata opening) private pure returns (bytes32) {
        return keccak256(abi.encode(opening.salt, opening.grantee, opening.purpose, opening.classes));
    }
}
