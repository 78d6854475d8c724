"""A client's assertion: a JWT (RFC 7523) that it signed a moment ago for this token endpoint and for nothing else.

    {"alg": "ES384", "kid": "k1", "typ": "JWT"}  .  {"iss": id, "sub": id, "aud": token URL, "exp": .., "jti": ..}

Everything is read strictly before a library sees it: three parts of canonical base64url, no name twice, no header but
these three, so that no `crit`, `jku`, `x5u`, `jwk` or `b64` has a meaning here. Purpose and practitioner stand in the
extension `hl7-b2b` of HL7's UDAP Security guide 1.0.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from fhir_bridge.api.tokens.keys import PublicKey
from fhir_bridge.errors import Refused
from fhir_bridge.fhir.json import Number, loads

MOST_BYTES: Final = 8192
SKEW: Final = 60
"""Seconds by which a client's clock may be wrong."""
LIFE: Final = 300
"""Seconds that an assertion lasts at most (SMART Backend Services)."""
LONGEST_JTI: Final = 128

_HEADER: Final = {"alg", "kid", "typ"}
_INTEGER: Final = re.compile(r"0|[1-9][0-9]{0,15}")
_PURPOSE: Final = "urn:oid:2.16.840.1.113883.5.8#"
_B2B: Final = "hl7-b2b"


class Fault(Enum):
    """What is wrong with an assertion: for the log and the tests. The client is told `invalid_client` and no more."""

    NOT_A_JWS = "not three parts of base64url"
    NOT_JSON = "header or claims are not strict JSON"
    HEADER = "the header is not alg, kid and typ"
    UNKNOWN_KEY = "no such key of this client"
    ALGORITHM = "not the algorithm of this key"
    SIGNATURE = "the signature does not verify"
    ISSUER = "iss and sub are not this client"
    AUDIENCE = "aud is not this token endpoint"
    TIMES = "not valid now, or for too long"
    IDENTITY = "no jti"
    EXTENSION = "the extension cannot be read"
    REPLAYED = "this assertion was used before"
    UNKNOWN_CLIENT = "no such client"
    BEYOND = "not what this client may name"


class BadAssertion(Exception):
    """An assertion that is not accepted."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a client says, strictly read; nothing is verified yet. `purpose` and `practitioner` may be empty."""

    token: bytes
    algorithm: str
    kid: str
    claims: dict[str, Any]

    @classmethod
    def parse(cls, text: str, *, types: Collection[str] = ("JWT",)) -> Assertion:
        """The assertion in compact form, of one of these types; BadAssertion for anything else."""
        parts = text.split(".")
        if len(text) > MOST_BYTES or len(parts) != 3:  # noqa: PLR2004 -- RFC 7515, 7.1
            raise BadAssertion(Fault.NOT_A_JWS)
        header, claims, _signature = (_decoded(part) for part in parts)
        head = _object(header)
        if set(head) != _HEADER or head["typ"] not in types:
            raise BadAssertion(Fault.HEADER)
        if not isinstance(head["alg"], str) or not isinstance(head["kid"], str):
            raise BadAssertion(Fault.HEADER)
        return cls(text.encode("ascii"), head["alg"], head["kid"], _object(claims))

    @property
    def issuer(self) -> str:
        """Who says that they say this."""
        found = self.claims.get("iss")
        return found if isinstance(found, str) else ""

    @property
    def jti(self) -> str:
        """Names this assertion among all of its issuer's."""
        found = self.claims.get("jti")
        if not isinstance(found, str) or not 0 < len(found) <= LONGEST_JTI:
            raise BadAssertion(Fault.IDENTITY)
        return found

    @property
    def end(self) -> int:
        """After this second it cannot be sent again."""
        return instant(self.claims, "exp") + SKEW

    @property
    def purpose(self) -> str:
        """The one purpose of use, empty where none is named."""
        found = self._extension().get("purpose_of_use", [])
        if not isinstance(found, list) or len(found) > 1:
            raise BadAssertion(Fault.EXTENSION)
        text = found[0] if found else ""
        if not isinstance(text, str) or (text and not text.startswith(_PURPOSE)):
            raise BadAssertion(Fault.EXTENSION)
        return text.removeprefix(_PURPOSE)

    @property
    def practitioner(self) -> str:
        """Who asks behind the client (`system|value`), empty where nobody is named."""
        found = self._extension().get("subject_id", "")
        if not isinstance(found, str):
            raise BadAssertion(Fault.EXTENSION)
        return found

    def check(self, keys: tuple[PublicKey, ...], *, client: str, audience: str, now: int) -> None:
        """BadAssertion unless one of the client's keys signed it, for this audience, and it holds now."""
        key = next((one for one in keys if one.kid == self.kid), None)
        if key is None:
            raise BadAssertion(Fault.UNKNOWN_KEY)
        if key.algorithm != self.algorithm:
            raise BadAssertion(Fault.ALGORITHM)
        if not key.verifies(self.token):
            raise BadAssertion(Fault.SIGNATURE)
        if self.claims.get("iss") != client or self.claims.get("sub") != client:
            raise BadAssertion(Fault.ISSUER)
        if self.claims.get("aud") != audience:
            raise BadAssertion(Fault.AUDIENCE)
        self._hold(now)
        _ = self.jti, self.purpose, self.practitioner

    def _hold(self, now: int) -> None:
        end = instant(self.claims, "exp")
        since = [instant(self.claims, name) for name in ("iat", "nbf") if name in self.claims]
        if not now - SKEW < end <= now + LIFE + SKEW or any(one > now + SKEW for one in since):
            raise BadAssertion(Fault.TIMES)

    def _extension(self) -> dict[str, Any]:
        extensions = self.claims.get("extensions", {})
        found = extensions.get(_B2B, {}) if isinstance(extensions, dict) else None
        if not isinstance(found, dict) or (found and found.get("version") != "1"):
            raise BadAssertion(Fault.EXTENSION)
        return found


def instant(claims: dict[str, Any], name: str) -> int:
    """A claim that is a time, in seconds since 1970; BadAssertion(TIMES) for anything else."""
    found = claims.get(name)
    if not isinstance(found, Number) or not _INTEGER.fullmatch(found.text):
        raise BadAssertion(Fault.TIMES)
    return int(found.text)


def _object(data: bytes) -> dict[str, Any]:
    try:
        found = loads(data)
    except Refused:
        raise BadAssertion(Fault.NOT_JSON) from None
    if not isinstance(found, dict):
        raise BadAssertion(Fault.NOT_JSON)
    return found


def _decoded(part: str) -> bytes:
    """Base64url without padding, in its one spelling (RFC 7515, appendix C)."""
    try:
        data = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise BadAssertion(Fault.NOT_A_JWS) from None
    if not data or base64.urlsafe_b64encode(data).rstrip(b"=").decode() != part:
        raise BadAssertion(Fault.NOT_A_JWS)
    return data
