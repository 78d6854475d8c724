"""Reads what a segment says beyond what the index knows of it: files that a crash left whole, and a tail to cut.

Also writes over what is dropped.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from fhir_bridge.store.carindex import File
from fhir_bridge.store.carsegment import FREE, Section, read_roots, sections, slot_place, slots
from fhir_bridge.store.cid import CID_BYTES, Cid, Codec
from fhir_bridge.store.faults import BlobTampered
from fhir_bridge.store.unixfs import Block, links_of


@dataclass(frozen=True, slots=True)
class Found:
    """Files that the index lacks, where the last of them ends, and slots whose file is not there."""

    files: tuple[File, ...]
    end: int
    void_slots: tuple[int, ...]


def find_files(descriptor: int, start: int, first_slot: int) -> Found:
    """What lies in a segment from the byte `start` and the slot `first_slot` on."""
    expected = {cid: slot for cid, slot in read_roots(descriptor).items() if slot >= first_slot}
    seen: dict[Cid, Section] = {}
    files = []
    end = start
    for section, data in sections(descriptor, start):
        seen[section.cid] = section
        if (slot := expected.pop(section.cid, None)) is not None:
            places = tuple(
                seen[cid] for cid in _tree(Block(section.cid, data), descriptor, seen) if cid in seen
            )
            files.append(File(section.cid, slot, places))
            end = section.end
    return Found(tuple(files), end, tuple(expected.values()))


def free_slots(descriptor: int, void: tuple[int, ...]) -> None:
    """Give slots back and sync."""
    for slot in void:
        os.pwrite(descriptor, slots([FREE.cid]), slot_place(slot))
    if void:
        os.fdatasync(descriptor)


def blank(descriptor: int, places: Iterable[Section]) -> None:
    """Write over blocks: each becomes as many zeros under their own CID. Repeating it changes nothing."""
    for place in places:
        zeros = bytes(place.length)
        os.pwrite(descriptor, bytes(Cid.of(zeros)) + zeros, place.offset - CID_BYTES)
    os.fdatasync(descriptor)


def _tree(block: Block, descriptor: int, seen: Mapping[Cid, Section]) -> Iterator[Cid]:
    yield block.cid
    if block.cid.codec is Codec.RAW:
        return
    for cid in _children(block):
        section = seen.get(cid)
        if cid.codec is Codec.DAG_PB and section is not None:
            yield from _tree(
                Block(cid, os.pread(descriptor, section.length, section.offset)), descriptor, seen
            )
        else:
            yield cid


def _children(block: Block) -> list[Cid]:
    try:
        return [link.cid for link in links_of(block)]
    except BlobTampered:
        return []
