"""The Merkle tree: against the recursion of RFC 6962 as it stands there, and against known vectors."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anchor import merkle

VECTORS = json.loads(
    (Path(__file__).parent.parent / "vectors" / "merkle" / "certificate-transparency.json").read_text()
)
ENTRIES = [bytes.fromhex(entry) for entry in VECTORS["entries"]]
LEAVES = [merkle.leaf_hash(entry) for entry in ENTRIES]


def tree(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, over leaf hashes."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256().digest()
    split = _split(len(leaves))
    return hashlib.sha256(b"\x01" + tree(leaves[:split]) + tree(leaves[split:])).digest()


def path(index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962 section 2.1.1."""
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*path(index, leaves[:split]), tree(leaves[split:])]
    return [*path(index - split, leaves[split:]), tree(leaves[:split])]


def subproof(size: int, leaves: list[bytes], *, whole: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962 section 2.1.2."""
    if size == len(leaves):
        return [] if whole else [tree(leaves)]
    split = _split(len(leaves))
    if size <= split:
        return [*subproof(size, leaves[:split], whole=whole), tree(leaves[split:])]
    return [*subproof(size - split, leaves[split:], whole=False), tree(leaves[:split])]


def _split(count: int) -> int:
    return 1 << (count - 1).bit_length() - 1


def leaves_of(count: int) -> list[bytes]:
    return [merkle.leaf_hash(b"%d" % number) for number in range(count)]


def test_known_roots() -> None:
    for size, expected in enumerate(VECTORS["roots"]):
        assert merkle.root(LEAVES[:size]).hex() == expected


def test_known_inclusion_paths() -> None:
    for case in VECTORS["inclusion"]:
        found = merkle.inclusion_path(case["index"], LEAVES[: case["size"]])
        assert [node.hex() for node in found] == case["path"]


def test_known_consistency_paths() -> None:
    for case in VECTORS["consistency"]:
        found = merkle.consistency_path(case["old"], LEAVES[: case["new"]])
        assert [node.hex() for node in found] == case["path"]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 8, 31, 64, 100, 257])
def test_roots_are_those_of_the_recursion(count: int) -> None:
    assert merkle.root(leaves_of(count)) == tree(leaves_of(count))


@given(st.integers(1, 70), st.data())
def test_every_leaf_is_included_and_nothing_else_is(size: int, data: st.DataObject) -> None:
    leaves, index = leaves_of(size), data.draw(st.integers(0, size - 1))
    root, found = merkle.root(leaves), merkle.inclusion_path(index, leaves)

    assert found == path(index, leaves)
    assert merkle.verify_inclusion(index, size, leaf=leaves[index], path=found, root=root)
    assert not merkle.verify_inclusion(index, size, leaf=merkle.leaf_hash(b"other"), path=found, root=root)
    assert not merkle.verify_inclusion(index, size, leaf=leaves[index], path=[*found, root], root=root)
    assert not merkle.verify_inclusion(size, size, leaf=leaves[index], path=found, root=root)
    assert not merkle.verify_inclusion(index, size, leaf=leaves[index], path=found, root=bytes(32))
    for other in range(size):
        assert (other == index) == merkle.verify_inclusion(
            other, size, leaf=leaves[index], path=found, root=root
        )


@given(st.integers(1, 70), st.data())
def test_every_tree_begins_the_larger_ones(size: int, data: st.DataObject) -> None:
    leaves, old_size = leaves_of(size), data.draw(st.integers(1, size))
    old_root, new_root = merkle.root(leaves[:old_size]), merkle.root(leaves)
    found = merkle.consistency_path(old_size, leaves)

    assert found == subproof(old_size, leaves, whole=True)
    assert merkle.verify_consistency(old_size, size, old_root=old_root, new_root=new_root, path=found)
    other = merkle.root([*leaves[:-1], merkle.leaf_hash(b"other")])
    assert not merkle.verify_consistency(old_size, size, old_root=old_root, new_root=other, path=found)
    assert not merkle.verify_consistency(old_size, size, old_root=bytes(32), new_root=new_root, path=found)
    assert not merkle.verify_consistency(
        old_size, size, old_root=old_root, new_root=new_root, path=[*found, other]
    )
    assert not merkle.verify_consistency(size + 1, size, old_root=old_root, new_root=new_root, path=found)


def test_every_flipped_bit_of_a_path_is_seen() -> None:
    leaves = leaves_of(11)
    root, found = merkle.root(leaves), merkle.inclusion_path(6, leaves)
    for place, node in enumerate(found):
        for bit in range(256):
            flipped = (int.from_bytes(node) ^ 1 << bit).to_bytes(32)
            changed = [*found[:place], flipped, *found[place + 1 :]]
            assert not merkle.verify_inclusion(6, 11, leaf=leaves[6], path=changed, root=root)


def test_the_empty_tree_begins_every_tree_and_needs_no_path() -> None:
    empty, root = merkle.root([]), merkle.root(leaves_of(3))
    assert merkle.verify_consistency(0, 3, old_root=empty, new_root=root, path=[])
    assert merkle.verify_consistency(0, 0, old_root=empty, new_root=empty, path=[])
    assert not merkle.verify_consistency(0, 3, old_root=empty, new_root=root, path=[root])
    assert not merkle.verify_consistency(0, 3, old_root=root, new_root=root, path=[])
    assert not merkle.verify_consistency(2, 3, old_root=empty, new_root=root, path=[])


def test_a_leaf_twice_is_another_tree() -> None:
    """The duplicate-last trees of CVE-2012-2459 take three leaves for four."""
    leaves = leaves_of(3)
    assert merkle.root(leaves) != merkle.root([*leaves, leaves[-1]])


def test_a_node_is_no_leaf() -> None:
    left, right = leaves_of(2)
    assert merkle.leaf_hash(left + right) != merkle.node_hash(left, right) == merkle.root([left, right])


def test_leaf_hashes_is_leaf_hash_of_each() -> None:
    entries = [b"", b"a", b"b" * 1000]
    assert merkle.leaf_hashes(entries) == [merkle.leaf_hash(entry) for entry in entries]


@pytest.mark.parametrize("index", [-1, 3, 2**70])
def test_there_is_no_path_for_a_leaf_that_is_not_there(index: int) -> None:
    with pytest.raises(IndexError):
        merkle.inclusion_path(index, leaves_of(3))


@pytest.mark.parametrize("old_size", [-1, 0, 4, 2**70])
def test_there_is_no_path_from_a_tree_that_is_not_inside(old_size: int) -> None:
    with pytest.raises(IndexError):
        merkle.consistency_path(old_size, leaves_of(3))


@pytest.mark.parametrize("short", [b"", bytes(31), bytes(33)])
def test_a_hash_is_32_bytes(short: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        merkle.root([bytes(32), short])
