r"""Canonical bytes of JSON and their digests: one strict parse of the bytes, in Rust, two named profiles.

    {"b": [1.0, "\u00e9"], "a": 1E2}
        fhir-lex-1    {"a":1E2,"b":[1.0,"é"]}    number tokens as written: in FHIR 1.0 and 1.00 differ
        rfc8785       {"a":100,"b":[1,"é"]}      numbers as ECMAScript writes the nearest double

Both order names by their UTF-16 code units, write no whitespace and spell each string in one way (RFC 8785).
Where every number token is ECMAScript's own spelling the two are the same bytes. A profile never changes: a
change is a new name.

Every function here raises `CanonicalError`, with a code listed in `docs/formats.md` and the offset of the byte, for
what has no canonical form: a name twice (also after unescaping), invalid UTF-8, half a surrogate pair, a byte order
mark, NaN, bytes after the end, more than 64 levels, 1 GiB or more. `fhir-lex-1` refuses U+0000, which no FHIR
string may hold. `rfc8785` refuses what a double cannot mean: numbers that read as infinity, or as zero without
being zero, and integers that would come back as other integers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from anchor import _native


class Profile(StrEnum):
    """A named canonical form, fixed for ever; the name is stored beside every digest."""

    FHIR_LEX_1 = "fhir-lex-1"
    RFC8785 = "rfc8785"


class Form(StrEnum):
    """The named forms of http://hl7.org/fhir/canonicalization/json, for signatures that others made.

    Each is a selection among the members of the root object, and of the root alone: the `text` of a resource inside
    a bundle, or of a contained one, stays. What the specification calls `Bundle.metadata` is read as `Bundle.meta`.
    """

    DATA = "data"
    """Without `text`."""
    STATIC = "static"
    """Without `text` and `meta`."""
    NARRATIVE = "narrative"
    """`id` and `text` alone (`resourceType` is no element, so it goes too)."""
    DOCUMENT = "document"
    """Without `id` and `meta`."""


@dataclass(frozen=True, slots=True)
class Part:
    """One `entry[i].resource` of a bundle: its bytes are `canonical.data[start:stop]`, its digest their SHA-256."""

    start: int
    stop: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Canonical:
    """A document's canonical bytes, their SHA-256, and its resources in order, if it is a bundle."""

    data: bytes
    digest: bytes
    parts: tuple[Part, ...]


def canonicalize(data: bytes, profile: Profile = Profile.FHIR_LEX_1, *, form: Form | None = None) -> bytes:
    """The canonical bytes of the JSON text `data`; of what `form` selects of it, if one is given."""
    return _native.canonicalize(data, profile is Profile.RFC8785, form)


def digest(data: bytes, profile: Profile = Profile.FHIR_LEX_1, *, form: Form | None = None) -> bytes:
    """The SHA-256 of the canonical bytes, 32 bytes; the canonical bytes themselves are never kept."""
    return _native.digest(data, profile is Profile.RFC8785, form)


def digest_many(documents: Sequence[bytes], profile: Profile = Profile.FHIR_LEX_1) -> list[bytes]:
    """The digest of each document. The first that has none raises, with a note saying which it was."""
    return _native.digest_many(documents, profile is Profile.RFC8785)


def canonical(data: bytes, profile: Profile = Profile.FHIR_LEX_1) -> Canonical:
    """Canonical bytes, their digest and the digests of a bundle's resources, from one parse.

    In canonical JSON the bytes of a resource stand in its bundle unchanged, so a part is a slice.
    """
    whole, whole_digest, parts = _native.canonical_parts(data, profile is Profile.RFC8785)
    return Canonical(whole, whole_digest, tuple(Part(*part) for part in parts))
