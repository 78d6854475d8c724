"""The growing end of a segment: appended to, synced as one, or cut back to where it was."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Self

from fhir_bridge.store.carindex import File, Segment
from fhir_bridge.store.carsegment import FREE, SLOTS, Section, section, slot_place, slots
from fhir_bridge.store.cid import Cid
from fhir_bridge.store.unixfs import Block

_BUFFER_BYTES = 1 << 20


class Tail:
    """Files on their way into one segment. Leaving its `with` block before `keep` leaves nothing of them."""

    def __init__(self, path: Path, segment: Segment) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        self._kept = segment
        self._buffer = bytearray()
        self._flushed = segment.size
        self.files: dict[Cid, File] = {}

    @property
    def size(self) -> int:
        """The segment's size with what was appended."""
        return self._flushed + len(self._buffer)

    @property
    def is_full(self) -> bool:
        """Whether every slot is taken."""
        return self._kept.slots + len(self.files) >= SLOTS

    def append(self, blocks: Iterable[Block]) -> File:
        """Append a file's blocks; the last one is its root."""
        sections = []
        for block in blocks:
            self._buffer += section(block)
            sections.append(Section(block.cid, self.size - len(block.data), len(block.data)))
            if len(self._buffer) >= _BUFFER_BYTES:
                self._flush()
        return File(sections[-1].cid, self._kept.slots + len(self.files), tuple(sections))

    def take(self, file: File) -> None:
        """Count an appended file in."""
        self.files[file.root] = file

    def cut(self, size: int) -> None:
        """Take back what was appended since the segment had this size."""
        self._flush()
        os.ftruncate(self._descriptor, size)
        self._flushed = size

    def keep(self) -> Segment:
        """Write the slots and sync it all: the segment as it now is on disk."""
        self._flush()
        _write(self._descriptor, slots(list(self.files)), slot_place(self._kept.slots))
        os.fdatasync(self._descriptor)
        return Segment(self._kept.id, self.size, self._kept.slots + len(self.files))

    def settle(self, kept: Segment) -> None:
        """What `keep` synced is known to the index: from here on it stays."""
        self._kept = kept
        self.files = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        try:
            self._undo()
        finally:
            os.close(self._descriptor)

    def _undo(self) -> None:
        if self.files:
            _write(self._descriptor, slots([FREE.cid]) * len(self.files), slot_place(self._kept.slots))
        if os.fstat(self._descriptor).st_size != self._kept.size:
            os.ftruncate(self._descriptor, self._kept.size)

    def _flush(self) -> None:
        _write(self._descriptor, self._buffer, self._flushed)
        self._flushed += len(self._buffer)
        self._buffer.clear()


def _write(descriptor: int, data: bytes | bytearray, place: int) -> None:
    view = memoryview(data)
    while view:
        written = os.pwrite(descriptor, view, place)
        view, place = view[written:], place + written
