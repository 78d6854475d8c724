"""Inputs from files and folders: `.hl7`, `.json`, `.ndjson`, and each of these with `.gz`.

A folder gives its files in the order of their names, so that the same folder gives the same order everywhere. Each line
of an `.ndjson` file is an input of its own, named `FILE:LINE`, and so is each message of an HL7 v2 batch.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.source.batch import is_batch, messages

SUFFIXES = (".hl7", ".json", ".ndjson")
LARGEST = 256 << 20
"""Bytes of one input, after unpacking."""


@dataclass(frozen=True, slots=True)
class Input:
    """One input and its name, or the reason why it could not be read."""

    name: str
    data: bytes = field(repr=False, default=b"")
    fault: Refused | None = None


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
    return cast("BinaryIO", gzip.open(file)) if file.name.endswith(".gz") else file.open("rb")


def _lines(stream: BinaryIO, name: str) -> Iterator[Input]:
    number = 0
    while line := stream.readline(LARGEST + 1):
        number += 1
        if line.strip():
            yield Input(f"{name}:{number}", _capped(line.rstrip(b"\r\n")))


def _capped(data: bytes) -> bytes:
    if len(data) > LARGEST:
        raise Refused(Reason.TOO_LARGE, f"over {LARGEST >> 20} MiB")
    return data
