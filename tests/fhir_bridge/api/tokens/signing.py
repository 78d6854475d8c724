"""A client that signs assertions with real keys, and can sign wrong ones."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
AUDIENCE = "https://bridge.example/token"
NOW = 1_800_000_000


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _number(value: int) -> str:
    return b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def jwk(key: Private, kid: str) -> dict[str, Any]:
    if isinstance(key, rsa.RSAPrivateKey):
        numbers = key.public_key().public_numbers()
        return {"kty": "RSA", "kid": kid, "n": _number(numbers.n), "e": _number(numbers.e)}
    if isinstance(key, ec.EllipticCurvePrivateKey):
        point = key.public_key().public_numbers()
        size, curve = (key.key_size + 7) // 8, {256: "P-256", 384: "P-384"}[key.key_size]
        x, y = (b64(n.to_bytes(size, "big")) for n in (point.x, point.y))
        return {"kty": "EC", "kid": kid, "crv": curve, "x": x, "y": y}
    return {"kty": "OKP", "kid": kid, "crv": "Ed25519", "x": b64(key.public_key().public_bytes_raw())}


def signature(key: Private | bytes | None, data: bytes) -> bytes:
    if key is None:
        return b""
    if isinstance(key, bytes):
        return hmac.digest(key, data, hashlib.sha256)
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), hashes.SHA384())
    if isinstance(key, ec.EllipticCurvePrivateKey):
        size = (key.key_size + 7) // 8
        r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA384())))
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")
    return key.sign(data)


ALGORITHMS = {"rsa": "RS384", "ec": "ES384", "ed": "EdDSA"}


def make_key(kind: str) -> Private:
    if kind == "rsa":
        return rsa.generate_private_key(65537, 2048)
    return ec.generate_private_key(ec.SECP384R1()) if kind == "ec" else ed25519.Ed25519PrivateKey.generate()


@dataclass
class Signer:
    """A client's side: its id, and one key of one kind."""

    client: str
    kind: str = "ec"
    kid: str = "k1"
    key: Private = field(init=False)

    def __post_init__(self) -> None:
        self.key = make_key(self.kind)

    def jwks(self) -> bytes:
        return json.dumps({"keys": [jwk(self.key, self.kid)]}).encode()

    def header(self) -> dict[str, Any]:
        return {"alg": ALGORITHMS[self.kind], "kid": self.kid, "typ": "JWT"}

    def claims(self, now: int = NOW, audience: str = AUDIENCE) -> dict[str, Any]:
        named = {"iss": self.client, "sub": self.client, "aud": audience}
        return named | {"exp": now + 300, "iat": now, "jti": secrets.token_hex(16)}

    def sign(self, header: Any, claims: Any, key: Any = ...) -> str:
        """A compact JWS of these; text is taken as it is, so that a name can stand twice."""
        texts = [part if isinstance(part, str) else json.dumps(part) for part in (header, claims)]
        signed = ".".join(b64(text.encode()) for text in texts)
        return f"{signed}.{b64(signature(self.key if key is ... else key, signed.encode()))}"

    def assertion(self, now: int = NOW, audience: str = AUDIENCE, **more: Any) -> str:
        return self.sign(self.header(), self.claims(now, audience) | more)
