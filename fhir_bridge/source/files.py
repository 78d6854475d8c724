"""Inputs from files and folders: `.hl7`, `.json`, `.ndjson`, and each of these with `.gz`.

A folder gives its files in the order of their names, so that the same folder gives the same order everywhere. Each line
of an `.ndjson` file is an input of its own, named `FILE:LINE`, and so is each message of an HL7 v2 batch.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Self, cast

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.source.batch import is_batch, messages

SUFFIXES = (".hl7", ".json", ".ndjson")
LARGEST = 256 << 20
"""Bytes of one input, after unpacking."""
LARGEST_LINE = 16 << 20
"""Bytes of one line of NDJSON, as of one message."""
TOGETHER, MOST_LINES = 8 << 20, 4000
"""Bytes, and lines, of NDJSON that become records together: what memory holds whatever the file's size."""
GROWTH, FREE = 200, 64 << 20
"""A .gz may grow to so many times its size, and to so many bytes in any case (a resource shrinks 10 to 40 times)."""
_BUNDLE = re.compile(rb'"resourceType"\s*:\s*"Bundle"')


@dataclass(frozen=True, slots=True)
class Input:
    """One input and its name, or the reason why it could not be read; `first_line` where it is lines of NDJSON.

    `said` names the release of FHIR that it is said to be of, and `sender` who sent it, where somebody says.
    """

    name: str
    data: bytes = field(repr=False, default=b"")
    fault: Refused | None = None
    first_line: int = 0
    said: str = ""
    sender: str = ""

    def named(self, number: int) -> str:
        """What its line (from 1), or an entry of it (from 0), is called."""
        if not self.first_line:
            return f"{self.name}#{number}"
        return f"{self.name.rpartition(':')[0]}:{self.first_line + number - 1}"


def files(paths: Iterable[Path]) -> list[Path]:
    """The files that the paths name: a file is itself, a folder is all below it that has one of our suffixes."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(file for file in path.rglob("*") if _suffix(file) in SUFFIXES and file.is_file())
        else:
            found.append(path)
    return found


def inputs(file: Path) -> Iterator[Input]:
    """The file's inputs, in order. A file that cannot be read gives one input that says why."""
    try:
        with _open(file) as stream:
            if _suffix(file) == ".ndjson":
                yield from _lines(stream, str(file))
            else:
                yield from _messages(_capped(stream.read(LARGEST + 1)), str(file))
    except Refused as fault:
        yield Input(str(file), fault=fault)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or "not a whole gzip file"
        yield Input(str(file), fault=Refused(Reason.UNREADABLE, reason))


def _messages(data: bytes, name: str) -> Iterator[Input]:
    """The input itself, or each message of an HL7 v2 batch under its own number."""
    if not is_batch(data):
        yield Input(name, data)
        return
    for number, message in enumerate(messages(data), start=1):
        yield Input(f"{name}:{number}", message)


def one(file: Path) -> bytes:
    """The bytes of a file that holds one input."""
    found = next(inputs(file), Input(str(file)))
    if found.fault:
        raise found.fault
    return found.data


def _suffix(file: Path) -> str:
    return Path(file.name.removesuffix(".gz")).suffix.lower()


def _open(file: Path) -> BinaryIO:
    if not file.name.endswith(".gz"):
        return file.open("rb")
    most = max(FREE, GROWTH * file.stat().st_size)
    return cast("BinaryIO", _Unpacked(cast("BinaryIO", gzip.open(file)), most))


class _Unpacked:
    """A gzip stream, read up to a number of bytes; Refused(TOO_LARGE) beyond."""

    def __init__(self, stream: BinaryIO, most: int) -> None:
        self._stream = stream
        self._room = most

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def read(self, size: int) -> bytes:
        """At most so many bytes."""
        return self._counted(self._stream.read(size))

    def readline(self, size: int) -> bytes:
        """A line, or its first so many bytes."""
        return self._counted(self._stream.readline(size))

    def _counted(self, data: bytes) -> bytes:
        self._room -= len(data)
        if self._room < 0:
            raise Refused(Reason.TOO_LARGE, "it grows beyond what a packed file may")
        return data


def _lines(stream: BinaryIO, name: str) -> Iterator[Input]:
    """As many lines together as `TOGETHER` holds, always the same; a Bundle in a line is an input of its own."""
    first, number, room = 1, 0, TOGETHER
    batch: list[bytes] = []
    while line := stream.readline(LARGEST_LINE + 1):
        number += 1
        if len(line) > LARGEST_LINE:
            raise Refused(Reason.TOO_LARGE, f"over {LARGEST_LINE >> 20} MiB", where=f"line {number}")
        alone = bool(_BUNDLE.search(line, 0, 200))
        room -= len(line)
        if batch and (alone or room < 0 or len(batch) == MOST_LINES):
            yield _batch(name, first, batch)
            first, batch, room = number, [], TOGETHER - len(line)
        if alone:
            yield Input(f"{name}:{number}", line.strip())
            first = number + 1
        else:
            batch.append(line)
    if batch:
        yield _batch(name, first, batch)


def _batch(name: str, first: int, lines: list[bytes]) -> Input:
    last = first + len(lines) - 1
    return Input(f"{name}:{first}" + f"-{last}" * (last > first), b"".join(lines), first_line=first)


def _capped(data: bytes) -> bytes:
    if len(data) > LARGEST:
        raise Refused(Reason.TOO_LARGE, f"over {LARGEST >> 20} MiB")
    return data
