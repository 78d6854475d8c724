"""Files and SQLite files, copied whole and synced."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from fhir_bridge.errors import FolderFault


def copy_database(source: Path, target: Path) -> None:
    """One moment of a database, without what was deleted from it; others may use it meanwhile."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        raise FolderFault(f"{source.name} cannot be copied: {error}") from error
    sync(target)


def copy_file(source: Path, target: Path) -> None:
    """A file's bytes; its times are not kept."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    sync(target)


def write_file(target: Path, data: bytes) -> None:
    """A file for its owner alone, which replaces the one of its name at once, whole and synced."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = target.with_name(f"{target.name}.new")
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)
    partial.write_bytes(data)
    sync(partial)
    partial.rename(target)
    sync(target.parent)


def sync(path: Path) -> None:
    """Through to the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def digests(folder: Path) -> Iterator[tuple[str, str]]:
    """(SHA-256 in hex, path below the folder) of every file, in order."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            yield hashlib.file_digest(file, "sha256").hexdigest(), path.relative_to(folder).as_posix()
