"""How MLLP and HTTP are spoken: in clear on this machine, by TLS to others, with clients' certificates if asked for."""

from __future__ import annotations

import ssl
from ipaddress import ip_address
from pathlib import Path

from fhir_bridge.errors import FolderFault
from fhir_bridge.settings import Settings


def tls_of(settings: Settings) -> ssl.SSLContext | None:
    """How MLLP is spoken; FolderFault where that would be in clear beyond this machine, or cannot be at all."""
    if settings.mllp_certificate is None:
        here = is_loopback(settings.mllp_host)
        if settings.mllp_clients or not (here or settings.mllp_plaintext_beyond_loopback):
            raise FolderFault("MLLP beyond this machine needs FHIR_BRIDGE_MLLP_CERTIFICATE")
        return None
    context = _context("MLLP", settings.mllp_certificate, settings.mllp_clients)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if settings.mllp_clients:
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def web_tls_of(settings: Settings) -> ssl.SSLContext | None:
    """How HTTP is spoken; FolderFault where it would be in clear, or open to anybody's FHIR, beyond this machine.

    A client may show a certificate and need not: kiosks sign their requests, and systems bear tokens.
    """
    here = is_loopback(settings.http_host)
    if not here and settings.http_token is None and settings.http_clients is None:
        raise FolderFault("HTTP beyond this machine needs FHIR_BRIDGE_HTTP_TOKEN or FHIR_BRIDGE_HTTP_CLIENTS")
    if settings.http_certificate is None:
        if settings.http_clients or not (here or settings.http_plaintext_beyond_loopback):
            raise FolderFault("HTTP beyond this machine needs FHIR_BRIDGE_HTTP_CERTIFICATE")
        return None
    context = _context("HTTP", settings.http_certificate, settings.http_clients)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.set_alpn_protocols(["http/1.1"])
    if settings.http_clients:
        context.verify_mode = ssl.CERT_OPTIONAL
    return context


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine comes to this address; FolderFault for what is none."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        raise FolderFault("where serve listens is an address of this machine, or localhost") from None


def _context(what: str, certificate: Path, clients: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(certificate)
        if clients:
            context.load_verify_locations(clients)
    except (OSError, ssl.SSLError) as error:
        raise FolderFault(f"the certificates of {what} cannot be used") from error
    return context
