"""Who can be handed a record: an organisation's keys and address, in a note that the directory's keeper signs.

    fhir-anchor/organisation/v1
    verifies hospital.example/log+a1b2c3d4+Ae3...       its two verifier keys: what it signs with, and its name
    verifies hospital.example/log+e5f60718+/2Z...
    sealing-key 4vX0...                                 base64 of its public sealing key, 1,216 bytes
    address https://hospital.example/fhir-anchor
    until 2027-11-21

    — directory.example/log ...
    — directory.example/log ...

A directory is any number of such notes. Its keeper's LOGKEY is the trust root, and is given to every member by hand.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import date
from typing import Self

from anchor.errors import AnchorError
from anchor.note import LogVerifier, NoteSigner, note_text, sign
from fhir_bridge.seal.faults import Fault, SealTampered
from fhir_bridge.seal.handover import SEALING_BYTES

FORMAT = "fhir-anchor/organisation/v1"
_LABELS = ("verifies", "verifies", "sealing-key", "address", "until")


@dataclass(frozen=True, slots=True)
class Organisation:
    """A member of the directory; its name is its verifier's origin."""

    verifier: LogVerifier
    sealing: bytes
    address: str
    until: date

    @property
    def name(self) -> str:
        """What handover notes call it."""
        return self.verifier.origin

    def certified(self, keeper: NoteSigner) -> str:
        """The note by which the directory's keeper vouches for it."""
        return sign(str(self), keeper)

    @classmethod
    def open(cls, note: str, keeper: LogVerifier, today: date) -> Self:
        """The organisation that a note names; SealTampered(DIRECTORY) unless it is signed and holds today."""
        try:
            text = keeper.open(note)
            member = cls._parse(text)
        except (AnchorError, ValueError) as refusal:
            raise SealTampered(Fault.DIRECTORY) from refusal
        if str(member) != text or member.until < today:
            raise SealTampered(Fault.DIRECTORY)
        return member

    @classmethod
    def said(cls, note: str) -> Self:
        """What a note says, before anybody has checked who signed it; SealTampered(DIRECTORY)."""
        try:
            return cls._parse(note_text(note))
        except (AnchorError, ValueError) as refusal:
            raise SealTampered(Fault.DIRECTORY) from refusal

    @classmethod
    def _parse(cls, text: str) -> Self:
        first, second, sealing, address, until = (line.partition(" ")[2] for line in text.split("\n")[1:6])
        key = base64.b64decode(sealing, validate=True)
        if len(key) != SEALING_BYTES:
            raise ValueError("a sealing key of another length")
        return cls(LogVerifier.parse(f"{first}\n{second}\n"), key, address, date.fromisoformat(until))

    def __str__(self) -> str:
        first, second, _ = self.verifier.text().split("\n")
        words = (first, second, base64.b64encode(self.sealing).decode(), self.address, self.until.isoformat())
        lines = [f"{label} {word}" for label, word in zip(_LABELS, words, strict=True)]
        return "\n".join([FORMAT, *lines, ""])
