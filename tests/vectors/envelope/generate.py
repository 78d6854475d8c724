"""Makes the vectors of this folder: `python tests/vectors/envelope/generate.py` writes them anew.

Each file holds key, context and envelope in hex and either the plaintext or the fault that refuses it. The envelopes
are written out here byte by byte from docs/formats.md, not by the code that they test.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HERE = Path(__file__).parent
KEY, OTHER_KEY = bytes(range(32)), bytes(range(32, 64))
CONTEXT = bytes.fromhex("0000001166612d7265636f72642d636f6e74657874") + b"".join(
    len(word).to_bytes(4, "big") + word for word in (b"patient-1", b"record-1", b"1", b"fhir-lex-1")
)
HEADER = bytes.fromhex("0001") + bytes(range(16))
SALT = bytes(range(64, 96))
RECORD = b'{"resourceType":"Observation","valueQuantity":{"value":1.00}}'


def keys(key: bytes, header: bytes = HEADER) -> tuple[bytes, bytes]:
    """AES key and commitment."""
    info = b"fa-seal-1" + hashlib.sha256(header).digest()
    both = HKDF(hashes.SHA256(), 64, SALT, info).derive(key)
    return both[:32], both[32:]


def head(key: bytes = KEY, header: bytes = HEADER) -> bytes:
    """Everything before the segments."""
    return b"fa-seal\n" + len(header).to_bytes(2, "big") + header + SALT + keys(key, header)[1]


def segment(padded: bytes, counter: int = 0, *, last: bool = True, header: bytes = HEADER) -> bytes:
    """One sealed segment."""
    bound = b"fa-seal\n" + len(header).to_bytes(2, "big") + header + CONTEXT
    return AESGCM(keys(KEY, header)[0]).encrypt(counter.to_bytes(11, "big") + bytes([last]), padded, bound)


def flipped(data: bytes, place: int) -> bytes:
    """The same bytes but for one bit."""
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def times(left: int, right: int) -> int:
    """The product in GCM's field (NIST SP 800-38D, 6.3)."""
    product = 0
    for bit in range(127, -1, -1):
        product ^= left * (right >> bit & 1)
        left = left >> 1 ^ (left & 1) * (0xE1 << 120)
    return product


def power(base: int, exponent: int) -> int:
    """By squaring."""
    result = 1 << 127
    for bit in f"{exponent:b}":
        result = times(result, result)
        result = times(result, base) if bit == "1" else result
    return result


def two_keys() -> bytes:
    """One ciphertext that AES-GCM opens under two keys: a block is chosen so that both tags are the same."""
    nonce, bound, length = bytes(11) + b"\x01", head()[:28] + CONTEXT, 32
    sums = []
    for key in (KEY, OTHER_KEY):
        block = Cipher(algorithms.AES(keys(key)[0]), modes.ECB()).encryptor()  # noqa: S305  # the bare block cipher of GCM's definition
        hash_key = int.from_bytes(block.update(bytes(16)), "big")
        sizes = (len(bound) * 8).to_bytes(8, "big") + (length * 8).to_bytes(8, "big")
        blocks = bound + bytes(-len(bound) % 16) + bytes(length) + sizes
        tag = int.from_bytes(block.update(nonce + (1).to_bytes(4, "big")), "big")
        count = len(blocks) // 16
        for place in range(count):
            term = int.from_bytes(blocks[16 * place : 16 * place + 16], "big")
            tag ^= times(term, power(hash_key, count - place))
        sums.append((tag, power(hash_key, 2)))
    (tag, weight), (other_tag, other_weight) = sums
    chosen = times(tag ^ other_tag, power(weight ^ other_weight, 2**128 - 2))
    return bytes(16) + chosen.to_bytes(16, "big") + (tag ^ times(chosen, weight)).to_bytes(16, "big")


def vectors() -> dict[str, dict[str, str]]:
    """Every vector by its file's name."""
    padded = (RECORD + b"\x80").ljust(64, b"\0")
    good = head() + segment(padded)
    other_suite = b"\0\2" + HEADER[2:]
    opens = {"empty": b"", "one-byte": b"\0", "record": RECORD, "padded": bytes(range(100)) * 3}
    paddings = {
        "empty": b"\x80",
        "one-byte": b"\0\x80",
        "record": padded,
        "padded": bytes(range(100)) * 3 + b"\x80" + bytes(3),
    }
    refused = {
        "magic-changed": (flipped(good, 7), KEY),
        "magic-none": (b"", KEY),
        "header-length-changed": (flipped(good, 9), KEY),
        "header-longer": (head(header=HEADER + b"\0") + segment(padded, header=HEADER + b"\0"), KEY),
        "suite-unknown": (head(header=other_suite) + segment(padded, header=other_suite), KEY),
        "truncated-in-head": (good[:91], KEY),
        "truncated-no-segment": (good[:92], KEY),
        "truncated-in-tag": (good[:107], KEY),
        "truncated-empty-last-segment": (head() + segment(b""), KEY),
        "commitment-id-changed": (flipped(good, 12), KEY),
        "commitment-salt-changed": (flipped(good, 28), KEY),
        "commitment-changed": (flipped(good, 60), KEY),
        "commitment-other-key": (good, OTHER_KEY),
        "commitment-two-keys": (head() + two_keys(), OTHER_KEY),
        "segment-content-changed": (flipped(good, 92), KEY),
        "segment-tag-changed": (flipped(good, len(good) - 1), KEY),
        "segment-not-marked-last": (head() + segment(padded, last=False), KEY),
        "segment-counts-from-one": (head() + segment(padded, 1), KEY),
        "segment-byte-appended": (good + b"\0", KEY),
        "padding-no-mark": (head() + segment(RECORD), KEY),
        "padding-other-mark": (head() + segment((RECORD + b"\1").ljust(64, b"\0")), KEY),
        "padding-zeros-only": (head() + segment(bytes(8)), KEY),
        "padding-too-much": (head() + segment(padded + bytes(64)), KEY),
        "padding-too-little": (head() + segment(bytes(range(100)) * 3 + b"\x80"), KEY),
    }
    made = {}
    for name, plaintext in opens.items():
        made[f"good-{name}"] = _vector(head() + segment(paddings[name]), KEY) | {"plaintext": plaintext.hex()}
    for name, (envelope, key) in refused.items():
        made[name] = _vector(envelope, key) | {"fault": name.split("-")[0]}
    return made


def _vector(envelope: bytes, key: bytes) -> dict[str, str]:
    return {"key": key.hex(), "context": CONTEXT.hex(), "envelope": envelope.hex()}


if __name__ == "__main__":
    for name, vector in vectors().items():
        (HERE / f"{name}.json").write_text(json.dumps(vector, indent=1) + "\n", encoding="ascii")
