from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir_bridge.store.cid import Cid, Codec
from fhir_bridge.store.faults import BlobTampered
from fhir_bridge.store.unixfs import CHUNK_BYTES, Block, Link, blocks, links_of, node_of, stream
from fhir_bridge.store.varint import read_varint, varint

VECTORS = Path(__file__).parents[2] / "vectors" / "cid" / "kubo.json"
FORMATS = Path(__file__).parents[3] / "docs" / "formats.md"
FILLING = hashlib.shake_128(b"").digest(CHUNK_BYTES)
EMPTY = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"


def pieces(size: int) -> Iterator[bytes]:
    """Chunk i of the files in kubo.json: i in 8 bytes, then what SHAKE-128 gives for no input from its byte 8 on."""
    for number in range(-(-size // CHUNK_BYTES)):
        yield (number.to_bytes(8, "big") + FILLING[8:])[: size - number * CHUNK_BYTES]


@pytest.mark.parametrize(("size", "expected"), json.loads(VECTORS.read_text()).items())
def test_t079_the_cid_is_the_one_that_kubo_gives(size: str, expected: str) -> None:
    (root,) = deque(blocks(pieces(int(size))), maxlen=1)
    assert str(root.cid) == expected


def test_the_examples_in_the_documentation() -> None:
    section = FORMATS.read_text(encoding="utf-8").split("## Blob and CID")[1].split("\n## ")[0]
    assert [str(Cid.of(data)) in section for data in (b"", b"a")] == [True, True]


@given(st.binary(max_size=200), st.sampled_from(list(Codec)))
def test_a_cid_goes_there_and_back(data: bytes, codec: Codec) -> None:
    cid = Cid.of(data, codec)
    assert Cid.parse(str(cid)) == Cid.from_bytes(bytes(cid)) == cid


@pytest.mark.parametrize(
    "text",
    [
        "",
        "b",
        "QmbFMke1KXqnYyBBWxB74N4c5SBnJMVAiMNRcGu6x1AwQH",  # version 0
        EMPTY.upper(),
        EMPTY + "a",
        EMPTY[:-1],
        EMPTY[:-1] + "v",  # the bits of the last letter that say nothing
        EMPTY[:-1] + "0",
        "B" + EMPTY[1:].upper(),
        "z" + EMPTY[1:],
        EMPTY.replace("k", "ä", 1),
        "bafyreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku",  # dag-cbor
        "bafkrwihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku",  # another hash
    ],
)
def test_t079_another_spelling_version_codec_or_hash_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"CID|Codec"):
        Cid.parse(text)


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES + 7])
def test_a_file_comes_back_from_its_blocks(size: int) -> None:
    made = list(blocks(pieces(size)))
    kept = {block.cid: block.data for block in made}
    assert b"".join(stream(made[-1].cid, kept.__getitem__)) == b"".join(pieces(size))


def small_file() -> list[Block]:
    leaves = [Block(Cid.of(data), data) for data in (b"one", b"two")]
    return [*leaves, node_of([Link(leaf.cid, 3, 3) for leaf in leaves])]


def test_t074_every_bit_flip_of_every_block_is_refused() -> None:
    made = small_file()
    for wrong in made:
        for bit in range(len(wrong.data) * 8):
            data = bytearray(wrong.data)
            data[bit // 8] ^= 1 << bit % 8
            kept = {block.cid: block.data for block in made} | {wrong.cid: bytes(data)}
            with pytest.raises(BlobTampered):
                b"".join(stream(made[-1].cid, kept.__getitem__))


def test_a_node_is_read_in_its_one_spelling_alone() -> None:
    node = small_file()[-1]
    assert node_of(links_of(node)) == node
    for bit in range(len(node.data) * 8):
        data = bytearray(node.data)
        data[bit // 8] ^= 1 << bit % 8
        try:
            other = node_of(links_of(Block(node.cid, bytes(data))))
        except BlobTampered:
            continue
        assert other.data == data
    for data in (
        b"",
        node.data[:-1],
        node.data + b"\0",
        node.data[:40] + node.data,
        b"\x0a\x04\x08\x01\x18\x00",
    ):
        with pytest.raises(BlobTampered):
            links_of(Block(node.cid, data))


def test_a_node_that_lies_about_a_size_is_refused() -> None:
    leaf = Block(Cid.of(b"one"), b"one")
    node = node_of([Link(leaf.cid, 4, 3)])
    kept = {leaf.cid: leaf.data, node.cid: node.data}
    with pytest.raises(BlobTampered, match="another number of bytes"):
        list(stream(node.cid, kept.__getitem__))


@given(st.integers(0, (1 << 63) - 1))
def test_a_varint_goes_there_and_back(number: int) -> None:
    assert read_varint(varint(number) + b"\xff", 0) == (number, len(varint(number)))


@pytest.mark.parametrize("data", [b"", b"\x80", b"\x80\x00", b"\xff" * 9, b"\x80" * 10 + b"\x01"])
def test_a_varint_that_is_cut_padded_or_too_long_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="no varint"):
        read_varint(data, 0)
