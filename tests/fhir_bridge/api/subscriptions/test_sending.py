"""Where a notice may go and where not, over real sockets: each refusal has a neighbour that is let through."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from fhir_bridge.api import outward
from fhir_bridge.api.outward import Endpoint, Trouble, Untaken, Way, is_public
from fhir_bridge.api.subscriptions.hooks import Hook, Hooks
from fhir_bridge.api.subscriptions.sending import post
from fhir_bridge.errors import BadMap
from tests.fhir_bridge.api.subscriptions.receiver import Receiver, answering, receiving


@pytest.fixture
def ehr() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


def trouble(url: str, *, inside: bool = True, authority: Path | None = None) -> Trouble | None:
    endpoint = Endpoint.parse(url)
    try:
        post(Hook("ward", endpoint.origin, Way(inside, authority)), endpoint, {}, b"{}")
    except Untaken as untaken:
        return untaken.trouble
    return None


def test_what_is_listed_as_inside_is_sent(ehr: Receiver) -> None:
    assert trouble(f"{ehr.origin}/hook") is None
    assert trouble(f"http://localhost:{ehr.port}/hook") is None
    assert [headers["host"] for headers, _ in ehr.came] == [f"127.0.0.1:{ehr.port}", f"localhost:{ehr.port}"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0.0.0.0", "[::1]",  # noqa: S104 -- what is tried
    "[::ffff:127.0.0.1]", "169.254.169.254", "10.0.0.1", "[fe80::1]", "[64:ff9b::7f00:1]", "224.0.0.1"])  # fmt: skip
def test_an_address_inside_is_not_connected_to_unless_it_is_said(ehr: Receiver, host: str) -> None:
    assert trouble(f"http://{host}:{ehr.port}/hook", inside=False) is Trouble.INSIDE
    assert ehr.came == []


def test_a_name_that_changes_its_mind_leads_nowhere(ehr: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """As DNS rebinding would: public when it is looked at, inside when it is connected to."""
    seen: list[str] = []

    def changing(address: str) -> bool:
        seen.append(address)
        return len(seen) == 1

    monkeypatch.setattr(outward, "is_public", changing)
    assert trouble(f"{ehr.origin}/hook", inside=False) is Trouble.INSIDE
    assert (len(seen), ehr.came) == (2, [])


@pytest.mark.parametrize(("address", "public"), [
    ("93.184.216.34", True), ("2606:2800:220:1::1", True), ("::ffff:93.184.216.34", True), ("2002:5db8:d822::", True),
    ("2002:7f00:1::", False), ("64:ff9b::a00:1", False), ("64:ff9b::5db8:d822", True), ("fc00::1", False),
    ("100.64.0.1", False), ("192.168.1.1", False), ("fe80::1%eth0", False), ("ff02::1", False), ("0.0.0.0", False),  # noqa: S104 -- what is tried
])  # fmt: skip
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_follows_a_redirect(ehr: Receiver, status: int) -> None:
    with receiving() as elsewhere:
        ehr.behaviour = answering(status, location=f"{elsewhere.origin}/")
        assert trouble(f"{ehr.origin}/hook") is Trouble.REDIRECTS
        assert (len(ehr.came), elsewhere.came) == (1, [])


@pytest.mark.parametrize(("status", "told"), [(200, None), (204, None), (400, Trouble.REFUSED), (410, Trouble.REFUSED),
    (500, Trouble.REFUSED)])  # fmt: skip
def test_what_is_answered(ehr: Receiver, status: int, told: Trouble | None) -> None:
    ehr.behaviour = answering(status)
    assert trouble(f"{ehr.origin}/hook") is told


def test_who_never_answers_and_who_drips_are_cut_off(ehr: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outward, "ANSWER_SECONDS", 0.3)
    ehr.behaviour = ehr.never
    assert trouble(f"{ehr.origin}/hook") is Trouble.SLOW

    def drip(request: object) -> None:
        while not ehr.let_go.wait(0.02):
            request.wfile.write(b"HTTP/1.1 200 OK\r\nx: y\r\n"[:1])  # type: ignore[attr-defined]  # a request of the library's

    ehr.behaviour = drip
    assert trouble(f"{ehr.origin}/hook") in {Trouble.SLOW, Trouble.UNREACHABLE}


def test_nobody_there_and_no_such_name() -> None:
    with receiving() as gone:
        port = gone.port
    assert trouble(f"http://127.0.0.1:{port}/") is Trouble.UNREACHABLE
    assert trouble("http://no-such-name.invalid/") is Trouble.UNKNOWN_HOST


def test_a_certificate_is_asked_for_and_its_authority_is_the_files(tmp_path: Path) -> None:
    pem = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with receiving(context) as ehr:
        url = f"https://127.0.0.1:{ehr.port}/hook"
        assert trouble(url) is Trouble.UNTRUSTED
        assert trouble(url.replace("127.0.0.1", "localhost"), authority=pem) is Trouble.UNTRUSTED
        assert ehr.came == []
        assert trouble(url, authority=pem) is None


def certificate(folder: Path) -> Path:
    """A key and a certificate of 127.0.0.1 that vouches for itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = dt.datetime.fromtimestamp(time.time(), dt.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - dt.timedelta(1)).not_valid_after(now + dt.timedelta(1))
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = builder.add_extension(names, critical=True).sign(key, SHA256())
    path = folder / "ehr.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return path


def test_the_file_of_hooks(tmp_path: Path) -> None:
    path = tmp_path / "hooks.toml"
    path.write_text('[[hook]]\nclient = "ward"\norigin = "https://ehr.example"\n')
    hooks = Hooks.load(path)
    assert hooks.find("ward", Endpoint.parse("https://ehr.example/x")) == hooks.each[0]
    assert hooks.find("other", Endpoint.parse("https://ehr.example/x")) is None
    assert hooks.find("ward", Endpoint.parse("https://ehr.example:444/x")) is None


@pytest.mark.parametrize("said", ['client = "w"', 'client = "w"\norigin = "https://EHR.example"',
    'client = "w"\norigin = "https://a.example/"', 'client = "w"\norigin = "https://a.example:443"',
    'client = "w"\norigin = "http://a.example"', 'client = "w"\norigin = "https://a.example"\ninside = "yes"',
    'client = "w"\norigin = "https://a.example"\nx = 1', 'client = "w"\norigin = "https://a.example:70000"',
    'client = "w"\norigin = "https://u@a.example"', "[[", "other = 1"])  # fmt: skip
def test_a_file_of_hooks_that_says_anything_else_is_refused(tmp_path: Path, said: str) -> None:
    path = tmp_path / "hooks.toml"
    path.write_text(f"[[hook]]\n{said}\n")
    with pytest.raises(BadMap):
        Hooks.load(path)
