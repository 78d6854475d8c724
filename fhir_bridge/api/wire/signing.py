"""Requests signed by a kiosk's key: RFC 9421 HTTP message signatures over RFC 9530 content digests.

    Content-Type: application/json
    Content-Digest: sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:
    Idempotency-Key: 4cb0...                              (where the operation changes something)
    Signature-Input: kiosk=("@method" "@path" "content-type" "content-digest" "idempotency-key");created=1618884473\
;expires=1618884533;nonce="3q2+7w...";keyid="k-7f3a...";tag="fhir-anchor-kiosk"
    Signature: kiosk=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:

The host and the scheme are not covered, so that any proxy may stand between; the key is known at one site alone. This
is the one spelling that is accepted, so the header is read by writing it again. The algorithm is the key's own:
`ed25519`, or `ecdsa-p256-sha256` with r and s of 32 bytes each.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

LIFE: Final = 60
"""Seconds between `created` and `expires`, and how far two clocks may differ."""
JSON: Final = "application/json"

_HALF = 32
_PARAMETERS = re.compile(
    r'kiosk=\([^()]*\);created=(\d{1,12});expires=(\d{1,12});nonce="([A-Za-z0-9_-]{22})"'
    r';keyid="([A-Za-z0-9_-]{1,64})";tag="fhir-anchor-kiosk"'
)
_SIGNATURE = re.compile(r"kiosk=:([A-Za-z0-9+/]{86}==):")

PrivateKey = EllipticCurvePrivateKey | Ed25519PrivateKey
PublicKey = EllipticCurvePublicKey | Ed25519PublicKey


class SignatureFault(Exception):
    """A request's signature is missing, misspelt or wrong; the message says which, never a value."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is signed of a request. `idempotency_key` is empty where it carries none."""

    method: str
    path: str
    body: bytes
    idempotency_key: str = ""

    def digest(self) -> str:
        """Content-Digest (RFC 9530)."""
        return f"sha-256=:{base64.b64encode(hashlib.sha256(self.body).digest()).decode()}:"

    def covered(self) -> dict[str, str]:
        """The components and their values, in order."""
        found = {
            "@method": self.method,
            "@path": self.path,
            "content-type": JSON,
            "content-digest": self.digest(),
        }
        return found | ({"idempotency-key": self.idempotency_key} if self.idempotency_key else {})


@dataclass(frozen=True, slots=True)
class Parameters:
    """Who signed and for how long; `nonce` is 128 random bits in base64url, and counts once."""

    key_id: str
    created: int
    expires: int
    nonce: str

    def written(self, message: Message) -> str:
        """The `@signature-params` of this message."""
        names = " ".join(f'"{name}"' for name in message.covered())
        times = f"created={self.created};expires={self.expires}"
        return f'({names});{times};nonce="{self.nonce}";keyid="{self.key_id}";tag="fhir-anchor-kiosk"'

    def base(self, message: Message) -> bytes:
        """The signature base (RFC 9421, 2.5)."""
        lines = [f'"{name}": {value}' for name, value in message.covered().items()]
        return "\n".join([*lines, f'"@signature-params": {self.written(message)}']).encode()


def signed(message: Message, key: PrivateKey, *, key_id: str, at: int) -> dict[str, str]:
    """The headers of a request, signed at this instant (seconds since 1970) under a fresh nonce."""
    parameters = Parameters(key_id, at, at + LIFE, secrets.token_urlsafe(16))
    signature = base64.b64encode(_sign(key, parameters.base(message))).decode()
    headers = {"Content-Type": JSON, "Content-Digest": message.digest()}
    if message.idempotency_key:
        headers["Idempotency-Key"] = message.idempotency_key
    return headers | {
        "Signature-Input": f"kiosk={parameters.written(message)}",
        "Signature": f"kiosk=:{signature}:",
    }


def read(message: Message, headers: Mapping[str, str]) -> tuple[Parameters, bytes]:
    """What the headers of a request (names in lower case) say of its signature, and the signature, 64 bytes.

    Nothing is verified yet but the spelling and the digest.
    """
    said, signature = headers.get("signature-input", ""), headers.get("signature", "")
    found, given = _PARAMETERS.fullmatch(said), _SIGNATURE.fullmatch(signature)
    if found is None or given is None:
        raise SignatureFault("signature: missing, or not in its one spelling")
    parameters = Parameters(found[4], int(found[1]), int(found[2]), found[3])
    if said != f"kiosk={parameters.written(message)}":
        raise SignatureFault("signature: covers other parts than it must")
    if headers.get("content-type") != JSON or headers.get("content-digest") != message.digest():
        raise SignatureFault("content: not JSON, or not the bytes that were digested")
    return parameters, base64.b64decode(given[1])


def verify(message: Message, parameters: Parameters, signature: bytes, key: PublicKey) -> None:
    """A `SignatureFault` unless this key signed this message with these parameters."""
    base = parameters.base(message)
    try:
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature, base)
        else:
            halves = (int.from_bytes(half, "big") for half in (signature[:_HALF], signature[_HALF:]))
            key.verify(encode_dss_signature(*halves), base, ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise SignatureFault("signature: not by the kiosk's key") from None


def public_key(spki: bytes) -> PublicKey:
    """The key in a SubjectPublicKeyInfo; a `SignatureFault` for any other kind of key."""
    try:
        key = load_der_public_key(spki)
    except ValueError:
        raise SignatureFault("key: not a SubjectPublicKeyInfo") from None
    if isinstance(key, Ed25519PublicKey) or (
        isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1)
    ):
        return key
    raise SignatureFault("key: neither Ed25519 nor on P-256")


def thumbprint(spki: bytes) -> str:
    """The `keyid` of a key that has no name yet: enrolment is signed under it."""
    return base64.urlsafe_b64encode(hashlib.sha256(spki).digest()).decode().rstrip("=")


def spelled(key: PublicKey) -> bytes:
    """A key's SubjectPublicKeyInfo."""
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _sign(key: PrivateKey, base: bytes) -> bytes:
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(base)
    halves = decode_dss_signature(key.sign(base, ECDSA(hashes.SHA256())))
    return b"".join(half.to_bytes(_HALF, "big") for half in halves)
