// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {IPatientSmartCard} from "./IPatientSmartCard.sol";
import {Roster} from "./Roster.sol";

/// @title PatientSmartCard
/// @notice See `IPatientSmartCard`. Mandates are kept under the key of the card at the time, so that a new card starts with none: whoever
/// stole the old one cannot have left a representative behind.
contract PatientSmartCard is IPatientSmartCard, Roster {
    bytes32 private constant DOMAIN =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant NAME = keccak256("fhir-anchor");
    bytes32 private constant VERSION = keccak256("1");
    bytes32 private constant POSSESSION = keccak256("Possession(bytes32 patient,bytes23 key,uint64 nonce)");
    bytes32 private constant REPLACEMENT = keccak256("Replacement(bytes32 patient,bytes23 key,uint64 nonce)");
    bytes32 private constant APPOINTMENT =
        keccak256("Appointment(bytes32 patient,bytes32 representative,uint8 scope,uint64 end,uint64 nonce)");
    bytes32 private constant OBJECTION = keccak256("Objection(bytes32 patient,bytes32 change,uint64 nonce)");

    uint8 private constant EVERY_SCOPE = 3;

    /// @inheritdoc IPatientSmartCard
    uint64 public immutable delay;

    mapping(bytes32 patient => Card) private _cards;
    mapping(bytes32 patient => Change) private _changes;
    mapping(bytes32 patient => mapping(bytes23 key => mapping(bytes32 representative => Mandate))) private _mandates;

    constructor(address governance, uint64 delay_) Roster(governance) {
        delay = delay_;
    }

    /// @inheritdoc IPatientSmartCard
    function registerOfficer(uint64 officer, address account) external onlyOwner {
        _enlist(officer, account);
    }

    /// @inheritdoc IPatientSmartCard
    function registerPatient(bytes32 patient, Proof calldata proof) external {
        _caller();
        if (patient == 0) revert NoPatient();
        if (_cards[patient].status != Status.None) revert AlreadyRegistered(patient);
        _setCard(patient, _possessed(patient, proof), _cards[patient].nonce);
    }

    /// @inheritdoc IPatientSmartCard
    function suspend(bytes32 patient) external {
        _move(patient, Status.Active, Status.Suspended);
    }

    /// @inheritdoc IPatientSmartCard
    function reinstate(bytes32 patient) external {
        _move(patient, Status.Suspended, Status.Active);
    }

    /// @inheritdoc IPatientSmartCard
    function revoke(bytes32 patient) external {
        _caller();
        Status status = _cards[patient].status;
        if (status == Status.None || status == Status.Revoked) revert WrongStatus(patient, status);
        _setStatus(patient, Status.Revoked);
    }

    /// @inheritdoc IPatientSmartCard
    function replaceCard(bytes32 patient, Proof calldata proof, Proof calldata possession) external {
        bytes23 key = _possessed(patient, possession);
        _checkSigned(patient, keccak256(abi.encode(REPLACEMENT, patient, key, _cards[patient].nonce)), proof);
        _replace(patient, key);
    }

    /// @inheritdoc IPatientSmartCard
    function requestReplacement(bytes32 patient, Proof calldata possession) external {
        bytes23 key = _possessed(patient, possession);
        (uint64 officer, uint64 ready) = _request(patient, _replacement(key));
        emit ReplacementRequested(patient, key, officer, ready);
    }

    /// @inheritdoc IPatientSmartCard
    function confirmReplacement(bytes32 patient, bytes23 key) external {
        _confirm(patient, _replacement(key));
        _replace(patient, key);
    }

    /// @inheritdoc IPatientSmartCard
    function appoint(bytes32 patient, bytes32 representative, Mandate calldata mandate, Proof calldata proof) external {
        bytes32 signed = keccak256(
            abi.encode(APPOINTMENT, patient, representative, mandate.scope, mandate.end, _cards[patient].nonce++)
        );
        _checkSigned(patient, signed, proof);
        if (mandate.scope != 0 || mandate.end != 0) _checkMandate(mandate);
        _setMandate(patient, representative, mandate);
    }

    /// @inheritdoc IPatientSmartCard
    function appointGuardian(bytes32 patient, bytes32 representative, Mandate calldata mandate) external {
        _caller();
        if (patient == 0) revert NoPatient();
        if (_cards[patient].status != Status.None) revert AlreadyRegistered(patient);
        _checkMandate(mandate);
        _setMandate(patient, representative, mandate);
    }

    /// @inheritdoc IPatientSmartCard
    function requestMandate(bytes32 patient, bytes32 representative, Mandate calldata mandate) external {
        _checkMandate(mandate);
        (uint64 officer, uint64 ready) = _request(patient, _appointment(representative, mandate));
        emit MandateRequested(patient, representative, mandate.scope, mandate.end, officer, ready);
    }

    /// @inheritdoc IPatientSmartCard
    function confirmMandate(bytes32 patient, bytes32 representative, Mandate calldata mandate) external {
        _confirm(patient, _appointment(representative, mandate));
        _checkMandate(mandate);
        _setMandate(patient, representative, mandate);
    }

    /// @inheritdoc IPatientSmartCard
    function dismiss(bytes32 patient, bytes32 representative) external {
        _caller();
        _setMandate(patient, representative, Mandate(0, 0));
    }

    /// @inheritdoc IPatientSmartCard
    function withdrawChange(bytes32 patient) external {
        _caller();
        _withdraw(patient);
    }

    /// @inheritdoc IPatientSmartCard
    function objectTo(bytes32 patient, Proof calldata proof) external {
        bytes32 change = _changes[patient].change;
        _checkSigned(patient, keccak256(abi.encode(OBJECTION, patient, change, _cards[patient].nonce++)), proof);
        _withdraw(patient);
    }

    /// @inheritdoc IPatientSmartCard
    function useStatement(
        bytes32 patient, bytes32 signer, uint8 scope, uint64 nonce, bytes32 statement, Proof calldata proof
    ) external {
        uint64 expected = _cards[patient].nonce;
        if (nonce != expected) revert WrongNonce(expected);
        _cards[patient].nonce = expected + 1;
        if (!speaksFor(signer, patient, scope)) revert NotEntitled(signer);
        if (!isSigned(signer, _digest(msg.sender, statement), proof)) revert NotSigned(signer);
    }

    /// @inheritdoc IPatientSmartCard
    function getPatientInfo(bytes32 patient) external view returns (Card memory card) {
        return _cards[patient];
    }

    /// @inheritdoc IPatientSmartCard
    function pendingChange(bytes32 patient) external view returns (Change memory change) {
        return _changes[patient];
    }

    /// @inheritdoc IPatientSmartCard
    function mandateOf(bytes32 patient, bytes32 representative) public view returns (Mandate memory mandate) {
        return _mandates[patient][_cards[patient].key][representative];
    }

    /// @inheritdoc IPatientSmartCard
    function speaksFor(bytes32 signer, bytes32 patient, uint8 scope) public view returns (bool) {
        if (signer == patient) return true;
        Mandate memory mandate = mandateOf(patient, signer);
        return mandate.scope & scope == scope && block.timestamp < mandate.end;
    }

    /// @inheritdoc IPatientSmartCard
    function isSigned(bytes32 holder, bytes32 digest, Proof calldata proof) public view returns (bool) {
        Card storage card = _cards[holder];
        return card.status == Status.Active && card.key == _key(proof) && _verify(digest, proof);
    }

    /// @dev The one place where P-256 is computed; the proofs put an arbitrary predicate here.
    function _verify(bytes32 digest, Proof calldata proof) internal view virtual returns (bool) {
        return P256.verify(digest, proof.r, proof.s, proof.x, proof.y);
    }

    function _move(bytes32 patient, Status from, Status to) private {
        _caller();
        Status status = _cards[patient].status;
        if (status != from) revert WrongStatus(patient, status);
        _setStatus(patient, to);
    }

    function _setStatus(bytes32 patient, Status status) private {
        _cards[patient].status = status;
        emit StatusSet(patient, status);
    }

    function _replace(bytes32 patient, bytes23 key) private {
        delete _changes[patient];
        _setCard(patient, key, _cards[patient].nonce + 1);
    }

    function _setCard(bytes32 patient, bytes23 key, uint64 nonce) private {
        _cards[patient] = Card(key, Status.Active, nonce);
        emit CardSet(patient, key);
    }

    function _setMandate(bytes32 patient, bytes32 representative, Mandate memory mandate) private {
        _mandates[patient][_cards[patient].key][representative] = mandate;
        emit MandateSet(patient, representative, mandate.scope, mandate.end);
    }

    function _request(bytes32 patient, bytes32 change) private returns (uint64 officer, uint64 ready) {
        officer = _caller();
        if (_cards[patient].status == Status.None) revert WrongStatus(patient, Status.None);
        if (_changes[patient].officer != 0) revert ChangeWaits(patient);
        ready = uint64(block.timestamp) + delay;
        _changes[patient] = Change(change, officer, ready);
    }

    function _confirm(bytes32 patient, bytes32 change) private {
        uint64 officer = _caller();
        Change memory waiting = _changes[patient];
        if (waiting.officer == 0 || waiting.change != change) revert NotRequested(patient);
        if (waiting.officer == officer) revert SameOfficer(officer);
        if (block.timestamp < waiting.ready) revert NotReady(waiting.ready);
        delete _changes[patient];
    }

    function _withdraw(bytes32 patient) private {
        Change memory waiting = _changes[patient];
        if (waiting.officer == 0) revert NotRequested(patient);
        delete _changes[patient];
        emit ChangeWithdrawn(patient, waiting.change);
    }

    function _possessed(bytes32 patient, Proof calldata proof) private view returns (bytes23 key) {
        key = _key(proof);
        bytes32 signed = keccak256(abi.encode(POSSESSION, patient, key, _cards[patient].nonce));
        if (!_verify(_digest(address(this), signed), proof)) revert NotSigned(patient);
    }

    function _checkSigned(bytes32 patient, bytes32 signed, Proof calldata proof) private view {
        if (!isSigned(patient, _digest(address(this), signed), proof)) revert NotSigned(patient);
    }

    function _checkMandate(Mandate calldata mandate) private view {
        if (mandate.scope == 0 || mandate.scope > EVERY_SCOPE || mandate.end <= block.timestamp) revert WrongMandate();
    }

    function _digest(address verifier, bytes32 statement) private view returns (bytes32) {
        bytes32 domain = keccak256(abi.encode(DOMAIN, NAME, VERSION, block.chainid, verifier));
        return MessageHashUtils.toTypedDataHash(domain, statement);
    }

    function _key(Proof calldata proof) private pure returns (bytes23) {
        return bytes23(keccak256(abi.encode(proof.x, proof.y)));
    }

    function _replacement(bytes23 key) private pure returns (bytes32) {
        return keccak256(abi.encode(REPLACEMENT, key));
    }

    function _appointment(bytes32 representative, Mandate calldata mandate) private pure returns (bytes32) {
        return keccak256(abi.encode(APPOINTMENT, representative, mandate.scope, mandate.end));
    }
}
