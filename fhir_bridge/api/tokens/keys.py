"""The keys of clients, and signatures by them: the one place that knows JOSE (RFC 7515, 7517, 7518, 8037).

A registered key has one algorithm, by what kind of key it is, and nothing in a token can choose another:

    RSA, 2048 bits or more    RS384        EC on P-384    ES384        OKP on Ed25519    EdDSA
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key
from joserfc.jws import JWSRegistry, deserialize_compact

from fhir_bridge.errors import Refused
from fhir_bridge.fhir import json as strict

SHORTEST_RSA: Final = 2048
LONGEST_RSA: Final = 4096
MOST_KEYS: Final = 16
_PRIVATE: Final = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}
_PINNED: Final = {("EC", "P-384"): ("ES384",), ("OKP", "Ed25519"): ("EdDSA",), ("RSA", ""): ("RS384",)}
_ISSUERS: Final = {
    ("EC", "P-256"): ("ES256",),
    ("EC", "P-384"): ("ES384",),
    ("OKP", "Ed25519"): ("EdDSA",),
    ("RSA", ""): ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
}
"""What an outside issuer's keys may be for; a key that does not say is for the first."""


class KeyFault(ValueError):
    """A JWKS cannot be registered; the message says what is wrong with which key, never its bytes."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A registered key: its id, the one algorithm that it verifies, and the JWK."""

    kid: str
    algorithm: str
    jwk: dict[str, str | list[str]] = field(repr=False)

    def verifies(self, token: bytes) -> bool:
        """Whether this key made the signature of a JWS in compact form."""
        try:
            deserialize_compact(token, import_key(self.jwk), registry=_Pinned(self.algorithm))
        except (JoseError, ValueError):
            return False
        return True


class _Pinned(JWSRegistry):
    """Knows one algorithm. EdDSA is SMART's and RFC 8037's name for what RFC 9864 has renamed."""

    def __init__(self, algorithm: str) -> None:
        super().__init__(algorithms=[algorithm])
        self._algorithm = algorithm

    def get_alg(self, name: str) -> Any:
        """The one algorithm."""
        if name != self._algorithm:
            raise UnsupportedAlgorithmError
        return self.algorithms[name]


def read_keys(data: bytes) -> tuple[PublicKey, ...]:
    """The public keys of a JWKS (RFC 7517); KeyFault where one is not of the three kinds, private or without a name."""
    keys = tuple(_key(number, one, _PINNED) for number, one in enumerate(_listed(data)))
    if len({key.kid for key in keys}) < len(keys):
        raise KeyFault("two keys have the same kid")
    return keys


def issuers_keys(data: bytes) -> tuple[PublicKey, ...]:
    """Of an outside issuer's JWKS the keys that can be used here; KeyFault where it is none, or two have one name."""
    keys = []
    for number, one in enumerate(_listed(data)):
        with suppress(KeyFault):  # it is for something else: encryption, or a kind that is not known here
            keys.append(_key(number, one, _ISSUERS))
    if len({key.kid for key in keys}) < len(keys):
        raise KeyFault("two keys have the same kid")
    return tuple(keys)


def write_keys(keys: tuple[PublicKey, ...]) -> bytes:
    """The JWKS of these keys."""
    return json.dumps({"keys": [key.jwk for key in keys]}).encode()


def _listed(data: bytes) -> list[Any]:
    try:
        given = strict.loads(data)
    except Refused as refusal:
        raise KeyFault("not strict JSON") from refusal
    listed: Any = given.get("keys") if isinstance(given, dict) else None
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST_KEYS:
        raise KeyFault(f"not a list of 1 to {MOST_KEYS} keys")
    return listed


def _key(number: int, given: Any, pinned: Mapping[tuple[str, str], tuple[str, ...]]) -> PublicKey:
    if not isinstance(given, dict) or not given.keys().isdisjoint(_PRIVATE):
        raise KeyFault(f"key {number} is not a public key: register the public half alone")
    kid, kind, curve = (given.get(name, "") for name in ("kid", "kty", "crv"))
    allowed = pinned.get((str(kind), str(curve)), ("",))
    algorithm = given.get("alg", allowed[0])
    if not isinstance(kid, str) or not kid:
        raise KeyFault(f"key {number} has no kid")
    if not algorithm or algorithm not in allowed or given.get("use", "sig") != "sig":
        raise KeyFault(f"key {number} is not for signatures of a kind that is taken (docs/gateway.md)")
    if kind == "RSA" and not SHORTEST_RSA <= _bits(given.get("n")) <= LONGEST_RSA:
        raise KeyFault(f"key {number} has not {SHORTEST_RSA} to {LONGEST_RSA} bits")
    names = ("kty", "kid", "crv", "x", "y", "n", "e")
    jwk: dict[str, str | list[str]] = {
        name: value for name in names if isinstance(value := given.get(name), str)
    }
    try:
        _check(import_key(jwk), number)
    except (JoseError, ValueError, TypeError) as fault:
        raise KeyFault(f"key {number} cannot be read") from fault
    return PublicKey(kid, algorithm, jwk)


def _bits(modulus: Any) -> int:
    """How long a modulus is; 0 for what is none. The library only warns of a short one."""
    try:
        return int.from_bytes(urlsafe_b64decode(f"{modulus}==")).bit_length()
    except ValueError:
        return 0


def _check(key: object, number: int) -> None:
    if not isinstance(key, RSAKey | ECKey | OKPKey):
        raise KeyFault(f"key {number} is of another kind")
    _ = key.public_key  # the numbers are a point, or a modulus
