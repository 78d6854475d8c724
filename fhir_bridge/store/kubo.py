"""Blocks on a Kubo node, over its RPC.

A write imports one CAR stream, so that what the node hashes are the blocks that were hashed here, and then pins the
roots, which the node does only where every block below them is there. What the client and the node cannot be trusted
with is checked: the number of blocks imported (an answer that breaks off in an error is a success to the client), every
pin, and, in `BlobStore`, every byte that is read. Nothing is ever fetched by the node from anywhere (`offline`).
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol, Self

import ipfshttpclient
from ipfshttpclient import exceptions

from fhir_bridge.errors import Unavailable
from fhir_bridge.store.blobs import Source
from fhir_bridge.store.carsegment import FREE, header, section
from fhir_bridge.store.cid import Cid
from fhir_bridge.store.faults import BlobMissing, BlobTampered, StoreFull
from fhir_bridge.store.unixfs import MOST_BLOCK_BYTES, blocks

CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 60.0
_PIECE_BYTES = 1 << 20
_PINS_A_CALL = 256


class Readable(Protocol):
    """What the client reads a body from."""

    def read(self, size: int) -> bytes:
        """The next piece, of any length; none at the end."""


class KuboBlocks:
    """Files on one Kubo node, each pinned by its root."""

    def __init__(self, client: Any, place: str) -> None:
        self._client = client
        self._place = place

    @classmethod
    def open(cls, address: str, *, authorization: str = "", answer_seconds: float = ANSWER_SECONDS) -> Self:
        """A node by its RPC multiaddress (`/ip4/127.0.0.1/tcp/5001`); nothing is sent yet.

        `authorization` is the header of that name, as the node's `API.Authorizations` asks for it. A node that is
        silent for `answer_seconds` is unavailable.
        """
        # its session asks urllib3 for an option of Python 2
        warnings.filterwarnings("ignore", message="The 'strict' parameter", category=FutureWarning)
        client = ipfshttpclient.Client(
            address,
            chunk_size=_PIECE_BYTES,
            headers={"Authorization": authorization} if authorization else {},
            offline=True,
            session=True,
            timeout=(CONNECT_SECONDS, answer_seconds),
        )
        return cls(client, address)

    def write(self, sources: Iterable[Source]) -> list[Cid]:
        """Import and pin these files; durable when this returns their roots. StoreFull, Unavailable."""
        stream = _CarStream(sources)
        imported = self._import(stream, pin=False)
        if imported != stream.blocks:
            raise Unavailable(f"{self._place} imported {imported} of {stream.blocks} blocks; try again")
        for start in range(0, len(stream.roots), _PINS_A_CALL):
            self._pin(stream.roots[start : start + _PINS_A_CALL])
        return stream.roots

    def read(self, cid: Cid) -> bytes:
        """A block's bytes, not checked but never more than a block may have; BlobMissing, Unavailable."""
        data = bytearray()
        with self._speaking(cid), self._client.block.get(str(cid), stream=True) as pieces:
            for piece in pieces:
                data += piece
                if len(data) > MOST_BLOCK_BYTES:
                    raise BlobTampered(str(cid), "the node gives more bytes than a block has")
        return bytes(data)

    def holds(self, root: Cid) -> bool:
        """Whether a file is pinned."""
        try:
            with self._speaking(root):
                self._client.pin.ls(str(root), type="recursive")
        except BlobMissing:
            return False
        return True

    def drop(self, root: Cid) -> None:
        """Unpin a file; its blocks go with the node's next garbage collection."""
        try:
            with self._speaking(root):
                self._client.pin.rm(str(root))
        except BlobMissing:
            return

    def import_segment(self, segment: Path) -> None:
        """Import a segment of the embedded store as it is; the node pins the roots that its header names."""
        with segment.open("rb") as file:
            self._import(file, pin=True)

    def pinned(self) -> frozenset[str]:
        """Every pinned root, from one call: for those who ask about many."""
        with self._speaking(FREE.cid):
            return frozenset(self._client.pin.ls(type="recursive")["Keys"])

    def configuration(self) -> Mapping[str, Any]:
        """The node's configuration, for `private.faults`; Unavailable also where the authorization is not enough."""
        with self._speaking(FREE.cid):
            return dict(self._client.config.get().as_json())

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _import(self, body: Readable | BinaryIO, *, pin: bool) -> int:
        """How many blocks the node says it imported."""
        options = {"pin-roots": json.dumps(pin), "stats": "true"}
        imported = 0
        with self._speaking(FREE.cid), self._client.dag.imprt(body, stream=True, opts=options) as answer:
            for line in answer:
                if error := line.get("Root", {}).get("PinErrorMsg"):
                    raise Unavailable(f"{self._place} cannot pin: {error}")
                imported = line.get("Stats", {}).get("BlockCount", imported)
        return imported

    def _pin(self, roots: list[Cid]) -> None:
        with self._speaking(roots[0]):
            pinned = self._client.pin.add(*map(str, roots))["Pins"]
        if set(pinned) != set(map(str, roots)):
            raise Unavailable(f"{self._place} pinned {len(pinned)} of {len(roots)} roots; try again")

    @contextmanager
    def _speaking(self, cid: Cid) -> Iterator[None]:
        try:
            yield
        except exceptions.ErrorResponse as refusal:
            raise _refusal(str(refusal), cid, self._place) from refusal
        except exceptions.Error as error:
            raise Unavailable(f"the node at {self._place} does not answer: {type(error).__name__}") from error


class _CarStream:
    """A CAR of these files, read piece by piece; `roots` and `blocks` tell what was read so far."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.roots: list[Cid] = []
        self.blocks = 1
        self._sections = self._written(sources)

    def read(self, _size: int) -> bytes:
        piece = bytearray()
        for spelled in self._sections:
            piece += spelled
            if len(piece) >= _PIECE_BYTES:
                break
        return bytes(piece)

    def _written(self, sources: Iterable[Source]) -> Iterator[bytes]:
        yield header([FREE.cid]) + section(FREE)
        for source in sources:
            root = FREE.cid
            for block in blocks(source):
                yield section(block)
                self.blocks += 1
                root = block.cid
            self.roots.append(root)


def _refusal(message: str, cid: Cid, place: str) -> Exception:
    """What the node's error means; its words are matched, for it gives no codes."""
    if "not pinned" in message or "not found" in message:
        return BlobMissing(str(cid))
    if "no space left" in message:
        return StoreFull(place)
    return Unavailable(f"the node at {place} refuses: {message[:200]}")
