"""A record's facts as they are kept: sealed under the record's own key, so that no bare digest of it lies on disk."""

from __future__ import annotations

import json
from dataclasses import dataclass

from anchor.commitment import Facts
from fhir_bridge.seal.context import context, framed
from fhir_bridge.seal.envelope import open_envelope, seal
from fhir_bridge.seal.secret import Secret
from fhir_bridge.seal.wrap import expand


@dataclass(frozen=True, slots=True)
class Bound:
    """Whose record it is and which version: what its envelope, keys and facts are bound to."""

    pseudonym: str
    record: str
    version: int
    profile: str

    def context(self, purpose: str) -> bytes:
        """The context of one thing of the record: `record`, `key`, `seed` or `facts`."""
        whose = context(
            pseudonym=self.pseudonym, record=self.record, version=self.version, profile=self.profile
        )
        return framed(purpose.encode(), whose)


def seal_facts(facts: Facts, key: Secret, bound: Bound) -> bytes:
    """The facts, encrypted under a key that is made from the record's."""
    digests = {
        "digest": facts.digest.hex(),
        "source": facts.source.hex(),
        "parts": [p.hex() for p in facts.parts],
    }
    text = json.dumps({"profile": facts.profile, "cid": facts.cid} | digests)
    return seal(text.encode(), _facts_key(key), bound.context("facts"))


def open_facts(sealed: bytes, key: Secret, bound: Bound) -> Facts:
    """The facts that `seal_facts` took."""
    kept = json.loads(open_envelope(sealed, _facts_key(key), bound.context("facts")))
    return Facts(
        profile=kept["profile"],
        digest=bytes.fromhex(kept["digest"]),
        cid=kept["cid"],
        source=bytes.fromhex(kept["source"]),
        parts=tuple(bytes.fromhex(part) for part in kept["parts"]),
    )


def _facts_key(key: Secret) -> Secret:
    return expand(key, b"fa-facts-1")
