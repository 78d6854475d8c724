"""Makes tests/vectors/consent: statements, their EIP-712 digests, and signatures of a key that OpenSSL made.

    make_vectors.py FOLDER        `test_vectors.py` makes the digests again and compares

Nothing of the product is used: digests come from eth_account's encoder, signatures from `openssl pkeyutl`.
OpenSSL gives the upper s half the time, so of each statement one signature of either kind is kept.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak

CHAIN, CONTRACT = 31337, "0x" + "c0" * 20
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
DOMAIN = {"name": "fhir-anchor", "version": "1", "chainId": CHAIN, "verifyingContract": CONTRACT}
TYPES: dict[str, list[tuple[str, str]]] = {
    "Consent": [
        ("bytes32", "patient"),
        ("bytes32", "signer"),
        ("uint64", "nonce"),
        ("bytes32", "text"),
        ("Decision[]", "decisions"),
    ],
    "Decision": [("bytes32", "commitment"), ("uint64", "end")],
    "Possession": [("bytes32", "patient"), ("bytes23", "key"), ("uint64", "nonce")],
    "Replacement": [("bytes32", "patient"), ("bytes23", "key"), ("uint64", "nonce")],
    "Appointment": [
        ("bytes32", "patient"),
        ("bytes32", "representative"),
        ("uint8", "scope"),
        ("uint64", "end"),
        ("uint64", "nonce"),
    ],
    "Objection": [("bytes32", "patient"), ("bytes32", "change"), ("uint64", "nonce")],
}


def word(text: str) -> str:
    return "0x" + sha256(text.encode()).hexdigest()


def statements(key: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """Name of the vector: kind and fields."""
    anna, bert = word("anna"), word("bert")
    grant = {"commitment": word("pharmacy"), "end": 1_807_776_000}
    revoke = {"commitment": word("research"), "end": 0}
    base = {"patient": anna, "signer": anna, "nonce": 0, "text": word("text")}
    return {
        "consent-grant": ("Consent", base | {"decisions": [grant]}),
        "consent-revocation": ("Consent", base | {"nonce": 1, "decisions": [revoke]}),
        "consent-both": ("Consent", base | {"nonce": 2, "decisions": [grant, revoke]}),
        "consent-by-representative": ("Consent", base | {"signer": bert, "decisions": [grant]}),
        "possession": ("Possession", {"patient": anna, "key": key, "nonce": 0}),
        "replacement": ("Replacement", {"patient": anna, "key": key, "nonce": 2**64 - 1}),
        "appointment": (
            "Appointment",
            {"patient": anna, "representative": bert, "scope": 3, "end": 1_807_776_000, "nonce": 4},
        ),
        "objection": ("Objection", {"patient": anna, "change": word("change"), "nonce": 5}),
    }


def digest(kind: str, fields: dict[str, Any]) -> bytes:
    """The EIP-712 digest, by eth_account."""
    used = [kind, "Decision"] if kind == "Consent" else [kind]
    types = {name: [{"type": of, "name": field} for of, field in TYPES[name]] for name in used}
    signable = encode_typed_data(domain_data=DOMAIN, message_types=types, message_data=fields)
    return keccak(b"\x19" + signable.version + signable.header + signable.body)


def openssl(*arguments: str) -> bytes:
    return subprocess.run(["openssl", *arguments], check=True, capture_output=True).stdout


def numbers(der: bytes) -> tuple[int, int]:
    """r and s of a signature, as OpenSSL's own parser reads them."""
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(der)
        lines = openssl("asn1parse", "-inform", "DER", "-in", file.name).decode().splitlines()
    r, s = (int(line.rsplit(":", 1)[1], 16) for line in lines if "INTEGER" in line)
    return r, s


def sign(folder: Path, message: bytes) -> bytes:
    (folder / "digest").write_bytes(message)
    return openssl("pkeyutl", "-sign", "-inkey", str(folder / "key"), "-in", str(folder / "digest"))


def with_upper_and_lower(folder: Path, message: bytes) -> tuple[bytes, bytes]:
    """A signature with the upper s and one with the lower, both as OpenSSL gave them."""
    found: dict[bool, bytes] = {}
    while len(found) < 2:
        der = sign(folder, message)
        found[numbers(der)[1] > ORDER // 2] = der
    return found[True], found[False]


def main(target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", str(folder / "key"))
        point = openssl("ec", "-in", str(folder / "key"), "-pubout", "-outform", "DER")[-64:]
        key = "0x" + keccak(point)[:23].hex()
        for vector, (kind, fields) in statements(key).items():
            made = digest(kind, fields)
            upper, lower = with_upper_and_lower(folder, made)
            r, s = numbers(lower)
            content = {
                "kind": kind,
                "domain": DOMAIN,
                "fields": fields,
                "digest": "0x" + made.hex(),
                "x": "0x" + point[:32].hex(),
                "y": "0x" + point[32:].hex(),
                "r": f"0x{r:064x}",
                "s": f"0x{s:064x}",
                "der_lower_s": lower.hex(),
                "der_upper_s": upper.hex(),
            }
            (target / f"{vector}.json").write_text(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
