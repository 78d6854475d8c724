"""A verifier of C2SP tlog-proofs that shares no code with ours: written from the specifications, Ed25519 alone.

It knows nothing of our opening, our chain reference or ML-DSA: what it does not know it ignores, as the
specifications ask.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def verify_proof(proof: str, entry: bytes, vkey: str) -> int:
    """The index of the entry in the log, when the proof shows it; a ValueError otherwise."""
    body, _, checkpoint = proof.partition("\n\n")
    lines = body.split("\n")
    if lines.pop(0) != "c2sp.org/tlog-proof@v1":
        raise ValueError("not a proof")
    if lines[0].startswith("extra "):
        lines.pop(0)
    index = int(lines.pop(0).removeprefix("index "))
    size, root = verify_checkpoint(checkpoint, vkey)
    if (
        index >= size
        or _root(_sha(b"\0", entry), index, size, [base64.b64decode(line) for line in lines]) != root
    ):
        raise ValueError("not in the tree")
    return index


def verify_checkpoint(note: str, vkey: str) -> tuple[int, bytes]:
    """Size and root of a checkpoint signed with an Ed25519 verifier key."""
    name, key_id, key = vkey.split("+", 2)
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key)[1:])
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    for line in signatures.splitlines():
        _, signer, encoded = line.split(" ")
        blob = base64.b64decode(encoded)
        if signer == name and blob[:4].hex() == key_id:
            public.verify(blob[4:], text.encode())
            origin, size, root = text.splitlines()[:3]
            if origin != name:
                raise ValueError("another log")
            return int(size), base64.b64decode(root)
    raise ValueError("no signature by a known key")


def _root(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """RFC 6962 section 2.1.1 read backwards: the last hash of the path joins the two halves of the tree."""
    if size == 1:
        if path:
            raise ValueError("path too long")
        return leaf
    if not path:
        raise ValueError("path too short")
    half = 1
    while half * 2 < size:
        half *= 2
    if index < half:
        return _sha(b"\1", _root(leaf, index, half, path[:-1]), path[-1])
    return _sha(b"\1", path[-1], _root(leaf, index - half, size - half, path[:-1]))


def _sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()
