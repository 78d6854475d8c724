"""Blobs by their CID, over whatever keeps blocks; every byte that comes back is checked, whoever gave it.

`BlockStore` is the edge: four methods, for the embedded CAR store, a Kubo node and `MemoryBlocks`. `BlobStore` stands
on any of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeAlias

from fhir_bridge.chunks import Piece
from fhir_bridge.store.cid import Cid
from fhir_bridge.store.faults import BlobMissing
from fhir_bridge.store.unixfs import blocks, stream

Source: TypeAlias = Iterable[Piece]


class BlockStore(Protocol):
    """Keeps files as the blocks of `unixfs.blocks`, and the roots that hold them."""

    def write(self, sources: Iterable[Source]) -> list[Cid]:
        """Keep these files, each under its root; durable, all of them, when this returns their roots.

        Writing a file again changes nothing. After StoreFull or Unavailable some of the files may be kept whole,
        and none in part: write them all again.
        """

    def read(self, cid: Cid) -> bytes:
        """A block's bytes, not checked; BlobMissing."""

    def holds(self, root: Cid) -> bool:
        """Whether a file is kept under this root."""

    def drop(self, root: Cid) -> None:
        """Keep a file no longer; nothing happens where it is not kept."""


class BlobStore:
    """Files in and out by CID. A malformed CID is a ValueError; a wrong byte is BlobTampered."""

    def __init__(self, blocks: BlockStore) -> None:
        self._blocks = blocks

    def put(self, data: bytes) -> str:
        """Keep one blob; durable when this returns its CID. Putting it again gives the same CID."""
        return self.put_many([data])[0]

    def put_many(self, blobs: Iterable[bytes]) -> list[str]:
        """Keep blobs together, durable at once: the way for many small ones."""
        return [str(cid) for cid in self._blocks.write([blob] for blob in blobs)]

    def put_stream(self, pieces: Source) -> str:
        """Keep one blob of any size in the memory of a few chunks."""
        return str(self._blocks.write([pieces])[0])

    def get(self, cid: str) -> bytes:
        """The whole blob; BlobMissing, BlobTampered."""
        return b"".join(self.stream(cid))

    def stream(self, cid: str) -> Iterator[bytes]:
        """The blob chunk by chunk; each is checked before it is given."""
        return stream(Cid.parse(cid), self._blocks.read)

    def has(self, cid: str) -> bool:
        """Whether the blob is kept, without reading it."""
        return self._blocks.holds(Cid.parse(cid))

    def drop(self, cid: str) -> None:
        """Keep a blob no longer; nothing happens where it is not kept."""
        self._blocks.drop(Cid.parse(cid))


class MemoryBlocks:
    """Blocks that live as long as the process: for tests and for trying things out."""

    def __init__(self) -> None:
        self._files: dict[Cid, dict[Cid, bytes]] = {}

    def write(self, sources: Iterable[Source]) -> list[Cid]:
        """Keep these files."""
        files = [{block.cid: block.data for block in blocks(source)} for source in sources]
        roots = [list(file)[-1] for file in files]
        self._files.update(zip(roots, files, strict=True))
        return roots

    def read(self, cid: Cid) -> bytes:
        """A block's bytes; BlobMissing."""
        for file in self._files.values():
            if cid in file:
                return file[cid]
        raise BlobMissing(str(cid))

    def holds(self, root: Cid) -> bool:
        """Whether a file is kept."""
        return root in self._files

    def drop(self, root: Cid) -> None:
        """Forget a file."""
        self._files.pop(root, None)
