"""The data folder: what lies where, which version of the software made it, and who may write in it.

DIR/format          "fhir-anchor data 1"
DIR/lock            held by the one process that writes
DIR/workers         shared by every process that works on accepted messages
DIR/journal.db      messages, records, pseudonyms (sealed, wrapped or hashed under a key)
DIR/keys/           the epoch key
DIR/blobs/          sealed envelopes in CAR segments
DIR/anchor/         the log, its key, the embedded chain
DIR/tombstones/     who is erased: an append-only list of signed notes
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fhir_bridge.errors import FolderFault, Unavailable

FORMAT = b"fhir-anchor data 1\n"
_PARTIAL = "format.new-"


@dataclass(frozen=True, slots=True)
class Folder:
    """The paths of one data folder."""

    path: Path

    @classmethod
    def open(cls, path: Path, *, make: bool) -> Folder:
        """The folder, made where there is none if `make`, for its owner alone; one of another format is refused."""
        folder = cls(path)
        try:
            if make:
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
                folder._mark()
            folder._check_format()
        except OSError as error:
            raise FolderFault(f"{path} cannot be used: {error.strerror}") from error
        return folder

    @classmethod
    def adopt(cls, path: Path) -> Folder:
        """A folder whose files were just restored: from now on it is one of ours."""
        _write_whole(path / "format", FORMAT)
        return cls(path)

    @property
    def journal(self) -> Path:
        """The journal's SQLite file."""
        return self.path / "journal.db"

    @property
    def keys(self) -> Path:
        """The folder of the epoch key."""
        return self.path / "keys"

    @property
    def blobs(self) -> Path:
        """The folder of the CAR segments."""
        return self.path / "blobs"

    @property
    def anchor(self) -> Path:
        """The folder of the log and the embedded chain."""
        return self.path / "anchor"

    @property
    def tombstones(self) -> Path:
        """The list of who is erased."""
        return self.path / "tombstones"

    @contextmanager
    def writer(self, waiting: Callable[[], None]) -> Iterator[None]:
        """Be the one process that writes; `waiting` is called once when another one is."""
        descriptor = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            _lock(descriptor, waiting)
            yield
        finally:
            os.close(descriptor)

    @contextmanager
    def working(self, begin: Callable[[bool], None]) -> Iterator[None]:
        """Be one of the processes that work on accepted messages; `begin` is told whether there is no other."""
        descriptor = os.open(self.path / "workers", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                begin(True)
            except BlockingIOError:
                begin(False)
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            yield
        finally:
            os.close(descriptor)

    def _mark(self) -> None:
        if all(entry.name.startswith(_PARTIAL) for entry in self.path.iterdir()):
            _write_whole(self.path / "format", FORMAT)

    def _check_format(self) -> None:
        marker = self.path / "format"
        if not self.path.exists():
            raise FolderFault(f"there is no data folder at {self.path}; fhir-bridge ingest makes one")
        found = marker.read_bytes()[:80] if marker.exists() else b"it has no format file"
        if found != FORMAT:
            made = found.decode("ascii", "replace").strip()
            raise FolderFault(
                f"{self.path} was made by another version ({made}); use that one, or another folder"
            )


def _write_whole(path: Path, data: bytes) -> None:
    partial = path.with_name(f"{_PARTIAL}{os.getpid()}")
    with partial.open("wb") as file:
        file.write(data)
        os.fsync(file.fileno())
    partial.rename(path)
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    os.fsync(directory)
    os.close(directory)


def _lock(descriptor: int, waiting: Callable[[], None]) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        waiting()
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError as error:
        raise Unavailable(f"the data folder cannot be locked: {error.strerror}") from error
