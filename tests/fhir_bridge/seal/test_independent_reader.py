"""A reader of envelopes written from docs/formats.md alone, without any of the product's code."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fhir_bridge.seal.context import context
from fhir_bridge.seal.envelope import open_envelope, seal
from fhir_bridge.seal.faults import SealTampered
from fhir_bridge.seal.secret import Secret, new_key

VECTORS = Path(__file__).parents[2] / "vectors" / "envelope"
FORMATS = Path(__file__).parents[3] / "docs" / "formats.md"
SEALED_SEGMENT = 1024 * 1024 + 16


def read(envelope: bytes, key: bytes, bound_to: bytes) -> bytes:
    if envelope[:28][:12] != b"fa-seal\n\x00\x12\x00\x01" or len(envelope) < 92:
        raise ValueError("head")
    header, salt, commitment, body = envelope[10:28], envelope[28:60], envelope[60:92], envelope[92:]
    info = b"fa-seal-1" + hashlib.sha256(header).digest()
    keys = HKDF(hashes.SHA256(), 64, salt, info).derive(key)
    if keys[32:] != commitment:
        raise ValueError("commitment")
    padded = b""
    count = -(-len(body) // SEALED_SEGMENT)
    for number in range(count):
        nonce = number.to_bytes(11, "big") + (b"\x01" if number == count - 1 else b"\x00")
        segment = body[number * SEALED_SEGMENT : (number + 1) * SEALED_SEGMENT]
        if len(segment) < 17:
            raise ValueError("cut")
        padded += AESGCM(keys[:32]).decrypt(nonce, segment, envelope[:28] + bound_to)
    plaintext, mark, zeros = padded.rpartition(b"\x80")
    if mark != b"\x80" or zeros.strip(b"\0") or len(padded) != padded_size(len(plaintext) + 1):
        raise ValueError("padding")
    return plaintext


def padded_size(length: int) -> int:
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    unit = 2 ** (exponent - exponent.bit_length())
    return -(-length // unit) * unit


@pytest.mark.parametrize("path", sorted(VECTORS.glob("*.json")), ids=lambda path: path.stem)
def test_another_reader_judges_every_vector_alike(path: Path) -> None:
    vector = json.loads(path.read_text())
    envelope, key, bound_to = (bytes.fromhex(vector[name]) for name in ("envelope", "key", "context"))
    if "plaintext" in vector:
        assert read(envelope, key, bound_to).hex() == vector["plaintext"]
    else:
        with pytest.raises((ValueError, InvalidTag)):
            read(envelope, key, bound_to)


@pytest.mark.parametrize("size", [0, 100, (1 << 20) - 1, (1 << 20) + 1, 3_000_000])
def test_another_reader_opens_what_was_sealed(size: int) -> None:
    plaintext, key = os.urandom(size), new_key()
    bound_to = context(pseudonym="p", record="r", version=1, profile="fhir-lex-1")
    assert read(seal(plaintext, key, bound_to), key.reveal(), bound_to) == plaintext


def test_the_example_in_the_documentation_opens() -> None:
    section = FORMATS.read_text(encoding="utf-8").split("## Envelope")[1].split("\n## ")[0]
    block = section.split("<!-- example -->")[1].split("```")[1]
    fields = dict(line.split(maxsplit=1) for line in block.replace("text\n", "", 1).strip().splitlines())
    key, bound_to = Secret(bytes.fromhex(fields["key"])), bytes.fromhex(fields["context"])
    envelope = bytes.fromhex(fields["envelope"])
    assert open_envelope(envelope, key, bound_to) == fields["plaintext"].encode()
    with pytest.raises(SealTampered):
        open_envelope(envelope, key, bound_to + b"\0")
