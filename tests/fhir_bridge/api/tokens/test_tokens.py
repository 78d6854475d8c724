"""Who is given a token: three kinds of keys are, and a table of bad assertions is not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fhir_bridge.access.roles import Role
from fhir_bridge.api.tokens.assertion import Fault
from fhir_bridge.api.tokens.caller import caller_of
from fhir_bridge.api.tokens.clients import registered
from fhir_bridge.api.tokens.issuing import ASSERTION_TYPE, Issuer, NoToken, OAuthError
from fhir_bridge.api.tokens.scopes import Scope, Scopes
from fhir_bridge.errors import Refused
from fhir_bridge.store.clients import Clients
from fhir_bridge.store.format import open_journal
from tests.fhir_bridge.api.tokens.signing import AUDIENCE, NOW, Signer, b64, jwk, make_key, signature

SCOPES = "system/Observation.rs system/Patient.r"
ORGANISATION = "urn:oid:2.16.840|other"
RSA, EC, ED = (Signer(f"{kind}-client", kind) for kind in ("rsa", "ec", "ed"))


@dataclass
class Office:
    """A token endpoint over a journal; `now` is set by tests."""

    path: Path
    now: int = NOW

    def __post_init__(self) -> None:
        self.database = open_journal(self.path)
        self.clients = Clients(self.database)
        self.issuer = Issuer(self.clients, AUDIENCE, lambda: self.now)

    def let_in(self, signer: Signer, **more: Any) -> None:
        fields = {"role": Role.CLINICIAN, "scopes": SCOPES, "organisation": ORGANISATION}
        known = fields | {"own": False, "practitioners": ""} | more
        assert self.clients.add(registered(signer.client, signer.jwks(), **known))

    def ask(self, assertion: str, scope: str = SCOPES) -> str:
        form = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION_TYPE}
        return self.issuer.give(form | {"client_assertion": assertion, "scope": scope}).token

    def refused(self, assertion: str, scope: str = SCOPES) -> NoToken:
        with pytest.raises(NoToken) as caught:
            self.ask(assertion, scope)
        return caught.value


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    found = Office(tmp_path / "journal.db")
    for one in (RSA, EC, ED):
        found.let_in(one)
    yield found
    found.database.close()


@pytest.mark.parametrize("signer", [RSA, EC, ED], ids=lambda one: one.kind)
def test_each_kind_of_key_is_given_a_token_that_stands_for_its_client(office: Office, signer: Signer) -> None:
    caller = caller_of(office.clients, f"Bearer {office.ask(signer.assertion())}", NOW)
    assert caller
    assert (caller.client, caller.purpose) == (signer.client, "TREAT")
    assert {ORGANISATION, Role.CLINICIAN.grantee} == caller.grantees


def head(**more: Any) -> Callable[[], str]:
    return lambda: EC.sign(EC.header() | more, EC.claims())


def without(name: str) -> Callable[[], str]:
    return lambda: EC.sign(EC.header(), {key: value for key, value in EC.claims().items() if key != name})


def said(**more: Any) -> Callable[[], str]:
    return lambda: EC.sign(EC.header(), EC.claims() | more)


def twice(where: str, name: str, value: str) -> Callable[[], str]:
    def make() -> str:
        parts = {"header": json.dumps(EC.header()), "claims": json.dumps(EC.claims())}
        parts[where] = f'{{"{name}": {value}, {parts[where][1:]}'
        return EC.sign(parts["header"], parts["claims"])

    return make


def changed(change: Callable[[list[str]], list[str]]) -> Callable[[], str]:
    return lambda: ".".join(change(EC.assertion().split(".")))


def confused(algorithm: str) -> Callable[[], str]:
    """The public key, which everybody knows, as the secret of an HMAC."""

    def make() -> str:
        secret = json.dumps(jwk(RSA.key, "k1")).encode()
        return RSA.sign(RSA.header() | {"alg": algorithm}, RSA.claims(), secret)

    return make


def embedded() -> str:
    """A key of the sender's own, in the header."""
    mine = make_key("ec")
    return EC.sign(EC.header() | {"jwk": jwk(mine, "k1")}, EC.claims(), mine)


def extension(value: Any) -> Callable[[], str]:
    return said(extensions={"hl7-b2b": value})


BAD: dict[str, tuple[Callable[[], str], Fault]] = {
    "alg-none": (lambda: EC.sign(EC.header() | {"alg": "none"}, EC.claims(), None), Fault.NOT_A_JWS),
    "alg-none-signed": (head(alg="none"), Fault.ALGORITHM),
    "alg-None-in-capitals": (head(alg="NONE"), Fault.ALGORITHM),
    "hmac-with-the-public-key": (confused("HS256"), Fault.ALGORITHM),
    "hmac-under-the-right-name": (confused("RS384"), Fault.SIGNATURE),
    "another-kind-of-key-by-name": (head(alg="RS384"), Fault.ALGORITHM),
    "the-kind's-other-hash": (head(alg="ES256"), Fault.ALGORITHM),
    "rsa-with-pss": (lambda: RSA.sign(RSA.header() | {"alg": "PS384"}, RSA.claims()), Fault.ALGORITHM),
    "eddsa-renamed": (lambda: ED.sign(ED.header() | {"alg": "Ed25519"}, ED.claims()), Fault.ALGORITHM),
    "no-alg": (lambda: EC.sign({"kid": "k1", "typ": "JWT"}, EC.claims()), Fault.HEADER),
    "alg-is-a-list": (head(alg=["ES384"]), Fault.HEADER),
    "unknown-crit": (head(crit=["exp"], exp=1), Fault.HEADER),
    "crit-b64": (head(crit=["b64"], b64=False), Fault.HEADER),
    "empty-crit": (head(crit=[]), Fault.HEADER),
    "jku": (head(jku="https://evil.example/keys"), Fault.HEADER),
    "x5u": (head(x5u="https://evil.example/cert"), Fault.HEADER),
    "x5c": (head(x5c=["MIIB"]), Fault.HEADER),
    "embedded-jwk": (embedded, Fault.HEADER),
    "kid-is-a-path": (head(kid="../../etc/passwd"), Fault.UNKNOWN_KEY),
    "kid-is-sql": (head(kid="k1' OR '1'='1"), Fault.UNKNOWN_KEY),
    "kid-of-nobody": (head(kid="k2"), Fault.UNKNOWN_KEY),
    "kid-is-a-number": (head(kid=1), Fault.HEADER),
    "no-kid": (lambda: EC.sign({"alg": "ES384", "typ": "JWT"}, EC.claims()), Fault.HEADER),
    "no-typ": (lambda: EC.sign({"alg": "ES384", "kid": "k1"}, EC.claims()), Fault.HEADER),
    "another-typ": (head(typ="at+jwt"), Fault.HEADER),
    "an-encrypted-token": (changed(lambda p: [*p, "", ""]), Fault.NOT_A_JWS),
    "two-parts": (changed(lambda p: p[:2]), Fault.NOT_A_JWS),
    "no-signature": (changed(lambda p: [p[0], p[1], ""]), Fault.NOT_A_JWS),
    "detached-claims": (changed(lambda p: [p[0], "", p[2]]), Fault.NOT_A_JWS),
    "padding": (changed(lambda p: [p[0] + "=", p[1], p[2]]), Fault.NOT_A_JWS),
    "a-line-break": (changed(lambda p: [p[0], p[1] + "\n", p[2]]), Fault.NOT_A_JWS),
    "the-other-alphabet": (changed(lambda p: [p[0], p[1], "+/" + p[2][2:]]), Fault.NOT_A_JWS),
    "not-ascii": (changed(lambda p: [p[0], p[1], "é" + p[2]]), Fault.NOT_A_JWS),
    "JSON-serialised": (lambda: json.dumps({"payload": "e30", "signatures": []}), Fault.NOT_A_JWS),
    "header-is-a-list": (lambda: EC.sign("[]", EC.claims()), Fault.NOT_JSON),
    "claims-are-text": (lambda: EC.sign(EC.header(), '"text"'), Fault.NOT_JSON),
    "claims-are-not-utf-8": (
        changed(lambda p: [p[0], b64(b'{"iss": "\xff"}'), p[2]]),
        Fault.NOT_JSON,
    ),
    "a-byte-order-mark": (lambda: EC.sign(EC.header(), "\ufeff" + json.dumps(EC.claims())), Fault.NOT_JSON),
    "alg-twice": (twice("header", "alg", '"none"'), Fault.NOT_JSON),
    "kid-twice": (twice("header", "kid", '"k1"'), Fault.NOT_JSON),
    "exp-twice": (twice("claims", "exp", str(NOW + 10**6)), Fault.NOT_JSON),
    "sub-twice": (twice("claims", "sub", '"rsa-client"'), Fault.NOT_JSON),
    "nested-twice": (twice("claims", "x", '{"a": 1, "a": 2}'), Fault.NOT_JSON),
    "too-deep": (lambda: EC.sign(EC.header(), '{"a":' * 80 + "1" + "}" * 80), Fault.NOT_JSON),
    "too-long": (said(pad="x" * 9000), Fault.NOT_A_JWS),
    "expired": (said(exp=NOW - 61), Fault.TIMES),
    "expires-in-an-hour": (said(exp=NOW + 3600), Fault.TIMES),
    "exp-is-text": (said(exp=str(NOW + 60)), Fault.TIMES),
    "exp-is-a-fraction": (said(exp=NOW + 0.5), Fault.TIMES),
    "exp-is-endless": (said(exp=1e300), Fault.TIMES),
    "exp-is-negative": (said(exp=-1), Fault.TIMES),
    "exp-is-true": (said(exp=True), Fault.TIMES),
    "no-exp": (without("exp"), Fault.TIMES),
    "issued-in-the-future": (said(iat=NOW + 120), Fault.TIMES),
    "not-before-the-future": (said(nbf=NOW + 120), Fault.TIMES),
    "another-audience": (said(aud="https://other.example/token"), Fault.AUDIENCE),
    "audience-with-a-slash": (said(aud=AUDIENCE + "/"), Fault.AUDIENCE),
    "audience-that-begins-so": (said(aud=AUDIENCE + ".evil.example"), Fault.AUDIENCE),
    "a-list-of-audiences": (said(aud=[AUDIENCE, "https://other.example/token"]), Fault.AUDIENCE),
    "no-audience": (without("aud"), Fault.AUDIENCE),
    "another's-sub": (said(sub="rsa-client"), Fault.ISSUER),
    "no-sub": (without("sub"), Fault.ISSUER),
    "another's-iss": (said(iss="ed-client", sub="ed-client"), Fault.ALGORITHM),
    "nobody's-iss": (said(iss="nobody", sub="nobody"), Fault.UNKNOWN_CLIENT),
    "no-iss": (without("iss"), Fault.UNKNOWN_CLIENT),
    "iss-is-a-list": (said(iss=["ec-client"]), Fault.UNKNOWN_CLIENT),
    "no-jti": (without("jti"), Fault.IDENTITY),
    "an-empty-jti": (said(jti=""), Fault.IDENTITY),
    "a-long-jti": (said(jti="x" * 129), Fault.IDENTITY),
    "jti-is-a-number": (said(jti=7), Fault.IDENTITY),
    "changed-claims": (
        changed(lambda p: [p[0], b64(json.dumps(EC.claims()).encode()), p[2]]),
        Fault.SIGNATURE,
    ),
    "changed-signature": (changed(lambda p: [p[0], p[1], b64(bytes(96))]), Fault.SIGNATURE),
    "a-short-signature": (changed(lambda p: [p[0], p[1], p[2][:64]]), Fault.SIGNATURE),
    "a-signature-as-ASN.1": (
        changed(lambda p: [p[0], p[1], b64(b"\x30\x64" + bytes(100))]),
        Fault.SIGNATURE,
    ),
    "a-stranger's-key": (lambda: EC.sign(EC.header(), EC.claims(), make_key("ec")), Fault.SIGNATURE),
    "extension-of-another-version": (extension({"version": "2"}), Fault.EXTENSION),
    "two-purposes": (extension({"version": "1", "purpose_of_use": ["a", "b"]}), Fault.EXTENSION),
    "purpose-of-another-system": (extension({"version": "1", "purpose_of_use": ["TREAT"]}), Fault.EXTENSION),
    "purpose-of-another-role": (
        extension({"version": "1", "purpose_of_use": ["urn:oid:2.16.840.1.113883.5.8#HPAYMT"]}),
        Fault.BEYOND,
    ),
    "a-practitioner-it-may-not-name": (extension({"version": "1", "subject_id": "npi|7"}), Fault.BEYOND),
}


@pytest.mark.parametrize("name", BAD)
def test_t097_a_bad_assertion_is_refused_for_its_reason(office: Office, name: str) -> None:
    make, fault = BAD[name]
    refusal = office.refused(make())
    assert (refusal.error, refusal.fault) == (OAuthError.INVALID_CLIENT, fault)


def test_t097_the_table_is_long_enough_and_its_control_passes(office: Office) -> None:
    assert len(BAD) >= 40
    assert office.ask(said()())
    assert office.ask(EC.sign(json.dumps(EC.header()), json.dumps(EC.claims())))


@pytest.mark.parametrize("late", [-60, -1, 0, 59, 359])
def test_a_clock_may_be_wrong_by_a_minute(office: Office, late: int) -> None:
    assertion = EC.assertion()
    office.now += late
    assert office.ask(assertion)


def test_t097_an_assertion_counts_once_also_after_a_restart(office: Office) -> None:
    assertion = EC.assertion()
    office.ask(assertion)
    assert office.refused(assertion).fault is Fault.REPLAYED
    office.database.close()
    again = Office(office.path, office.now + 359)
    assert again.refused(assertion).fault is Fault.REPLAYED
    again.database.close()


def test_a_jti_is_not_used_up_by_somebody_without_the_key(office: Office) -> None:
    claims = EC.claims()
    office.refused(EC.sign(EC.header(), claims, make_key("ec")))
    assert office.ask(EC.sign(EC.header(), claims))


def test_a_token_ends_after_five_minutes_and_with_its_client(office: Office) -> None:
    bearer = f"Bearer {office.ask(EC.assertion())}"
    assert caller_of(office.clients, bearer, NOW + 299)
    assert caller_of(office.clients, bearer, NOW + 300) is None
    office.clients.revoke(EC.client, NOW)
    assert caller_of(office.clients, bearer, NOW) is None
    assert office.refused(EC.assertion()).fault is Fault.UNKNOWN_CLIENT


HEADERS = [
    "",
    "Bearer",
    "bearer {}",
    "Bearer  {}",
    "Bearer {} ",
    "Bearer {}x",
    "Basic {}",
    "Bearer {}, Bearer {}",
]


@pytest.mark.parametrize("header", HEADERS)
def test_a_header_has_one_spelling(office: Office, header: str) -> None:
    token = office.ask(EC.assertion())
    assert caller_of(office.clients, header.format(token, token), NOW) is None
    assert caller_of(office.clients, f"Bearer {token[:-1]}B", NOW) is None


def test_a_client_that_names_people_names_one_of_its_own(office: Office) -> None:
    doctor = Signer("ward", "ec")
    office.let_in(doctor, practitioners="npi")

    def named(who: str) -> str:
        return doctor.assertion(extensions={"hl7-b2b": {"version": "1", "subject_id": who}})

    caller = caller_of(office.clients, f"Bearer {office.ask(named('npi|7'))}", NOW)
    assert caller
    assert caller.actor().name == "npi|7"
    assert "npi|7" in caller.grantees
    for bad in ("", "npi|", "other|7"):
        assert office.refused(named(bad)).fault is Fault.BEYOND


SCOPED = {
    "system/*.rs": "system/Observation.rs system/Patient.r",
    "system/Observation.r": "system/Observation.r",
    "system/Observation.rs system/Encounter.rs": "system/Observation.rs",
}


@pytest.mark.parametrize("asked", ["system/Observation.r", "system/Observation.rs system/Encounter.rs"])
def test_a_token_has_what_was_asked_and_registered(office: Office, asked: str) -> None:
    caller = caller_of(office.clients, f"Bearer {office.ask(EC.assertion(), asked)}", NOW)
    assert caller
    assert caller.scopes.text() == SCOPED[asked]


@pytest.mark.parametrize(
    "asked",
    ["", "system/*.rs", "system/Encounter.rs", "patient/Observation.rs", "system/Observation.read", "x"],
)
def test_what_is_not_registered_is_no_scope(office: Office, asked: str) -> None:
    assert office.refused(EC.assertion(), asked).error is OAuthError.INVALID_SCOPE


@pytest.mark.parametrize(
    "text",
    ["system/observation.rs", "system/Observation.sr", "system/Observation.", "system/*.rs ", " system/*.rs",
     "system/*.rr", "system/Observation.rs?category=x", "user/*.rs", "system/*.*"],
)  # fmt: skip
def test_a_scope_has_one_spelling(text: str) -> None:
    with pytest.raises(ValueError, match="scope"):
        Scopes.parse(text)


def test_scopes_cover_what_they_say() -> None:
    every, some = Scope.parse("system/*.rs"), Scope.parse("system/Observation.r")
    assert every.covers(some)
    assert not some.covers(every)
    assert some.allows("Observation", "r")
    assert not some.allows("Observation", "s")
    assert not some.allows("Patient", "r")
    assert every.text() == "system/*.rs"


KEYS: dict[str, Any] = {
    "private": {"kty": "EC", "kid": "k", "crv": "P-384", "x": "AA", "y": "AA", "d": "AA"},
    "symmetric": {"kty": "oct", "kid": "k", "k": "AAAA"},
    "another-curve": jwk(make_key("ec"), "k") | {"crv": "P-256"},
    "no-kid": {key: value for key, value in jwk(make_key("ec"), "k").items() if key != "kid"},
    "another-algorithm": jwk(make_key("ec"), "k") | {"alg": "ES256"},
    "for-encryption": jwk(make_key("ec"), "k") | {"use": "enc"},
    "off-the-curve": jwk(make_key("ec"), "k") | {"x": b64(bytes(48))},
    "a-short-modulus": {"kty": "RSA", "kid": "k", "n": b64(b"\xff" * 128), "e": "AQAB"},
    "no-object": 7,
}


@pytest.mark.parametrize("name", KEYS)
def test_a_key_that_cannot_be_pinned_is_not_registered(name: str) -> None:
    jwks = json.dumps({"keys": [KEYS[name]]}).encode()
    fields = {"scopes": SCOPES, "organisation": ORGANISATION, "own": False, "practitioners": ""}
    with pytest.raises(Refused, match="JWKS"):
        registered("new", jwks, role=Role.CLINICIAN, **fields)


def test_a_name_is_given_once(office: Office) -> None:
    office.clients.revoke(EC.client, NOW)
    fields = {"scopes": SCOPES, "organisation": ORGANISATION, "own": False, "practitioners": ""}
    again = registered(EC.client, EC.jwks(), role=Role.CLINICIAN, **fields)
    assert not office.clients.add(again)


def test_what_signs_in_these_tests_is_the_real_thing() -> None:
    key = make_key("ed")
    assert len(signature(key, b"x")) == 64
