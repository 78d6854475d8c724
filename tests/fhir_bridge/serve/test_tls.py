"""Who may connect: certificates are bound to senders, and nothing is spoken in clear beyond this machine unasked."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from fhir_bridge.errors import FolderFault
from fhir_bridge.opening import serving
from fhir_bridge.serve.tls import tls_of
from fhir_bridge.settings import Settings
from tests.fhir_bridge.house import admission
from tests.fhir_bridge.serve.lines import code, listening


def certificate(folder: Path, name: str) -> tuple[Path, str]:
    """A self-signed certificate with its key in one file, and its SHA-256."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
    names = x509.SubjectAlternativeName([x509.DNSName(name)])
    made = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    encoding = serialization.Encoding.PEM
    secret = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / f"{name}.pem"
    path.write_bytes(made.public_bytes(encoding) + secret)
    return path, hashlib.sha256(made.public_bytes(serialization.Encoding.DER)).hexdigest()


def client(server: Path, own: Path | None = None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=server)
    context.check_hostname = False
    if own:
        context.load_cert_chain(own)
    return context


def test_a_certificate_speaks_for_its_sender_alone(tmp_path: Path) -> None:
    server, _ = certificate(tmp_path, "localhost")
    lab, fingerprint = certificate(tmp_path, "lab")
    ward, _ = certificate(tmp_path, "ward")
    trusted = tmp_path / "clients.pem"
    trusted.write_bytes(lab.read_bytes() + ward.read_bytes())
    profile = f'[[sender]]\napplication = "EHR"\nfacility = "NORTH"\ncertificates = ["{fingerprint}"]\n'
    (tmp_path / "senders.toml").write_text(profile)
    settings = Settings(
        data=tmp_path / "data",
        senders=tmp_path / "senders.toml",
        mllp_certificate=server,
        mllp_clients=trusted,
    )
    other = admission(2).replace(b"|NORTH|", b"|SOUTH|", 1)

    async def story() -> None:
        with serving(settings, lambda: None) as service:
            async with listening(service, tls=tls_of(settings)) as bench:
                good = await bench.line(client(server, lab))
                assert [code(await good.ask(one)) for one in (admission(1), other)] == ["AA", "AR"]
                wrong = await bench.line(client(server, ward))
                refused = await wrong.ask(admission(3))
                assert code(refused) == "AR"
                assert b"204^Unknown key identifier^HL70357" in refused
                with pytest.raises((ConnectionError, ssl.SSLError, asyncio.IncompleteReadError)):
                    await (await bench.line(client(server))).ask(admission(4))
            assert len(service.journal.pending()) == 1

    asyncio.run(story())


def test_nothing_is_spoken_in_clear_beyond_this_machine_unless_it_is_asked_for(tmp_path: Path) -> None:
    for host in ("127.0.0.1", "::1", "localhost"):
        assert tls_of(Settings(mllp_host=host)) is None
    with pytest.raises(FolderFault, match="MLLP_CERTIFICATE"):
        tls_of(Settings(mllp_host="0.0.0.0"))  # noqa: S104 -- what is refused
    with pytest.raises(FolderFault, match="MLLP_CERTIFICATE"):
        tls_of(Settings(mllp_clients=tmp_path / "clients.pem"))
    with pytest.raises(FolderFault, match="cannot be used"):
        tls_of(Settings(mllp_certificate=tmp_path / "none.pem"))
    asked = Settings(mllp_host="0.0.0.0", mllp_plaintext_beyond_loopback=True)  # noqa: S104 -- asked for by name
    assert tls_of(asked) is None
