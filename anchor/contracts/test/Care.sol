// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {HospitalRecord} from "../HospitalRecord.sol";
import {IHospitalRecord} from "../IHospitalRecord.sol";
import {IPatientSmartCard} from "../IPatientSmartCard.sol";
import {InsuranceProvider} from "../InsuranceProvider.sol";
import {PatientSmartCard} from "../PatientSmartCard.sol";
import {PharmacyAccess} from "../PharmacyAccess.sol";
import {Coin} from "./Coin.sol";
import {Test} from "./Test.sol";

/// @notice The care contracts, somebody for every role, and cards that sign. The digests are built here from the type strings.
abstract contract Care is Test {
    uint64 internal constant DELAY = 3 days;
    uint64 internal constant NOW = 1_800_000_000;

    address internal officer = address(0x0f1);
    address internal second = address(0x0f2);
    address internal hospital = address(0x405);
    address internal pharmacy = address(0x9a);
    address internal insurer = address(0x195);
    address internal stranger = address(0xbad);

    bytes32 internal constant ANNA = "anna";
    bytes32 internal constant BERT = "bert";
    uint256 internal constant ANNAS = 11;
    uint256 internal constant BERTS = 12;
    uint256 internal constant SPARE = 13;

    PatientSmartCard internal cards;
    HospitalRecord internal records;
    PharmacyAccess internal dispensing;
    InsuranceProvider internal claims;
    Coin internal coin;

    constructor() {
        vm.warp(NOW);
        cards = new PatientSmartCard(address(this), DELAY);
        records = new HospitalRecord(address(this), cards);
        dispensing = new PharmacyAccess(address(this), records);
        coin = new Coin();
        claims = new InsuranceProvider(address(this), records, coin);
        cards.registerOfficer(1, officer);
        cards.registerOfficer(2, second);
        records.registerHospital(7, hospital);
        dispensing.registerPharmacy(5, pharmacy);
        claims.registerInsurer(3, insurer);
    }

    function enrol(bytes32 patient, uint256 secret) internal {
        IPatientSmartCard.Proof memory proof = possession(patient, secret);
        vm.prank(officer);
        cards.registerPatient(patient, proof);
    }

    function status(bytes32 patient) internal view returns (IPatientSmartCard.Status) {
        return cards.getPatientInfo(patient).status;
    }

    function nonce(bytes32 patient) internal view returns (uint64) {
        return cards.getPatientInfo(patient).nonce;
    }

    function keyOf(uint256 secret) internal pure returns (bytes23) {
        (uint256 x, uint256 y) = vm.publicKeyP256(secret);
        return bytes23(keccak256(abi.encode(x, y)));
    }

    function sign(uint256 secret, bytes32 digest) internal pure returns (IPatientSmartCard.Proof memory) {
        (bytes32 r, bytes32 s) = vm.signP256(secret, digest);
        if (uint256(s) > P256.N / 2) s = bytes32(P256.N - uint256(s));
        (uint256 x, uint256 y) = vm.publicKeyP256(secret);
        return IPatientSmartCard.Proof(r, s, bytes32(x), bytes32(y));
    }

    function signFor(address place, uint256 secret, bytes32 statement)
        internal
        view
        returns (IPatientSmartCard.Proof memory)
    {
        bytes32 kind = keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
        bytes32 domain =
            keccak256(abi.encode(kind, keccak256("fhir-anchor"), keccak256("1"), block.chainid, place));
        return sign(secret, keccak256(abi.encodePacked(hex"1901", domain, statement)));
    }

    function possession(bytes32 patient, uint256 secret) internal view returns (IPatientSmartCard.Proof memory) {
        bytes32 kind = keccak256("Possession(bytes32 patient,bytes23 key,uint64 nonce)");
        return signFor(address(cards), secret, keccak256(abi.encode(kind, patient, keyOf(secret), nonce(patient))));
    }

    function replacement(bytes32 patient, uint256 secret, bytes23 key)
        internal
        view
        returns (IPatientSmartCard.Proof memory)
    {
        bytes32 kind = keccak256("Replacement(bytes32 patient,bytes23 key,uint64 nonce)");
        return signFor(address(cards), secret, keccak256(abi.encode(kind, patient, key, nonce(patient))));
    }

    function appointment(
        bytes32 patient,
        uint256 secret,
        bytes32 representative,
        IPatientSmartCard.Mandate memory mandate
    ) internal view returns (IPatientSmartCard.Proof memory) {
        bytes32 kind =
            keccak256("Appointment(bytes32 patient,bytes32 representative,uint8 scope,uint64 end,uint64 nonce)");
        bytes memory content = abi.encode(kind, patient, representative, mandate.scope, mandate.end, nonce(patient));
        return signFor(address(cards), secret, keccak256(content));
    }

    function objection(bytes32 patient, uint256 secret, bytes32 change)
        internal
        view
        returns (IPatientSmartCard.Proof memory)
    {
        bytes32 kind = keccak256("Objection(bytes32 patient,bytes32 change,uint64 nonce)");
        return signFor(address(cards), secret, keccak256(abi.encode(kind, patient, change, nonce(patient))));
    }

    function consent(bytes32 patient, bytes32 named, uint64 end)
        internal
        view
        returns (IHospitalRecord.Consent memory made)
    {
        IHospitalRecord.Decision[] memory decisions = new IHospitalRecord.Decision[](1);
        decisions[0] = IHospitalRecord.Decision(named, end);
        return IHospitalRecord.Consent(patient, patient, nonce(patient), "text", decisions);
    }

    function signConsent(uint256 secret, IHospitalRecord.Consent memory given)
        internal
        view
        returns (IPatientSmartCard.Proof memory)
    {
        bytes32 one = keccak256("Decision(bytes32 commitment,uint64 end)");
        bytes32 kind = keccak256(
            "Consent(bytes32 patient,bytes32 signer,uint64 nonce,bytes32 text,Decision[] decisions)Decision(bytes32 commitment,uint64 end)"
        );
        bytes memory list;
        for (uint256 i = 0; i < given.decisions.length; i++) {
            list = bytes.concat(list, keccak256(abi.encode(one, given.decisions[i].commitment, given.decisions[i].end)));
        }
        bytes memory content = abi.encode(kind, given.patient, given.signer, given.nonce, given.text, keccak256(list));
        return signFor(address(records), secret, keccak256(content));
    }

    function decide(uint256 secret, IHospitalRecord.Consent memory given) internal {
        records.decide(given, signConsent(secret, given));
    }

    function opening(bytes32 patient, bytes32 salt) internal view returns (IHospitalRecord.Opening memory) {
        return IHospitalRecord.Opening(patient, salt, dispensing.granteeOf(5), "TREAT", "classes");
    }

    function commitment(IHospitalRecord.Opening memory opened) internal pure returns (bytes32) {
        return keccak256(abi.encode(opened.salt, opened.grantee, opened.purpose, opened.classes));
    }

    function grant(IHospitalRecord.Opening memory opened) internal pure returns (bytes32) {
        return keccak256(abi.encode(opened.patient, commitment(opened)));
    }
}
