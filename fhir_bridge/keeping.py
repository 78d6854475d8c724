"""Small things that are kept of a patient beside the records, and names that only the patient's key leads to.

With the key destroyed the kept things cannot be opened, and nobody can tell any more which name was whose.
"""

from __future__ import annotations

from dataclasses import dataclass

from fhir_bridge.custody import Custody
from fhir_bridge.records import Identifier
from fhir_bridge.seal.context import framed
from fhir_bridge.seal.envelope import open_envelope, seal
from fhir_bridge.seal.secret import Secret
from fhir_bridge.seal.wrap import expand

OWN = "urn:fhir-anchor:own"
"""The system of the identifier by which the bridge itself sends a patient's records down its own pipeline."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """Seals what is kept under the key of whom it is about (`SITE`: of nobody), bound to its kind and its name."""

    custody: Custody

    def seal(self, data: bytes, whose: str, *, kind: str, name: bytes = b"") -> bytes:
        """The data, sealed."""
        key, bound = self._key(whose, kind, name)
        return seal(data, key, bound)

    def open(self, sealed: bytes, whose: str, *, kind: str, name: bytes = b"") -> bytes:
        """What was sealed; Refused(ERASED) where whom it is about is erased."""
        key, bound = self._key(whose, kind, name)
        return open_envelope(sealed, key, bound)

    def chain_name(self, pseudonym: str) -> bytes:
        """The 32 bytes by which the chain knows a patient."""
        return self.derived(pseudonym, "chain-name").reveal()

    def own_identifier(self, pseudonym: str) -> Identifier:
        """The identifier in what the bridge itself writes of a patient."""
        return Identifier(OWN, self.derived(pseudonym, "own-identifier").reveal().hex(), "MR")

    def derived(self, whose: str, purpose: str, name: bytes = b"") -> Secret:
        """A key of one purpose, made from somebody's."""
        return expand(self.custody.key(whose), framed(b"fa-kept-1", purpose.encode(), name))

    def _key(self, whose: str, kind: str, name: bytes) -> tuple[Secret, bytes]:
        return self.derived(whose, kind, name), framed(b"fa-kept-1", whose.encode(), kind.encode(), name)
