"""Epoch keys in a folder, one file each, for their owner's eyes alone.

    keys/                     0700
    keys/0001.epoch           0600   one line, spelled as `epochline` says: the key, open or locked by a passphrase
    keys/0001.erased                 on its way out: overwritten and unlinked by this or the next `remove`

The highest number is the current epoch. A file of another owner, a wider mode or another spelling, or a link, is
refused. Unlinking a file is not destruction where the disk is flash or keeps snapshots: a token or a KMS is.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from fhir_bridge.seal.epochline import LONGEST_LINE, BadLine, Line, OpenLine
from fhir_bridge.seal.faults import EpochMissing, KeyringFault
from fhir_bridge.seal.keyring import epoch_id
from fhir_bridge.seal.secret import Secret, new_key
from fhir_bridge.seal.wrap import expand

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class FileEpochs:
    """The epoch keys of one folder, read anew at every call: an epoch that another process turned is seen."""

    def __init__(self, folder: Path, line: Line | None = None) -> None:
        self._folder = folder
        self._line = line or OpenLine()
        self._known: dict[tuple[Path, int, int, int], Secret] = {}
        self._listed: tuple[tuple[int, int], list[Path]] = ((0, 0), [])

    @classmethod
    def create(cls, folder: Path, key: Secret | None = None, *, line: Line | None = None) -> Self:
        """Make the folder and its first epoch, a new one or the one given; KeyringFault where there is one already."""
        keys = cls(folder, line)
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise _unusable(folder, error) from error
        if keys.held():
            raise KeyringFault(f"{folder} holds epoch keys already")
        keys.add(key or new_key())
        return keys

    def held(self) -> Sequence[str]:
        """The epochs, oldest first; KeyringFault for any file that is not as it should be."""
        return tuple(epoch_id(self._read(path)) for path in self._paths())

    def expand(self, epoch: str, info: bytes) -> Secret:
        """HKDF-Expand under an epoch's key; EpochMissing."""
        return expand(self.reveal(epoch), info)

    def reveal(self, epoch: str) -> Secret:
        """An epoch's key itself, to be split into shares; EpochMissing. A token or a KMS has no such method."""
        for path in reversed(self._paths()):
            key = self._read(path)
            if epoch_id(key) == epoch:
                return key
        raise EpochMissing(epoch)

    def add(self, key: Secret) -> str:
        """One more epoch, in a file that is whole and synced before it has its name."""
        paths = self._paths()
        number = int(paths[-1].stem) + 1 if paths else 1
        try:
            _write(self._folder / f"{number:04}.epoch", self._line.spell(key))
        except OSError as error:
            raise _unusable(self._folder, error) from error
        return epoch_id(key)

    def remove(self, epoch: str) -> None:
        """Take away an epoch's file, overwrite it and unlink it; finish what a crash left of this."""
        try:
            for path in self._paths():
                if epoch_id(self._read(path)) == epoch:
                    path.rename(path.with_suffix(".erased"))
                    _sync(self._folder)
            for path in self._folder.glob("*.erased"):
                _erase(path)
            _sync(self._folder)
        except OSError as error:
            raise _unusable(self._folder, error) from error

    def _read(self, path: Path) -> Secret:
        """The key of a file, read again whenever that has changed in anything: bytes, owner, mode or name."""
        state = _state(path)
        known = self._known.get(state)
        if known is not None:
            return known
        line = _line_of(path)
        try:
            key = self._line.read(line)
        except BadLine as fault:
            raise KeyringFault(f"{path} {fault}") from fault
        self._known = {kept: secret for kept, secret in self._known.items() if kept[0] != path} | {state: key}
        return key

    def _paths(self) -> list[Path]:
        try:
            found = self._folder.lstat()
        except OSError as error:
            raise _unusable(self._folder, error) from error
        _refuse_others(self._folder, found, is_kind=stat.S_ISDIR(found.st_mode))
        state = (found.st_ino, found.st_mtime_ns)
        if self._listed[0] != state:
            self._listed = (state, sorted(self._folder.glob("[0-9][0-9][0-9][0-9].epoch")))
        return self._listed[1]


def _state(path: Path) -> tuple[Path, int, int, int]:
    try:
        found = path.lstat()
    except OSError as error:
        raise _unusable(path, error) from error
    return path, found.st_ino, found.st_ctime_ns, found.st_size


def _line_of(path: Path) -> str:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise _unusable(path, error) from error
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        _refuse_others(path, found, is_kind=stat.S_ISREG(found.st_mode))
        return file.read(LONGEST_LINE + 1).decode("ascii", "replace")


def _write(path: Path, line: str) -> None:
    partial = path.with_suffix(".new")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(line.encode())
        file.flush()
        os.fsync(descriptor)
    os.link(partial, path)
    partial.unlink()
    _sync(path.parent)


def _erase(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(bytes(LONGEST_LINE))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refuse_others(path: Path, found: os.stat_result, *, is_kind: bool) -> None:
    if not is_kind:
        raise KeyringFault(f"{path} is of another kind than it should be")
    if found.st_uid != os.geteuid() or found.st_mode & _OTHERS:
        mode = stat.S_IMODE(found.st_mode)
        raise KeyringFault(
            f"{path} is open to others (owner {found.st_uid}, mode {mode:o}): chown and chmod go-rwx it"
        )


def _unusable(path: Path, error: OSError) -> KeyringFault:
    return KeyringFault(f"{path} cannot be used: {error.strerror}")
