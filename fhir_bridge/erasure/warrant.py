"""What two officers sign, and nothing else moves without: one act on one subject, at one site, once.

    fhir-anchor/warrant/v1
    site clinic.example/log
    act erase
    subject a0b4f387e8679569fbb47122fd89e5b8
    round 0

`round` counts the warrants for the same that were carried out before, so that old signatures order nothing twice. Each
officer signs these bytes with Ed25519:

    openssl pkeyutl -sign -rawin -inkey alice.pem -in warrant.txt -out alice.sig
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.store.officers import Officer, Warrant

FORMAT = "fhir-anchor/warrant/v1"
NEEDED = 2
"""Officers who must sign."""


class Ordered(StrEnum):
    """What a warrant can order."""

    ERASE = "erase"
    RELEASE_HOLD = "release-hold"
    ADD_OFFICER = "add-officer"
    REMOVE_OFFICER = "remove-officer"


def statement(site: str, act: Ordered, subject: str, *, round_: int) -> str:
    """The text that is signed."""
    return f"{FORMAT}\nsite {site}\nact {act}\nsubject {subject}\nround {round_}\n"


def signed(text: str, signatures: Sequence[bytes], officers: Sequence[Officer]) -> tuple[str, ...]:
    """The officers who signed, by name; Refused(NOT_SIGNED) unless at least two different ones did.

    A signature that no officer made is refused too: nobody adds one that means nothing.
    """
    names = set()
    for signature in signatures:
        signer = next((one.name for one in officers if _verifies(text, signature, one)), None)
        if signer is None:
            raise Refused(
                Reason.NOT_SIGNED, "a signature is none of a registered officer's over this statement"
            )
        names.add(signer)
    if len(names) < NEEDED:
        raise Refused(Reason.NOT_SIGNED, f"{len(names)} of {NEEDED} different officers signed")
    return tuple(sorted(names))


def warrant(act: Ordered, subject: str, text: str, signatures: Sequence[bytes]) -> Warrant:
    """What is kept of it."""
    return Warrant(act, subject, text, b"".join(signatures))


def _verifies(text: str, signature: bytes, officer: Officer) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(officer.public_key).verify(signature, text.encode())
    except InvalidSignature:
        return False
    return True
