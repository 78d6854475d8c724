"""The site's own small certification authorities: one for its kiosks, one for the cards that it gives out.

X.509, P-256, made with their first use. Their keys lie sealed under the site's key in the journal; what they issue is
checked here: by whom, until when, for whom.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from cryptography.x509.oid import NameOID

from fhir_bridge.keeping import Keeping
from fhir_bridge.records import SITE
from fhir_bridge.seal.context import framed, unframed
from fhir_bridge.store.journal import Journal

KIOSKS: Final = "kiosk-authority"
CARDS: Final = "card-authority"

LIST_LIFE: Final = timedelta(days=90)
"""As long as a kiosk's own certificate."""
_YEARS: Final = timedelta(days=20 * 365)
_SKEW: Final = timedelta(seconds=60)
SubjectKey = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | rsa.RSAPublicKey


class NotIssued(Exception):
    """A certificate is not one of this authority's, or is misspelt."""


@dataclass(frozen=True, slots=True)
class Authority:
    """One authority: its certificate, and its key to issue with."""

    certificate: x509.Certificate
    _key: ec.EllipticCurvePrivateKey

    @classmethod
    def of(cls, name: str, journal: Journal, keeping: Keeping, now: int) -> Authority:
        """The site's authority of this name (`KIOSKS` or `CARDS`)."""
        kept = journal.setting(name)
        if kept is None:
            journal.settle(name, keeping.seal(_made(name, now), SITE, kind=name))
            kept = journal.setting(name) or b""
        certificate, key = unframed(keeping.open(kept, SITE, kind=name))
        private = load_der_private_key(key, None)
        if not isinstance(private, ec.EllipticCurvePrivateKey):
            raise NotIssued("the authority's key is not on P-256")
        return cls(x509.load_der_x509_certificate(certificate), private)

    @property
    def spelled(self) -> bytes:
        """The authority's certificate, DER."""
        return self.certificate.public_bytes(Encoding.DER)

    def issue(self, subject: str, key: SubjectKey, *, now: int, end: int, guid: bytes | None = None) -> bytes:
        """A certificate (DER) for this key until `end`; a card's carries its GUID as a URI."""
        builder = (
            _begun(subject, key, now, end)
            .issuer_name(self.certificate.subject)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(issues=False), critical=True)
        )
        if guid is not None:
            uri = x509.UniformResourceIdentifier(uuid.UUID(bytes=guid).urn)
            builder = builder.add_extension(x509.SubjectAlternativeName([uri]), critical=False)
        return builder.sign(self._key, hashes.SHA256()).public_bytes(Encoding.DER)

    def issued(self, der: bytes) -> x509.Certificate:
        """The certificate in these bytes; NotIssued unless this authority signed it. Dates are the caller's."""
        try:
            found = x509.load_der_x509_certificate(der)
            found.verify_directly_issued_by(self.certificate)
        except (ValueError, TypeError, InvalidSignature):
            raise NotIssued("the certificate is not of this authority") from None
        return found

    def trust(self, now: int) -> tuple[bytes, bytes]:
        """What a kiosk trusts cards by, in PEM: the authority, and a list of revocations that holds for `LIST_LIFE`.

        The list is empty: a card is stopped in the registry and on the chain, which are asked at every tap.
        """
        begun = datetime.fromtimestamp(now, UTC) - _SKEW
        revoked = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(begun)
            .next_update(begun + LIST_LIFE)
            .sign(self._key, hashes.SHA256())
        )
        return self.certificate.public_bytes(Encoding.PEM), revoked.public_bytes(Encoding.PEM)


def guid_of(certificate: x509.Certificate) -> bytes | None:
    """The GUID in a card's certificate."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        found = names.get_values_for_type(x509.UniformResourceIdentifier)
        return uuid.UUID(found[0]).bytes if len(found) == 1 else None
    except (x509.ExtensionNotFound, ValueError):
        return None


def _made(name: str, now: int) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    until = now + int(_YEARS.total_seconds())
    certificate = (
        _begun(f"fhir-anchor {name}", key.public_key(), now, until)
        .issuer_name(_name(f"fhir-anchor {name}"))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(issues=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return framed(certificate.public_bytes(Encoding.DER), private)


def _begun(subject: str, key: SubjectKey, now: int, end: int) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.fromtimestamp(now, UTC) - _SKEW)
        .not_valid_after(datetime.fromtimestamp(end, UTC))
    )


def _usage(*, issues: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not issues,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=issues,
        crl_sign=issues,
        encipher_only=False,
        decipher_only=False,
    )


def _name(subject: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
