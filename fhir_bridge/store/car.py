"""The embedded store: append-only CAR segments and an index that can be made again from them.

    blobs/00000001.car ...      segments, see `carsegment`
    blobs/index.db              see `carindex`
    blobs/lock                  held while a process writes
    blobs/00000001.tail         what could not be read after the end of a segment whose index was lost

A file is kept in this order: append its blocks, set its slot, fdatasync, commit the index, acknowledge. What a crash
leaves after the last acknowledged file is finished or cut when the store is next opened or written to.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Self

from fhir_bridge.errors import FolderFault, Unavailable
from fhir_bridge.store.blobs import Source
from fhir_bridge.store.carindex import Index, Segment
from fhir_bridge.store.carrepair import blank, find_files, free_slots
from fhir_bridge.store.carsegment import EMPTY, SLOTS
from fhir_bridge.store.cartail import Tail
from fhir_bridge.store.cid import Cid
from fhir_bridge.store.faults import BlobMissing, StoreFull
from fhir_bridge.store.unixfs import blocks

SEGMENT_BYTES = 256 << 20
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class CarBlocks:
    """Files in CAR segments below one folder. Threads may share it; processes wait for one another to write."""

    def __init__(self, folder: Path, index: Index, lock: int, *, segment_bytes: int) -> None:
        self._folder = folder
        self._index = index
        self._lock = lock
        self._mutex = threading.Lock()
        self._segment_bytes = segment_bytes

    @classmethod
    def open(cls, folder: Path, *, segment_bytes: int = SEGMENT_BYTES) -> Self:
        """The store in `folder`, made where there is none, repaired unless another process is writing to it."""
        with _refusing(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            store = cls(folder, Index.open(folder / "index.db"), lock, segment_bytes=segment_bytes)
            store._repair()
        return store

    def write(self, sources: Iterable[Source]) -> list[Cid]:
        """Keep these files; durable when this returns their roots. StoreFull, Unavailable."""
        roots: list[Cid] = []
        rest = iter(sources)
        with self._writing(), _refusing(self._folder):
            for source in rest:
                roots += self._fill(chain([source], rest))
        return roots

    def read(self, cid: Cid) -> bytes:
        """A block's bytes, as they lie there; BlobMissing."""
        found = self._index.find(cid)
        if found is None:
            raise BlobMissing(str(cid))
        segment, section = found
        try:
            descriptor = os.open(self._path(segment), os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError as error:
            raise BlobMissing(str(cid)) from error
        try:
            return os.pread(descriptor, section.length, section.offset)
        finally:
            os.close(descriptor)

    def holds(self, root: Cid) -> bool:
        """Whether a file is kept."""
        return self._index.file(root) is not None

    def drop(self, root: Cid) -> None:
        """Give a file's slot back and write zeros over its bytes; the segment stays a valid CAR file.

        A disk that keeps what was overwritten (flash, snapshots, a copy) keeps the sealed bytes too.
        """
        with self._writing(), _refusing(self._folder):
            place = self._index.file(root)
            if place is None:
                return
            segment, slot = place
            with _opened(self._path(segment)) as descriptor:
                free_slots(descriptor, (slot,))
                blank(descriptor, self._index.sections(root))
            self._index.remove(root)

    def close(self) -> None:
        """Close the index and the lock."""
        self._index.close()
        os.close(self._lock)

    def _fill(self, sources: Iterator[Source]) -> list[Cid]:
        """Write files into the last segment until it is full; the roots of those that it took."""
        roots = []
        with self._tail() as tail:
            for source in sources:
                roots.append(self._append(tail, source))
                if tail.is_full or tail.size >= self._segment_bytes:
                    break
            self._keep(tail)
        return roots

    def _append(self, tail: Tail, source: Source) -> Cid:
        before = tail.size
        file = tail.append(blocks(source))
        if file.root in tail.files or self.holds(file.root):
            tail.cut(before)
        else:
            tail.take(file)
        return file.root

    def _keep(self, tail: Tail) -> None:
        if tail.files:
            kept = tail.keep()
            self._index.add(kept, list(tail.files.values()))
            tail.settle(kept)

    def _tail(self) -> Tail:
        paths = self._paths()
        if paths:
            segment = self._caught_up(paths[-1])
            if segment.slots < SLOTS and segment.size < self._segment_bytes:
                return Tail(paths[-1], segment)
        number = int(paths[-1].stem) + 1 if paths else 1
        return Tail(self._path(number), self._begun(number))

    def _begun(self, number: int) -> Segment:
        """A new segment, whole before it has its name."""
        path = self._path(number)
        partial = path.with_suffix(".new")
        with partial.open("wb") as file:
            file.write(EMPTY)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)
        with _opened(self._folder, os.O_RDONLY) as folder:
            os.fsync(folder)
        return Segment(number, len(EMPTY), 0)

    def _repair(self) -> None:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        try:
            for path in self._paths():
                self._caught_up(path)
        finally:
            fcntl.flock(self._lock, fcntl.LOCK_UN)

    def _caught_up(self, path: Path) -> Segment:
        """The segment, with the index knowing all its files and nothing behind the last one."""
        number = int(path.stem)
        known = self._index.segments().get(number)
        start = known or Segment(number, len(EMPTY), 0)
        with _opened(path) as descriptor:
            size = os.fstat(descriptor).st_size
            if known is not None and known.size == size:
                return known
            if size < start.size:
                raise FolderFault(f"{path} ends before what was kept in it; restore it from a replica")
            found = find_files(descriptor, start.size, start.slots)
            free_slots(descriptor, found.void_slots)
            if known is None:
                _save(descriptor, found.end, path.with_suffix(".tail"))
            os.ftruncate(descriptor, found.end)
        last_slot = max((file.slot for file in found.files), default=start.slots - 1)
        segment = Segment(number, found.end, last_slot + 1)
        self._index.add(segment, found.files)
        return segment

    def _paths(self) -> list[Path]:
        return sorted(self._folder.glob("[0-9]" * 8 + ".car"))

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:08}.car"

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._mutex:
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._lock, fcntl.LOCK_UN)


@contextmanager
def _opened(path: Path, flags: int = os.O_RDWR) -> Iterator[int]:
    descriptor = os.open(path, flags | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _refusing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StoreFull(folder) from error
        raise Unavailable(f"the blob store in {folder} cannot be used: {error.strerror}") from error


def _save(descriptor: int, start: int, path: Path) -> None:
    """What lies behind `start`, set aside: a crash's rest, or files that damage hides while the index is lost."""
    if os.fstat(descriptor).st_size > start:
        with os.fdopen(os.dup(descriptor), "rb") as segment, path.open("wb") as file:
            segment.seek(start)
            shutil.copyfileobj(segment, file)
