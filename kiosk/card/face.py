"""What a card shows of itself before any PIN: an identifier and certificates, and never an authentication."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Final
from uuid import UUID

_DOMAIN: Final = b"fhir-anchor kiosk card face 1\0"


class Slot(Enum):
    """A PIV key, by its number on the card. Source: SP 800-73-4, part 1, table 4b."""

    PRESENCE = 0x9E  # card authentication: no PIN; says that the card is here
    LOGIN = 0x9A  # PIV authentication: once the PIN is verified
    SIGNING = 0x9C  # digital signature: the PIN each time


class Interface(Enum):
    """How the card is held: by contact in a slot, or tapped. A PIN crosses contacts only."""

    CONTACT = "contact"
    CONTACTLESS = "contactless"


@dataclass(frozen=True, slots=True)
class Face:
    """What anyone can read from the card, and copy. `guid` and `expires` are None on a card not issued yet.

    `certificates` holds X.509 in DER by slot.
    """

    guid: UUID | None
    expires: date | None
    certificates: Mapping[Slot, bytes] = field(default_factory=lambda: MappingProxyType({}))

    def __repr__(self) -> str:
        return "Face(...)"

    @property
    def fingerprint(self) -> bytes:
        """32 bytes that name this card as it was read: commands carry them, so that none reaches another card."""
        digest = hashlib.sha256(_DOMAIN + (self.guid.bytes if self.guid else bytes(16)))
        for slot in Slot:
            digest.update(hashlib.sha256(self.certificates.get(slot, b"")).digest())
        return digest.digest()
