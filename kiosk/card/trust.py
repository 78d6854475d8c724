"""Whether a card's certificates hold: pure, over bytes that anyone may have written.

    every certificate   issued by an authority of ours, along a path to a root; both within their dates
                        a P-256 key, or RSA-2048 for 9E and 9A, without ROCA's mark; for signatures, of no authority
                        urn:uuid:GUID in its subjectAltName, the GUID that the card shows
                        not in its issuer's revocation list, which is there, signed, and not older than it says
    the card            its expiry lies ahead

That the card holds the private keys is asked elsewhere (`ProvePresence`): a copy passes everything here.
Sources: RFC 5280, 4.2, 5 and 6.1; FIPS 201-3, 2.10.1 and appendix B (the GUID's place).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.utils import CryptographyDeprecationWarning

from kiosk.card.errors import Malformed, Trouble, Untrusted
from kiosk.card.face import Face, Slot
from kiosk.card.roca import is_roca
from kiosk.card.signature import Algorithm, PublicKey

_LONGEST_PATH: Final = 4
_FAULTS: Final = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
    x509.DuplicateExtension,
    CryptographyDeprecationWarning,
)


@dataclass(frozen=True, slots=True)
class TrustStore:
    """The authorities whose cards are taken, and their revocation lists.

    A certificate among `authorities` that is issued by itself is a root. An authority without a list, or with one
    that is past its next update, revokes everything: what cannot be shown fresh is not trusted.
    """

    authorities: tuple[x509.Certificate, ...]
    revoked: tuple[x509.CertificateRevocationList, ...]

    @classmethod
    def load(cls, folder: Path) -> TrustStore:
        """`*.crt` (PEM, one or more certificates) and `*.crl` (PEM) of a folder; a `ValueError` for what is neither."""
        certificates = (x509.load_pem_x509_certificates(path.read_bytes()) for path in _sorted(folder, "crt"))
        lists = (x509.load_pem_x509_crl(path.read_bytes()) for path in _sorted(folder, "crl"))
        return cls(tuple(one for several in certificates for one in several), tuple(lists))

    def standing(self, face: Face, now: datetime) -> Trouble | None:
        """None when the card's certificates hold; else why not."""
        try:
            self.judge(face, now)
        except (Malformed, Untrusted) as fault:
            return fault.trouble
        return None

    def judge(self, face: Face, now: datetime) -> None:
        """`Untrusted`, with its trouble, unless everything holds. `now` knows its time zone."""
        if face.guid is None or face.expires is None or Slot.PRESENCE not in face.certificates:
            raise Untrusted(Trouble.UNISSUED)
        for slot, der in face.certificates.items():
            certificate = parsed(der)
            with _readable():
                self._judge_path(certificate, now)
                self._judge_use(certificate, slot)
                if f"urn:uuid:{face.guid}" not in _uris(certificate):
                    raise Untrusted(Trouble.NOT_BOUND)
        if face.expires < now.astimezone(UTC).date():
            raise Untrusted(Trouble.EXPIRED)

    def _judge_path(self, certificate: x509.Certificate, now: datetime) -> None:
        """From the certificate to a root: signatures first, then dates, then revocation."""
        for _ in range(_LONGEST_PATH):
            issuer = self._issuer(certificate)
            if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
                raise Untrusted(Trouble.EXPIRED)
            if issuer == certificate:
                return
            if self._is_revoked(certificate, issuer, now):
                raise Untrusted(Trouble.REVOKED)
            certificate = issuer
        raise Untrusted(Trouble.UNTRUSTED, "path: too long")

    def _issuer(self, certificate: x509.Certificate) -> x509.Certificate:
        for authority in self.authorities:
            if _may_issue(authority) and _issued(certificate, authority):
                return authority
        raise Untrusted(Trouble.UNTRUSTED, "path: no authority of ours")

    def _is_revoked(self, certificate: x509.Certificate, issuer: x509.Certificate, now: datetime) -> bool:
        fresh = [
            one
            for one in self.revoked
            if one.issuer == issuer.subject
            and one.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]  # an authority's key signs
            and one.last_update_utc <= now
            and one.next_update_utc is not None
            and now <= one.next_update_utc
        ]
        if not fresh:
            raise Untrusted(Trouble.UNTRUSTED, "revocation: no fresh list")
        return any(
            one.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None
            for one in fresh
        )

    @staticmethod
    def _judge_use(certificate: x509.Certificate, slot: Slot) -> None:
        key = public_key(certificate)
        if isinstance(key, RSAPublicKey):
            if is_roca(key.public_numbers().n):
                raise Untrusted(Trouble.WEAK_KEY)
            if slot is Slot.SIGNING:
                raise Untrusted(Trouble.UNTRUSTED, "key: the contracts take P-256 alone")
        if not _says(certificate, x509.KeyUsage, "digital_signature") or _may_issue(certificate):
            raise Untrusted(Trouble.UNTRUSTED, "certificate: not for a card's signatures")


def parsed(der: bytes) -> x509.Certificate:
    """A certificate that a card gave; `Malformed` when it is none."""
    with _readable():
        return x509.load_der_x509_certificate(der)


def public_key(certificate: x509.Certificate) -> PublicKey:
    """Its key: P-256 or RSA-2048; `Untrusted` for another, `Malformed` for what is no key."""
    with _readable():
        key = certificate.public_key()
    if not isinstance(key, EllipticCurvePublicKey | RSAPublicKey):
        raise Untrusted(Trouble.UNTRUSTED, "key: of a kind that is not taken")
    Algorithm.of(key)
    return key


@contextmanager
def _readable() -> Iterator[None]:
    """A certificate is read field by field when it is asked, and each may turn out to be nothing.

    What the library takes with a warning, such as a serial number below one, RFC 5280 forbids.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", CryptographyDeprecationWarning)
            yield
    except _FAULTS:
        raise Malformed("certificate: a field that cannot be read") from None


def _issued(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
    except (*_FAULTS, InvalidSignature):
        return False
    return True


def _may_issue(certificate: x509.Certificate) -> bool:
    return _says(certificate, x509.BasicConstraints, "ca") and _says(
        certificate, x509.KeyUsage, "key_cert_sign"
    )


def _says(certificate: x509.Certificate, extension: type[x509.ExtensionType], word: str) -> bool:
    try:
        return bool(getattr(certificate.extensions.get_extension_for_class(extension).value, word))
    except x509.ExtensionNotFound:
        return False


def _uris(certificate: x509.Certificate) -> list[str]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    return names.get_values_for_type(x509.UniformResourceIdentifier)


def _sorted(folder: Path, suffix: str) -> list[Path]:
    return sorted(folder.glob(f"*.{suffix}"))
