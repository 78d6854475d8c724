"""Tokens of an outside OIDC server, over real HTTP: whose are taken, whose are not, and when keys are asked for."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from fhir_bridge.access.roles import CUSTODIAN, Role
from fhir_bridge.api import outward
from fhir_bridge.api.tokens.issuers import load_issuers
from fhir_bridge.api.tokens.keys import KeyFault, issuers_keys
from fhir_bridge.api.tokens.outside import AGAIN, FRESH, KEPT, LIFE, MOST_BYTES, Outside
from fhir_bridge.errors import BadMap, Unavailable
from tests.fhir_bridge.api.tokens.signing import NOW, Signer, b64, jwk, make_key

AUDIENCE = "https://bridge.example"


@dataclass
class Server:
    """An OIDC server: its keys, what it answers with, and how often it was asked."""

    port: int = 0
    signers: list[Signer] = field(default_factory=lambda: [Signer("sub-1", "ec", "k1")])
    status: int = 200
    body: bytes | None = None
    asked: int = 0
    let_go: threading.Event = field(default_factory=threading.Event)
    slow: bool = False

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}/realms/clinic"

    @property
    def keys(self) -> bytes:
        return json.dumps({"keys": [jwk(one.key, one.kid) | {"use": "sig"} for one in self.signers]}).encode()

    def claims(self, **more: Any) -> dict[str, Any]:
        named = {
            "iss": self.issuer,
            "sub": "dr-1",
            "aud": [AUDIENCE, "account"],
            "exp": NOW + 300,
            "iat": NOW,
        }
        said = named | {"realm_access": {"roles": ["offline", "doctor"]}} | more
        return {name: value for name, value in said.items() if value is not None}

    def token(self, **more: Any) -> str:
        one = self.signers[-1]
        return one.sign(one.header(), self.claims(**more))


@contextmanager
def serving_keys() -> Iterator[Server]:
    said = Server()

    class Request(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said.asked += 1
            if said.slow:
                said.let_go.wait(60)
            body = said.keys if said.body is None else said.body
            self.send_response(said.status)
            if said.status == 302:
                self.send_header("location", f"{said.issuer}/certs2")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None: ...

    server = Quiet(("127.0.0.1", 0), Request)
    said.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield said
    finally:
        said.let_go.set()
        server.shutdown()
        thread.join(30)
        server.server_close()


ENTRY = """
[[issuer]]
name = "clinic"
issuer = "{issuer}"
audience = "https://bridge.example"
jwks = "{issuer}/certs"
claim = "realm_access.roles"
organisation = "urn:oid:2.999.1|clinic"
own = true
practitioners = "urn:oid:2.999.5"
scopes = "system/*.rs"
inside = true
[issuer.roles]
doctor = "clinician"
apothecary = "pharmacy"
"""


@pytest.fixture
def server() -> Iterator[Server]:
    with serving_keys() as found:
        yield found


@pytest.fixture
def outside(server: Server, tmp_path: Path) -> Outside:
    path = tmp_path / "issuers.toml"
    path.write_text(ENTRY.format(issuer=server.issuer))
    return Outside(load_issuers(path))


def test_a_token_says_who_reads_as_what(server: Server, outside: Outside) -> None:
    caller = outside.caller(f"Bearer {server.token()}", NOW)
    assert caller
    assert (caller.client, caller.role, caller.purpose) == ("oidc:clinic", Role.CLINICIAN, "TREAT")
    assert caller.practitioner == "urn:oid:2.999.5|dr-1"
    assert {"urn:oid:2.999.1|clinic", CUSTODIAN, "urn:oid:2.999.5|dr-1"} <= caller.grantees
    assert caller.scopes.text() == "system/*.rs"
    pharmacist = outside.caller(f"Bearer {server.token(realm_access={'roles': 'apothecary'})}", NOW)
    assert pharmacist
    assert pharmacist.role is Role.PHARMACY
    assert outside.caller(f"Bearer {server.token(aud=AUDIENCE)}", NOW)
    assert server.asked == 1


@pytest.mark.parametrize(("kind", "algorithm"), [("ec", "ES384"), ("ed", "EdDSA"), ("rsa", "RS384")])
def test_keys_of_every_kind(server: Server, outside: Outside, kind: str, algorithm: str) -> None:
    server.signers = [Signer("x", kind, "k9")]
    server.body = json.dumps({"keys": [jwk(server.signers[0].key, "k9") | {"alg": algorithm}]}).encode()
    assert outside.caller(f"Bearer {server.token()}", NOW)


def header(**more: Any) -> Callable[[Server], str]:
    def made(server: Server) -> str:
        one = server.signers[0]
        return one.sign(one.header() | more, server.claims())

    return made


def claims(**more: Any) -> Callable[[Server], str]:
    return lambda server: server.token(**more)


def confused(server: Server) -> str:
    """An HMAC under the public key's own bytes."""
    public = json.dumps(jwk(server.signers[0].key, "k1")).encode()
    return server.signers[0].sign(server.signers[0].header() | {"alg": "HS256"}, server.claims(), public)


def twice(server: Server) -> str:
    text = json.dumps(server.claims())
    return server.signers[0].sign(server.signers[0].header(), text[:-1] + ', "sub": "dr-2"}')


def tampered(server: Server) -> str:
    head, _, mark = server.token().split(".")
    return f"{head}.{b64(json.dumps(server.claims(sub='dr-9')).encode())}.{mark}"


BAD: dict[str, Callable[[Server], str]] = {
    "no algorithm": header(alg="none"),
    "another algorithm": header(alg="ES256"),
    "key confusion": confused,
    "unsigned": lambda s: s.signers[0].sign(s.signers[0].header(), s.claims(), None),
    "another's key": lambda s: s.signers[0].sign(s.signers[0].header(), s.claims(), make_key("ec")),
    "unknown crit": header(crit=["x"], x=1),
    "jku": header(jku="https://evil.example"),
    "jwk": header(jwk={}),
    "x5u": header(x5u="https://evil.example"),
    "b64": header(b64=False),
    "kid path": header(kid="../../etc/passwd"),
    "no kid": header(kid=None),
    "another type": header(typ="secevent+jwt"),
    "tampered": tampered,
    "expired": claims(exp=NOW),
    "for too long": claims(exp=NOW + LIFE + 1),
    "no end": claims(exp=None),
    "an end that is a text": claims(exp="9999999999"),
    "an end that is a fraction": claims(exp=NOW + 0.5),
    "not yet": claims(nbf=NOW + 120),
    "from the future": claims(iat=NOW + 120),
    "another audience": claims(aud="x"),
    "no audience": claims(aud=None),
    "a longer audience": claims(aud=AUDIENCE + "/"),
    "audience in a map": claims(aud={}),
    "another issuer": claims(iss="https://evil.example"),
    "issuer with a slash": lambda s: s.token(iss=s.issuer + "/"),
    "no issuer": claims(iss=None),
    "no role": claims(realm_access=None),
    "an unknown role": claims(realm_access={"roles": ["x"]}),
    "a role elsewhere": claims(realm_access=None, roles=["doctor"]),
    "roles in a text": claims(realm_access="doctor"),
    "role as a part": claims(realm_access={"roles": "doctors doctor"}),
    "nobody": claims(sub=None),
    "empty": claims(sub=""),
    "a name with a bar": claims(sub="urn:x|admin"),
    "a claim twice": twice,
    "two parts": lambda s: s.token().rpartition(".")[0],
    "four parts": lambda s: s.token() + ".x",
    "padded": lambda s: s.token() + "=",
    "a space": lambda s: s.token() + " ",
    "too long": claims(x="x" * 9000),
}


@pytest.mark.parametrize("name", BAD)
def test_t097_a_bad_token_is_nobodys(server: Server, outside: Outside, name: str) -> None:
    assert outside.caller(f"Bearer {BAD[name](server)}", NOW) is None
    assert outside.caller(f"Bearer {server.token()}", NOW), (
        "the control: a good one is taken by the same server"
    )


@pytest.mark.parametrize("shown", ["{}", "bearer {}", "Basic {}", "Bearer  {}", "Bearer {}, Bearer {}"])
def test_only_a_bearers_header_is_read(server: Server, outside: Outside, shown: str) -> None:
    assert outside.caller(shown.format(server.token(), server.token()), NOW) is None


def test_a_new_key_is_fetched_when_it_is_first_seen_and_an_old_one_is_forgotten(
    server: Server, outside: Outside
) -> None:
    old = server.token(exp=NOW + 2000)
    assert outside.caller(f"Bearer {old}", NOW)
    server.signers = [Signer("x", "ec", "k2")]
    fresh = server.token(exp=NOW + 2000)
    assert outside.caller(f"Bearer {fresh}", NOW + AGAIN - 1) is None
    assert outside.caller(f"Bearer {fresh}", NOW + AGAIN)
    assert outside.caller(f"Bearer {old}", NOW + AGAIN) is None
    assert server.asked == 2


def test_unknown_names_ask_once_a_minute_and_what_cannot_hold_never(server: Server, outside: Outside) -> None:
    assert outside.caller(f"Bearer {server.token(exp=NOW)}", NOW) is None
    assert server.asked == 0
    for number in range(20):
        one = server.signers[0]
        text = one.sign(one.header() | {"kid": f"u{number}"}, server.claims())
        assert outside.caller(f"Bearer {text}", NOW) is None
    assert server.asked == 1


@pytest.mark.parametrize("fault", [
    {"status": 500}, {"status": 302}, {"body": b"{"}, {"body": b" " * (MOST_BYTES + 1)}, {"slow": True},
    {"body": json.dumps({"keys": []}).encode()},
])  # fmt: skip
def test_kept_keys_count_for_an_hour_without_their_issuer_and_then_nobody_comes_in(
    server: Server, outside: Outside, fault: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outward, "ANSWER_SECONDS", 0.2)
    assert outside.caller(f"Bearer {server.token()}", NOW)
    for name, value in fault.items():
        setattr(server, name, value)
    assert outside.caller(f"Bearer {server.token(exp=NOW + KEPT)}", NOW + FRESH)
    assert server.asked == 2
    late = server.token(exp=NOW + KEPT + 60, iat=NOW)
    with pytest.raises(Unavailable, match="clinic"):
        outside.caller(f"Bearer {late}", NOW + KEPT)
    server.status, server.body, server.slow = 200, None, False
    assert outside.caller(f"Bearer {server.token(exp=NOW + KEPT + AGAIN + 60)}", NOW + KEPT + AGAIN)


def test_keys_for_something_else_are_passed_over() -> None:
    good = jwk(make_key("ec"), "sig")
    others = [good | {"kid": "enc", "use": "enc"}, {"kty": "oct", "kid": "s", "k": "AA"}, {"kty": "X"}, "text",
        good | {"kid": "p", "d": "AA"}, good | {"kid": ""}, good | {"kid": "hs", "alg": "HS256"}]  # fmt: skip
    assert [key.kid for key in issuers_keys(json.dumps({"keys": [*others, good]}).encode())] == ["sig"]
    with pytest.raises(KeyFault):
        issuers_keys(json.dumps({"keys": [good, good]}).encode())


@pytest.mark.parametrize(
    ("was", "is_"),
    [
        ('name = "clinic"', 'name = "Clinic!"'),
        ("inside = true\n", ""),
        ('scopes = "system/*.rs"', 'scopes = "system/*.cruds"'),
        ('doctor = "clinician"', 'doctor = "surgeon"'),
        ("[issuer.roles]", "[issuer.other]"),
        ('"urn:oid:2.999.1|clinic"', '"clinic"'),
        ("own = true", 'own = "yes"'),
        ('claim = "realm_access.roles"', 'claim = ""'),
        ("/certs", "/certs?x=1"),
        ("own", "theirs"),
    ],
)
def test_a_file_of_issuers_that_says_anything_else_is_refused(tmp_path: Path, was: str, is_: str) -> None:
    path = tmp_path / "issuers.toml"
    good = ENTRY.format(issuer="http://127.0.0.1:1/realms/clinic")
    path.write_text(good)
    assert load_issuers(path)
    assert was in good
    path.write_text(good.replace(was, is_))
    with pytest.raises(BadMap):
        load_issuers(path)
    path.write_text(good + good)
    with pytest.raises(BadMap):
        load_issuers(path)
