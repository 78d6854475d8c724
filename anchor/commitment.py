"""What leaves the house instead of a digest: the root of a small tree of salted leaves over a record's facts.

A bare digest of a health record can be guessed, so every leaf carries a salt of its own. Leaf 0 speaks of the
record as a whole, leaf i of its i-th resource, so that a part can be shown with its own proof and nothing of
the rest.

    leaf      = SHA-256(field(tag) | salt | field(each fact) ...)      field(x) = 4-byte big-endian length | x
    salt      = HMAC-SHA256(seed, "fhir-anchor/salt/v1" | 4-byte leaf number)
    commitment = RFC 6962 tree hash of the leaves

The seed is random and belongs to one record: where it is destroyed, no leaf can be guessed again. One salt
says nothing of another. Leaves are made in Rust and checked by what stands here. An opening shows one leaf and the
way to the root:

    fhir-anchor/opening/v1
    leaf 0 of 3
    profile fhir-lex-1
    digest 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
    cid bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku
    source ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=
    salt 3q2+796tvu/erb7v3q2+796tvu/erb7v3q2+796tvu8=
    up pjJGvDeDoOzTmI6xvEqoMyKq6o1tMrHTkxZr0sCIeu4=
    up vbBPgsLoSAAkeVBHgeqzvwdYvThKlPGdPAbxqXv0VRI=
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass

from anchor import _native, merkle
from anchor.errors import FormatError
from anchor.spelling import (
    checked_hash,
    decimal,
    decode_hash,
    encode,
    labelled,
    one_spelling,
)

OPENING_FORMAT = "fhir-anchor/opening/v1"
MAX_OPENING = 8192  # bytes: 40 hashes up, a profile and a CID need half of it

_WHOLE_TAG = b"fhir-anchor/leaf/whole/v1"
_PART_TAG = b"fhir-anchor/leaf/part/v1"
_SALT_TAG = b"fhir-anchor/salt/v1"
_MAX_LEAVES = 2**32 - 1
_WORD = re.compile(r"[A-Za-z0-9._-]{1,128}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a record's commitment speaks of.

    `profile` names the canonical form; `digest` is the SHA-256 of the canonical bytes, `source` that of the
    bytes as they came; `cid` is where the sealed record lies; `parts` are the digests of its resources, in
    order.
    """

    profile: str
    digest: bytes
    cid: str
    source: bytes
    parts: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Whole:
    """The facts of leaf 0: the record as a whole."""

    profile: str
    digest: bytes
    cid: str
    source: bytes

    def __post_init__(self) -> None:
        """Refuse what has no place in an opening."""
        _word(self.profile, "profile")
        _word(self.cid, "cid")
        checked_hash(self.digest, "digest")
        checked_hash(self.source, "source")


@dataclass(frozen=True, slots=True)
class Part:
    """The facts of a leaf above 0: one resource of the record."""

    profile: str
    digest: bytes

    def __post_init__(self) -> None:
        """Refuse what has no place in an opening."""
        _word(self.profile, "profile")
        checked_hash(self.digest, "digest")


@dataclass(frozen=True, slots=True)
class Opening:
    """One leaf of a record's tree with its salt and the hashes beside the way up to the commitment."""

    facts: Whole | Part
    leaf: int
    leaves: int
    salt: bytes
    path: tuple[bytes, ...]

    def __post_init__(self) -> None:
        """Refuse a leaf outside the tree, and facts on a leaf that is not theirs."""
        if not 0 <= self.leaf < self.leaves <= _MAX_LEAVES:
            raise FormatError("opening: leaf outside the tree")
        if isinstance(self.facts, Whole) != (self.leaf == 0):
            raise FormatError("opening: the record as a whole stands at leaf 0, and only there")
        for one in (self.salt, *self.path):
            checked_hash(one, "opening")

    def root(self) -> bytes:
        """The commitment that this opening leads to (RFC 9162 section 2.1.3.2); a path that does not fit is
        refused.
        """
        leaf = _leaf(self.facts, self.leaf, self.leaves, self.salt)
        return _climb(self.leaf, self.leaves, merkle.leaf_hash(leaf), self.path)

    def text(self) -> str:
        """The opening as it stands in a receipt, ended by a newline."""
        lines = [OPENING_FORMAT, f"leaf {self.leaf} of {self.leaves}", f"profile {self.facts.profile}"]
        lines.append(f"digest {encode(self.facts.digest)}")
        if isinstance(self.facts, Whole):
            lines += [f"cid {self.facts.cid}", f"source {encode(self.facts.source)}"]
        lines.append(f"salt {encode(self.salt)}")
        lines += [f"up {encode(one)}" for one in self.path]
        return "\n".join(lines) + "\n"

    @classmethod
    def parse(cls, text: str) -> Opening:
        """The opening that `text()` wrote; any other spelling is a `FormatError`."""
        if len(text) > MAX_OPENING:
            raise FormatError(f"opening: longer than {MAX_OPENING} characters")
        return one_spelling(text, _parse(text.split("\n")[:-1]), cls.text, "opening")


def commitment(facts: Facts, seed: bytes) -> bytes:
    """The 32-byte root of the record's tree; `seed` is 32 random bytes of this record alone."""
    return merkle.root(_leaf_hashes(facts, seed))


def open_leaf(facts: Facts, seed: bytes, leaf: int) -> Opening:
    """The opening of one leaf: 0 for the whole, i for the i-th resource (counted from 1)."""
    leaves = 1 + len(facts.parts)
    if not 0 <= leaf < leaves:
        raise FormatError("opening: leaf outside the tree")
    path = merkle.inclusion_path(leaf, _leaf_hashes(facts, seed))
    return Opening(_facts_of(facts, leaf), leaf, leaves, _salt(seed, leaf), tuple(path))


def _leaf_hashes(facts: Facts, seed: bytes) -> list[bytes]:
    whole = _leaf(_facts_of(facts, 0), 0, 1 + len(facts.parts), _salt(seed, 0))
    digests = [checked_hash(digest, "digest") for digest in facts.parts]
    return [merkle.leaf_hash(whole), *_native.part_leaf_hashes(seed, facts.profile.encode("ascii"), digests)]


def _facts_of(facts: Facts, leaf: int) -> Whole | Part:
    if leaf == 0:
        return Whole(facts.profile, facts.digest, facts.cid, facts.source)
    return Part(facts.profile, facts.parts[leaf - 1])


def _salt(seed: bytes, leaf: int) -> bytes:
    return hmac.digest(checked_hash(seed, "seed"), _SALT_TAG + leaf.to_bytes(4, "big"), "sha256")


def _leaf(facts: Whole | Part, leaf: int, leaves: int, salt: bytes) -> bytes:
    place = leaf.to_bytes(4, "big") + leaves.to_bytes(4, "big")
    fields = [place, facts.profile.encode("ascii"), facts.digest]
    if isinstance(facts, Whole):
        fields += [facts.cid.encode("ascii"), facts.source]
    tag = _WHOLE_TAG if isinstance(facts, Whole) else _PART_TAG
    return hashlib.sha256(b"".join([_field(tag), salt, *map(_field, fields)])).digest()


def _climb(index: int, size: int, node: bytes, path: tuple[bytes, ...]) -> bytes:
    last = size - 1
    for beside in path:
        if last == 0:
            raise FormatError("opening: more hashes than the tree is high")
        if index % 2 or index == last:
            node = merkle.node_hash(beside, node)
            while index and not index % 2:
                index, last = index >> 1, last >> 1
        else:
            node = merkle.node_hash(node, beside)
        index, last = index >> 1, last >> 1
    if last:
        raise FormatError("opening: fewer hashes than the tree is high")
    return node


def _field(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def _parse(lines: list[str]) -> Opening:
    whole = any(line.startswith("cid ") for line in lines[4:5])
    salt_at = 6 if whole else 4
    if len(lines) <= salt_at or lines[0] != OPENING_FORMAT:
        raise FormatError("opening: not an opening of this version")
    leaf, _, leaves = labelled(lines[1], "leaf", "opening").partition(" of ")
    profile = labelled(lines[2], "profile", "opening")
    digest = decode_hash(labelled(lines[3], "digest", "opening"), "digest")
    facts: Whole | Part = Part(profile, digest)
    if whole:
        source = decode_hash(labelled(lines[5], "source", "opening"), "source")
        facts = Whole(profile, digest, labelled(lines[4], "cid", "opening"), source)
    return Opening(
        facts,
        leaf=decimal(leaf, "leaf"),
        leaves=decimal(leaves, "leaves"),
        salt=decode_hash(labelled(lines[salt_at], "salt", "opening"), "salt"),
        path=tuple(decode_hash(labelled(line, "up", "opening"), "path") for line in lines[salt_at + 1 :]),
    )


def _word(text: str, what: str) -> None:
    if not _WORD.fullmatch(text):
        raise FormatError(f"{what}: not 1 to 128 letters, digits, dots, dashes or underscores")
