"""Files as blocks, by the profile `unixfs-v1-2025`: what `ipfs add` makes of the same bytes, CID for CID.

Chunks of 1 MiB are raw leaves; one chunk is the whole file. More hang in order under dag-pb nodes of up to 1,024
links, those under further nodes, until one is left: the root, which comes last. A node, in the order written:

    PBNode  Links 2: PBLink  Hash 1: CID, Name 2: "", Tsize 3: bytes of the blocks below it and its own
            Data 1: UnixFS  Type 1: file 2, filesize 3: bytes of the file below it, blocksizes 4: those of each link

Sources: the dag-pb and UnixFS specifications of IPLD and IPFS; the profile is IPIP-0499.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from fhir_bridge.chunks import Piece, regrouped
from fhir_bridge.store.cid import CID_BYTES, Cid, Codec
from fhir_bridge.store.faults import BlobTampered
from fhir_bridge.store.varint import read_varint, varint

CHUNK_BYTES = 1 << 20
LINKS = 1024
MOST_BLOCK_BYTES = CHUNK_BYTES
_LINK, _HASH, _NAME, _TSIZE = b"\x12", b"\x0a\x24", b"\x12\x00", b"\x18"
_DATA, _FILE, _FILESIZE, _BLOCKSIZE = b"\x0a", b"\x08\x02", b"\x18", b"\x20"


@dataclass(frozen=True, slots=True)
class Block:
    """A block and its CID."""

    cid: Cid
    data: bytes


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a subtree: how much of the file and how many bytes of blocks lie below."""

    cid: Cid
    file_size: int
    tree_size: int


def blocks(pieces: Iterable[Piece]) -> Iterator[Block]:
    """The blocks of a file, each after those it links to, the root last; in the memory of a chunk and the links."""
    links: list[Link] = []
    for chunk in regrouped(pieces, CHUNK_BYTES):
        leaf = _leaf(bytes(chunk))
        links.append(Link(leaf.cid, len(leaf.data), len(leaf.data)))
        yield leaf
    if not links:
        yield _leaf(b"")
    while len(links) > 1:
        above: list[Link] = []
        for start in range(0, len(links), LINKS):
            children = links[start : start + LINKS]
            node = node_of(children)
            above.append(_link_to(node, children))
            yield node
        links = above


def cid_of(data: bytes) -> str:
    """The CID that a file has wherever it is kept."""
    return str(deque(blocks([data]), maxlen=1)[0].cid)


def stream(root: Cid, fetch: Callable[[Cid], bytes]) -> Iterator[bytes]:
    """The file under a root, leaf by leaf, every block checked; `fetch` gives a block's bytes.

    BlobTampered for bytes that do not match their CID, and for nodes that `node_of` would not write.
    """
    yield from _subtree(root, fetch, None)


def node_of(children: Sequence[Link]) -> Block:
    """The dag-pb node over these links."""
    total = sum(child.file_size for child in children)
    sizes = b"".join(_BLOCKSIZE + varint(child.file_size) for child in children)
    unixfs = _FILE + _FILESIZE + varint(total) + sizes
    data = b"".join(map(_spelled, children)) + _DATA + varint(len(unixfs)) + unixfs
    return Block(Cid.of(data, Codec.DAG_PB), data)


def links_of(node: Block) -> list[Link]:
    """The links of a node that `node_of` wrote; BlobTampered for any other spelling."""
    try:
        links = _parse(node.data)
        if node_of(links).data == node.data:
            return links
    except ValueError:
        pass
    raise BlobTampered(str(node.cid), "the node is not spelled as a file's node is")


def _leaf(chunk: bytes) -> Block:
    return Block(Cid.of(chunk), chunk)


def _link_to(node: Block, children: Sequence[Link]) -> Link:
    file_size = sum(child.file_size for child in children)
    return Link(node.cid, file_size, len(node.data) + sum(child.tree_size for child in children))


def _spelled(link: Link) -> bytes:
    body = _HASH + bytes(link.cid) + _NAME + _TSIZE + varint(link.tree_size)
    return _LINK + varint(len(body)) + body


def _parse(data: bytes) -> list[Link]:
    """The links as they stand; what the fields between them say is left to the writer to compare."""
    found: list[tuple[Cid, int]] = []
    place = 0
    while data[place : place + 1] == _LINK:
        length, body = read_varint(data, place + 1)
        start = body + len(_HASH)
        cid = Cid.from_bytes(data[start : start + CID_BYTES])
        tree_size, _ = read_varint(data, start + CID_BYTES + len(_NAME) + len(_TSIZE))
        found.append((cid, tree_size))
        place = body + length
    _, place = read_varint(data, place + len(_DATA))
    _, place = read_varint(data, place + len(_FILE) + len(_FILESIZE))
    links = []
    for cid, tree_size in found:
        file_size, place = read_varint(data, place + len(_BLOCKSIZE))
        links.append(Link(cid, file_size, tree_size))
    return links


def _subtree(cid: Cid, fetch: Callable[[Cid], bytes], size: int | None) -> Iterator[bytes]:
    block = Block(cid, cid.check(fetch(cid)))
    if cid.codec is Codec.RAW:
        found = len(block.data)
        yield block.data
    else:
        children = links_of(block)
        found = sum(child.file_size for child in children)
        for child in children:
            yield from _subtree(child.cid, fetch, child.file_size)
    if size is not None and size != found:
        raise BlobTampered(str(cid), "the tree holds another number of bytes than its parent says")
