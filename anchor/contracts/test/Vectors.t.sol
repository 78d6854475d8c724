// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {Test} from "./Test.sol";

interface Files {
    function readFile(string calldata path) external view returns (string memory);
    function parseJsonBytes32(string calldata json, string calldata key) external pure returns (bytes32);
    function parseJsonUint(string calldata json, string calldata key) external pure returns (uint256);
    function parseJsonAddress(string calldata json, string calldata key) external pure returns (address);
}

/// @notice The vectors that Python and OpenSSL share: digests built here again, signatures of a key that OpenSSL made.
contract VectorsTest is Test {
    Files private constant files = Files(address(vm));

    string[8] private names = [
        "consent-grant",
        "consent-revocation",
        "consent-both",
        "consent-by-representative",
        "possession",
        "replacement",
        "appointment",
        "objection"
    ];

    function test_every_signature_of_openssl_verifies_and_no_other() public view {
        for (uint256 i = 0; i < names.length; i++) {
            string memory json = read(names[i]);
            (bytes32 digest, bytes32 r, bytes32 s) = (word(json, ".digest"), word(json, ".r"), word(json, ".s"));
            (bytes32 x, bytes32 y) = (word(json, ".x"), word(json, ".y"));
            check(P256.verify(digest, r, s, x, y), names[i]);
            check(P256.verifySolidity(digest, r, s, x, y), names[i]);
            check(!P256.verify(digest, r, bytes32(P256.N - uint256(s)), x, y), "upper s");
            check(!P256.verify(digest ^ bytes32(uint256(1)), r, s, x, y), "digest");
            check(!P256.verify(digest, r ^ bytes32(uint256(1)), s, x, y), "r");
        }
    }

    function test_a_list_of_decisions_has_the_digest_that_others_compute() public view {
        string memory json = read("consent-both");
        bytes32 one = keccak256("Decision(bytes32 commitment,uint64 end)");
        bytes32[2] memory list;
        list[0] = decision(one, json, ".fields.decisions[0]");
        list[1] = decision(one, json, ".fields.decisions[1]");
        bytes32 kind = keccak256(
            "Consent(bytes32 patient,bytes32 signer,uint64 nonce,bytes32 text,Decision[] decisions)Decision(bytes32 commitment,uint64 end)"
        );
        bytes memory who = abi.encode(kind, word(json, ".fields.patient"), word(json, ".fields.signer"));
        bytes memory what = abi.encode(uint64(2), word(json, ".fields.text"), keccak256(abi.encodePacked(list)));
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("fhir-anchor"),
                keccak256("1"),
                files.parseJsonUint(json, ".domain.chainId"),
                files.parseJsonAddress(json, ".domain.verifyingContract")
            )
        );
        bytes32 made = keccak256(abi.encodePacked(hex"1901", domain, keccak256(bytes.concat(who, what))));
        check(made == word(json, ".digest"), "digest");
    }

    function decision(bytes32 kind, string memory json, string memory place) private pure returns (bytes32) {
        bytes32 commitment = word(json, string.concat(place, ".commitment"));
        return keccak256(abi.encode(kind, commitment, files.parseJsonUint(json, string.concat(place, ".end"))));
    }

    function read(string memory name) private view returns (string memory) {
        return files.readFile(string.concat("../../tests/vectors/consent/", name, ".json"));
    }

    function word(string memory json, string memory key) private pure returns (bytes32) {
        return files.parseJsonBytes32(json, key);
    }
}
