"""The Merkle tree of RFC 6962 section 2.1 (RFC 9162 section 2.1) over SHA-256: building in Rust, verifying in Python.

    leaf  = SHA-256(0x00 | entry)
    node  = SHA-256(0x01 | left | right)
    empty = SHA-256("")

Every hash is 32 bytes. The prefixes keep an entry from passing as a node; a tree of three is not a tree of four with
the last leaf twice. Verification stands here in full, over `hashlib`, so that it can be read beside RFC 9162.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from anchor import _native


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry as a leaf."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def leaf_hashes(entries: Sequence[bytes]) -> list[bytes]:
    """The leaf hash of each entry."""
    return _native.leaf_hashes(entries)


def root(leaf_hashes: Sequence[bytes]) -> bytes:
    """The root over the leaf hashes, in order. `ValueError` for a hash that is not 32 bytes long."""
    return _native.root(leaf_hashes)


def inclusion_path(index: int, leaf_hashes: Sequence[bytes]) -> list[bytes]:
    """The siblings from the leaf at `index` up to the root. `IndexError` when there is no such leaf."""
    if not 0 <= index < len(leaf_hashes):
        raise IndexError(f"no leaf {index} in a tree of {len(leaf_hashes)}")
    return _native.inclusion_path(index, leaf_hashes)


def consistency_path(old_size: int, leaf_hashes: Sequence[bytes]) -> list[bytes]:
    """What shows that the tree over the first `old_size` leaves is the beginning of the tree over all.

    `IndexError` when `old_size` is zero or beyond the last leaf.
    """
    if not 0 < old_size <= len(leaf_hashes):
        raise IndexError(f"no tree of size {old_size} inside one of {len(leaf_hashes)}")
    return _native.consistency_path(old_size, leaf_hashes)


def verify_inclusion(index: int, size: int, *, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` leads from the leaf hash at `index` to the root of a tree of `size` leaves (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, place, last = leaf, index, size - 1
    for sibling in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = node_hash(sibling, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and node == root


def verify_consistency(
    old_size: int, new_size: int, *, old_root: bytes, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether `path` shows the tree of `old_size` to be the beginning of that of `new_size` (RFC 9162 2.1.4.2).

    An empty tree begins every tree, and needs no path.
    """
    if old_size == new_size:
        return not path and old_root == new_root
    if old_size == 0:
        return not path and new_size > 0 and old_root == hashlib.sha256().digest()
    if not 0 < old_size < new_size:
        return False
    whole = old_size & (old_size - 1) == 0
    return _grows([old_root, *path] if whole else list(path), old_size, new_size, (old_root, new_root))


def _grows(path: list[bytes], old_size: int, new_size: int, roots: tuple[bytes, bytes]) -> bool:
    """Steps 3 to 6 of RFC 9162 2.1.4.2: both roots are computed from the one path."""
    if not path:
        return False
    place, last = old_size - 1, new_size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for node in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(node, old), node_hash(node, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, node)
        place, last = place >> 1, last >> 1
    return last == 0 and (old, new) == roots
