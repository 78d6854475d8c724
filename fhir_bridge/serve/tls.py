"""How MLLP is spoken: in clear on this machine, by TLS to others, with certificates of clients where a CA is named."""

from __future__ import annotations

import ssl
from ipaddress import ip_address

from fhir_bridge.errors import FolderFault
from fhir_bridge.settings import Settings


def tls_of(settings: Settings) -> ssl.SSLContext | None:
    """How MLLP is spoken; FolderFault where that would be in clear beyond this machine, or cannot be at all."""
    if settings.mllp_certificate is None:
        loopback = settings.mllp_host == "localhost" or ip_address(settings.mllp_host).is_loopback
        if settings.mllp_clients or not (loopback or settings.mllp_plaintext_beyond_loopback):
            raise FolderFault("MLLP beyond this machine needs FHIR_BRIDGE_MLLP_CERTIFICATE")
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(settings.mllp_certificate)
        if settings.mllp_clients:
            context.load_verify_locations(settings.mllp_clients)
            context.verify_mode = ssl.CERT_REQUIRED
    except (OSError, ssl.SSLError) as error:
        raise FolderFault("the certificates of MLLP cannot be used") from error
    return context
