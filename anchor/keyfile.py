"""A secret in a file of its own: made with mode 0600, on disk before it is used, refused when others could
read it.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from anchor.errors import KeyFileError

_MAX_SECRET = 4096  # bytes: a few lines
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def save_secret(path: Path, text: str) -> None:
    """Write a new file that only its owner can read, and its name, through to the disk."""
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    except OSError as error:
        raise KeyFileError(f"{path.name}: cannot be made ({error.strerror})") from None
    with os.fdopen(file, "w", encoding="ascii") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    _sync_folder(path.parent)


def load_secret(path: Path) -> str:
    """What a secret's file holds; a `KeyFileError` when it cannot be read, or others could read it too."""
    try:
        with path.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            data = stream.read(_MAX_SECRET + 1)
    except OSError as error:
        raise KeyFileError(f"{path.name}: cannot be read ({error.strerror})") from None
    if os.name == "posix" and mode & _OTHERS:
        raise KeyFileError(f"{path.name}: others could read it (mode {stat.S_IMODE(mode):04o}); make it 0600")
    if len(data) > _MAX_SECRET or not data.isascii():
        raise KeyFileError(f"{path.name}: not a key file")
    return data.decode("ascii")


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
