// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IHospitalRecord} from "./IHospitalRecord.sol";
import {IPatientSmartCard} from "./IPatientSmartCard.sol";
import {Roster} from "./Roster.sol";

/// @title HospitalRecord
/// @notice See `IHospitalRecord`. A grant is one storage slot; a patient's records are a list without a stored length.
contract HospitalRecord is IHospitalRecord, Roster, EIP712 {
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
    mapping(bytes32 patient => uint64) private _nonces;
    mapping(bytes32 grant => Grant) private _grants;

    constructor(address governance, IPatientSmartCard cards_) Roster(governance) EIP712("HospitalRecord", "1") {
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
        uint64 nonce = _nonces[consent.patient];
        if (consent.nonce != nonce) revert WrongNonce(nonce);
        _nonces[consent.patient] = nonce + 1;
        _checkSigner(consent, proof);
        emit Decided(consent.patient, consent.signer, nonce, consent.text);
        for (uint256 i = 0; i < consent.decisions.length; ++i) {
            _apply(consent.patient, consent.decisions[i]);
        }
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
    function nonceOf(bytes32 patient) external view returns (uint64 nonce) {
        return _nonces[patient];
    }

    /// @inheritdoc IHospitalRecord
    function grantOf(bytes32 grant) external view returns (Grant memory times) {
        return _grants[grant];
    }

    /// @inheritdoc IHospitalRecord
    function grantId(bytes32 patient, bytes32 commitment) public pure returns (bytes32 grant) {
        return keccak256(abi.encode(patient, commitment));
    }

    function _apply(bytes32 patient, Decision calldata decision) private {
        bytes32 grant = grantId(patient, decision.commitment);
        Grant storage times = _grants[grant];
        if (decision.end == 0) {
            if (times.start == 0 || times.revoked != 0) revert NotGranted(grant);
            times.revoked = uint64(block.timestamp);
            emit Revoked(patient, grant);
        } else {
            if (decision.end <= block.timestamp) revert Expired(decision.commitment);
            if (times.start != 0) revert AlreadyGranted(grant);
            _grants[grant] = Grant(uint64(block.timestamp), decision.end, 0);
            emit Granted(patient, grant, decision.end);
        }
    }

    function _checkSigner(Consent calldata consent, IPatientSmartCard.Proof calldata proof) private view {
        (bytes32 list, uint8 scope) = _digestList(consent.decisions);
        if (scope == 0) revert NothingDecided();
        if (consent.signer != consent.patient && !cards.speaksFor(consent.signer, consent.patient, scope)) {
            revert NotEntitled(consent.signer);
        }
        bytes32 signed =
            keccak256(abi.encode(CONSENT, consent.patient, consent.signer, consent.nonce, consent.text, list));
        if (!cards.isSigned(consent.signer, _hashTypedDataV4(signed), proof)) revert NotSigned(consent.signer);
    }

    function _digestList(Decision[] calldata decisions) private pure returns (bytes32 list, uint8 scope) {
        bytes32[] memory digests = new bytes32[](decisions.length);
        for (uint256 i = 0; i < decisions.length; ++i) {
            digests[i] = keccak256(abi.encode(DECISION, decisions[i].commitment, decisions[i].end));
            scope |= decisions[i].end == 0 ? REVOKE : GRANT;
        }
        list = keccak256(abi.encodePacked(digests));
    }

    function _commitment(Opening calldata opening) private pure returns (bytes32) {
        return keccak256(abi.encode(opening.salt, opening.grantee, opening.purpose, opening.classes));
    }
}
