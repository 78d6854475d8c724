"""A system's public keys, as its organisation vouches for them: a note that the organisation's log signs.

    fhir-anchor/system/v1
    name ward
    keys eyJrZXlzIjpbeyJrdHkiOiJFQyIs...       base64 of its JWKS (RFC 7517)

    — hospital.example/log ...
    — hospital.example/log ...

Whoever finds the organisation in the directory knows by this note whose system it is, and needs to ask nobody.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Self

from anchor.errors import AnchorError
from anchor.note import LogVerifier, NoteSigner, sign
from fhir_bridge.seal.faults import Fault, SealTampered

FORMAT = "fhir-anchor/system/v1"


@dataclass(frozen=True, slots=True)
class SystemKeys:
    """A system's name and its JWKS."""

    name: str
    jwks: bytes

    def certified(self, organisation: NoteSigner) -> str:
        """The note by which its organisation vouches for it."""
        return sign(str(self), organisation)

    @classmethod
    def open(cls, note: str, organisation: LogVerifier) -> Self:
        """What a note says; SealTampered(SYSTEM) unless this organisation signed it."""
        try:
            text = organisation.open(note)
            name, keys = (line.partition(" ")[2] for line in text.split("\n")[1:3])
            found = cls(name, base64.b64decode(keys, validate=True))
        except (AnchorError, ValueError) as refusal:
            raise SealTampered(Fault.SYSTEM) from refusal
        if str(found) != text:
            raise SealTampered(Fault.SYSTEM)
        return found

    def __str__(self) -> str:
        return f"{FORMAT}\nname {self.name}\nkeys {base64.b64encode(self.jwks).decode()}\n"
