"""A segment of the embedded store: at every moment a valid CARv1 file whose header names what is kept as its roots.

    varint length | DAG-CBOR { "roots": [8192 CIDs], "version": 1 } | sections: varint length | CID 36 | block

The header has room for 8,192 roots and never changes its size: a file that is kept takes the next slot, a file that is
dropped gives it back, and a free slot names the fixed block that is every segment's first section. Sections are
only ever appended. So `ipfs dag import` of a segment pins every file in it, and the index can be made again.

Source: the CARv1 specification of IPLD.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fhir_bridge.store.cid import CID_BYTES, Cid
from fhir_bridge.store.faults import BlobTampered
from fhir_bridge.store.unixfs import MOST_BLOCK_BYTES, Block
from fhir_bridge.store.varint import read_varint, varint

SLOTS = 8192
FREE = Block(Cid.of(b"fhir-anchor: a free slot\n"), b"fhir-anchor: a free slot\n")
_LINK = b"\xd8\x2a\x58\x25\x00"
_ROOTS = b"\xa2\x65roots"
_ARRAY, _ARRAY_OF_16_BITS, _INLINE = 0x80, b"\x99", 24
_VERSION = b"\x67version\x01"
_SLOT_BYTES = len(_LINK) + CID_BYTES
_VARINT_BYTES = 9


@dataclass(frozen=True, slots=True)
class Section:
    """Where a block's bytes lie in a segment."""

    cid: Cid
    offset: int
    length: int

    @property
    def end(self) -> int:
        """Where the next section begins."""
        return self.offset + self.length


def section(block: Block) -> bytes:
    """A block as it is appended."""
    return varint(CID_BYTES + len(block.data)) + bytes(block.cid) + block.data


def slots(roots: Sequence[Cid]) -> bytes:
    """Consecutive slots of the header."""
    return b"".join(_LINK + bytes(root) for root in roots)


def header(roots: Sequence[Cid]) -> bytes:
    """A CARv1 header with these roots, in DAG-CBOR: keys by length, the shortest form of each number."""
    count = len(roots)
    array = bytes([_ARRAY | count]) if count < _INLINE else _ARRAY_OF_16_BITS + count.to_bytes(2, "big")
    body = _ROOTS + array + slots(roots) + _VERSION
    return varint(len(body)) + body


_HEADER = header([FREE.cid] * SLOTS)
_FIRST_SLOT = len(_HEADER) - len(_VERSION) - SLOTS * _SLOT_BYTES
EMPTY = _HEADER + section(FREE)
"""A segment that keeps nothing yet."""


def slot_place(slot: int) -> int:
    """Where a slot begins."""
    return _FIRST_SLOT + slot * _SLOT_BYTES


def read_roots(descriptor: int) -> dict[Cid, int]:
    """The roots in the header and their slots; what is no CID of a file is left out."""
    data = os.pread(descriptor, SLOTS * _SLOT_BYTES, _FIRST_SLOT)
    roots = {}
    for slot in range(len(data) // _SLOT_BYTES):
        spelled = data[slot * _SLOT_BYTES + len(_LINK) : (slot + 1) * _SLOT_BYTES]
        try:
            roots[Cid.from_bytes(spelled)] = slot
        except ValueError:
            continue
    roots.pop(FREE.cid, None)
    return roots


def sections(descriptor: int, start: int) -> Iterator[tuple[Section, bytes]]:
    """The sections from `start` on whose bytes match their CID, to the end or to where no section begins."""
    while found := _section_at(descriptor, start):
        start = found[0].end
        try:
            yield found[0], found[0].cid.check(found[1])
        except BlobTampered:
            continue


def _section_at(descriptor: int, start: int) -> tuple[Section, bytes] | None:
    head = os.pread(descriptor, _VARINT_BYTES + CID_BYTES, start)
    try:
        length, place = read_varint(head, 0)
        cid = Cid.from_bytes(head[place : place + CID_BYTES])
    except ValueError:
        return None
    length -= CID_BYTES
    if not 0 <= length <= MOST_BLOCK_BYTES:
        return None
    data = os.pread(descriptor, length, start + place + CID_BYTES)
    return (Section(cid, start + place + CID_BYTES, length), data) if len(data) == length else None
