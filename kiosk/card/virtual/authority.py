"""A small authority that issues training cards: a root, an issuing authority below it, and a revocation list.

Its name says that it is for training. Its keys live in memory, or in a folder of their own; a kiosk trusts it only when
that folder is its trust folder.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from kiosk.card.signature import PublicKey
from kiosk.card.trust import TrustStore

_HOLDS: Final = timedelta(days=3650)
_ISSUED_FOR: Final = timedelta(days=1095)
_LIST_HOLDS: Final = timedelta(days=30)
_SOME_TIME: Final = timedelta(days=1)


@dataclass(slots=True)
class TrainingAuthority:
    """Issues certificates, and remembers which it has revoked."""

    root: x509.Certificate
    issuer: x509.Certificate
    root_key: EllipticCurvePrivateKey = field(repr=False)
    issuer_key: EllipticCurvePrivateKey = field(repr=False)
    now: datetime
    revoked: list[int] = field(default_factory=list)

    @classmethod
    def create(cls, *, now: datetime | None = None) -> TrainingAuthority:
        """A new authority, whose certificates begin a day before `now`."""
        now = now or datetime.now(UTC)
        root_key, issuer_key = generate_private_key(SECP256R1()), generate_private_key(SECP256R1())
        root = _authority("Training root, trust nothing from it", root_key, None, root_key, now)
        issuer = _authority("Training cards", issuer_key, root, root_key, now)
        return cls(root, issuer, root_key, issuer_key, now)

    def certify(self, key: PublicKey, guid: UUID, *, expired: bool = False) -> x509.Certificate:
        """A card's certificate, bound to its GUID."""
        end = self.now - timedelta(hours=1) if expired else self.now + _ISSUED_FOR
        builder = _begun(f"Training card {guid}", self.issuer.subject, key, self.now, end)
        builder = builder.add_extension(_usage(signs=True), critical=True)
        builder = builder.add_extension(
            x509.SubjectAlternativeName([x509.UniformResourceIdentifier(f"urn:uuid:{guid}")]), critical=False
        )
        return builder.sign(self.issuer_key, SHA256())

    def revoke(self, certificate: x509.Certificate) -> None:
        """Put the certificate on the next list."""
        self.revoked.append(certificate.serial_number)

    def store(self) -> TrustStore:
        """What a kiosk that trusts this authority holds."""
        lists = (
            _list(self.root, self.root_key, [], self.now),
            _list(self.issuer, self.issuer_key, self.revoked, self.now),
        )
        return TrustStore((self.root, self.issuer), lists)

    def write(self, folder: Path) -> None:
        """The same as files of a trust folder."""
        folder.mkdir(parents=True, exist_ok=True)
        store = self.store()
        certificates = b"".join(one.public_bytes(Encoding.PEM) for one in store.authorities)
        (folder / "training.crt").write_bytes(certificates)
        for name, one in zip(("root", "issuer"), store.revoked, strict=True):
            (folder / f"{name}.crl").write_bytes(one.public_bytes(Encoding.PEM))


def _begun(
    subject: str, issuer: x509.Name, key: PublicKey, now: datetime, end: datetime
) -> x509.CertificateBuilder:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SOME_TIME)
        .not_valid_after(end)
    )


def _authority(
    name: str,
    key: EllipticCurvePrivateKey,
    above: x509.Certificate | None,
    signer: EllipticCurvePrivateKey,
    now: datetime,
) -> x509.Certificate:
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = _begun(name, own if above is None else above.subject, key.public_key(), now, now + _HOLDS)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return builder.add_extension(_usage(signs=False), critical=True).sign(signer, SHA256())


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signs,
        crl_sign=not signs,
        encipher_only=False,
        decipher_only=False,
    )


def _list(
    authority: x509.Certificate, key: EllipticCurvePrivateKey, revoked: list[int], now: datetime
) -> x509.CertificateRevocationList:
    builder = x509.CertificateRevocationListBuilder().issuer_name(authority.subject)
    builder = builder.last_update(now - _SOME_TIME).next_update(now + _LIST_HOLDS)
    for serial in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now - _SOME_TIME)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(key, SHA256())
